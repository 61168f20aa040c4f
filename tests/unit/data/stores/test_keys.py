"""The keys of stores come from a connection or the platform, and missing ones are told before anything is asked."""

import json

import pytest

from segtui.data.stores.credentials import store_options
from segtui.data.stores.store_address import parse
from segtui.errors import UsageError


def options(path):
    return store_options(parse(path))


@pytest.mark.parametrize(
    ("path", "said"),
    [
        ("s3://b/x.csv", "AWS_ACCESS_KEY_ID"),
        ("az://c/x.csv", "AZURE_STORAGE_ACCOUNT_KEY"),
        ("abfss://c@account.dfs.core.windows.net/x.csv", "AZURE_STORAGE_ACCOUNT_KEY"),
        ("gs://b/x.csv", "GOOGLE_APPLICATION_CREDENTIALS"),
    ],
)
def test_missing_keys_are_told_with_what_to_set(bare, path, said):
    with pytest.raises(UsageError) as raised:
        options(path)
    assert said in str(raised.value)


def test_nothing_asks_the_metadata_address(s3, bare, monkeypatch):
    from pathlib import Path

    from segtui.data.reading.read import read
    from segtui.data.source import Source

    monkeypatch.setenv("AWS_METADATA_ENDPOINT", s3.url)
    s3.asked.clear()
    for path in ("s3://lake/x.csv", "delta+s3://lake/x", "s3://lake/x.parquet?columns=a"):
        with pytest.raises(UsageError, match="no keys"):
            read(Source(path=path), Path())
    assert s3.asked == []


def test_the_platforms_own_keys_are_found(bare, monkeypatch):
    (bare / ".aws").mkdir()
    (bare / ".aws" / "credentials").write_text("[work]\naws_access_key_id = w\naws_secret_access_key = s\n")
    (bare / ".aws" / "config").write_text("[profile work]\nregion = eu-west-3\nendpoint_url = http://127.0.0.1:9\n")
    monkeypatch.setenv("AWS_PROFILE", "work")
    found = options("s3://b/x.csv")
    assert (found["aws_access_key_id"], found["aws_region"], found["aws_allow_http"]) == ("w", "eu-west-3", "true")
    monkeypatch.setenv("AWS_PROFILE", "home")
    with pytest.raises(UsageError, match="no profile home"):
        options("s3://b/x.csv")
    monkeypatch.setenv("AZURE_STORAGE_CONNECTION_STRING", "AccountName=acc;AccountKey=k==;EndpointSuffix=x")
    assert options("az://c/x.csv") == {"azure_storage_account_name": "acc", "azure_storage_account_key": "k=="}
    gcloud = bare / ".config" / "gcloud" / "application_default_credentials.json"
    gcloud.parent.mkdir(parents=True)
    gcloud.write_text("{}")
    assert options("gs://b/x.csv") == {"google_application_credentials": str(gcloud)}


def test_a_connection_says_how_its_store_is_opened(connect, monkeypatch, bare):
    (bare / "key.json").write_text(json.dumps({"client_email": "a@b"}))
    monkeypatch.setenv("KEY", "sv=1&sig=abc")
    monkeypatch.setenv("FILE", str(bare / "key.json"))
    connect(
        '[open]\nurl = "s3://b"\naccess = "public"\nregion = "eu-west-1"\n'
        '[host]\nurl = "s3://b"\naccess = "machine"\n'
        '[half]\nurl = "s3://b"\npassword_env = "KEY"\n'
        '[none]\nurl = "s3://b"\nregion = "eu-west-1"\n'
        '[azure]\nurl = "az://c/sub"\naccount = "acc"\npassword_env = "KEY"\n'
        '[google]\nurl = "gs://b"\npassword_env = "FILE"\n'
    )
    assert options("open:x.csv") == {"aws_region": "eu-west-1", "aws_skip_signature": "true"}
    assert options("host:x.csv") == {}
    assert options("azure:x.csv") == {"azure_storage_account_name": "acc", "azure_storage_sas_token": "sv=1&sig=abc"}
    assert parse("azure:x.csv").key == "sub/x.csv"
    assert json.loads(options("google:x.csv")["google_service_account_key"]) == {"client_email": "a@b"}
    for name, lacking in (("half", "access_key_id"), ("none", "password_env")):
        with pytest.raises(UsageError, match=lacking):
            options(f"{name}:x.csv")


def test_wrong_settings_of_a_connection_are_told(connect):
    for line, said in (('acess = "public"', 'did you mean "access"'), ('access = "all"', "one of keys, public")):
        connect(f'[lake]\nurl = "s3://b"\n{line}\n')
        with pytest.raises(UsageError, match=said):
            options("lake:x.csv")
    connect('[shop]\nurl = "sqlite:///a.db"\nregion = "x"\n')
    from segtui.data.connections.connections_file import connection_named

    with pytest.raises(UsageError, match="unknown key"):
        connection_named("shop")
