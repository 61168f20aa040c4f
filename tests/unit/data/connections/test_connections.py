"""The connections that a user has, and their secrets."""

import sys
from urllib.parse import quote

import pytest

from segtui.data.connections.connections_file import connection_named, connection_names, connections_file, is_connection
from segtui.data.connections.secrets import address_of, has_password, is_ambiguous, scrubbed
from segtui.errors import UnreachableError, UsageError

MARKER = "geh:e/im@1"


@pytest.fixture
def written(tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))

    def write(text, mode=0o600):
        place = connections_file()
        place.parent.mkdir(exist_ok=True)
        place.write_text(text)
        place.chmod(mode)

    return write


def test_a_password_comes_from_a_variable_or_a_command_and_is_quoted(written, monkeypatch):
    command = [sys.executable, "-c", f"print('{MARKER}')"]
    written(
        '[shop]\nurl = "postgresql://ana@db/shop?sslmode=require"\npassword_env = "SHOP"\n'
        f'[other]\nurl = "postgresql://ana@db/shop"\npassword_command = {command!r}\n'.replace("'-c'", '"-c"')
    )
    monkeypatch.setenv("SHOP", MARKER)
    for name, rest in (("shop", "?sslmode=require"), ("other", "")):
        found = connection_named(name)
        assert found.secret_url() == (f"postgresql://ana:geh%3Ae%2Fim%401@db/shop{rest}", MARKER)
        assert MARKER not in repr(found) and found.shown == "postgresql://db/shop"


def test_the_environment_goes_before_the_file(written, monkeypatch):
    written('[shop-eu]\nurl = "postgresql://db/shop"\n')
    monkeypatch.setenv("SEGTUI_CONNECTION_SHOP_EU", f"postgresql://ana:{quote(MARKER, safe='')}@other/shop")
    monkeypatch.setenv("SEGTUI_CONNECTION_CRON", "sqlite:///x.db")
    assert connection_named("shop-eu").shown == "postgresql://other/shop"
    assert connection_names() == ("cron", "shop-eu") and is_connection("cron") and not is_connection("shop")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('[shop]\nurl = "postgresql://ana:geheim@db/shop"', "url has a password in it"),
        ('[shop]\nurl = "db"', "needs url"),
        ('[shop]\nurl = "postgresql://db/x"\npasword_env = "geheim"', 'unknown key "pasword_env"'),
        ('[shop]\nurl = "postgresql://db/x"\npassword_env = "A"\nkeyring = true', "more than one of"),
        ('[shop]\nurl = "postgresql://db/x"\npassword_command = "pass geheim"', "not a list of words"),
        ("[shop\ngeheim", "is not TOML"),
        ("shop = 1", "is not a table"),
        ('[shops]\nurl = "postgresql://db/x"', 'did you mean "shops"'),
    ],
)
def test_what_is_wrong_in_the_file_is_told_without_its_values(written, text, said):
    written(text)
    with pytest.raises(UsageError, match=said) as told:
        connection_named("shop")
    assert "geheim" not in told.value.describe()


def test_a_file_that_others_may_read_is_refused(written):
    written('[shop]\nurl = "postgresql://db/x"', 0o640)
    with pytest.raises(UsageError, match="others may read it\n  chmod 600"):
        is_connection("shop")


def test_a_password_that_does_not_come_is_told(written):
    url = 'url = "postgresql://ana@db/x"'
    written(f'[a]\n{url}\npassword_env = "SEGTUI_NO_SUCH"\n[b]\n{url}\npassword_command = ["false"]\n')
    with pytest.raises(UsageError, match="SEGTUI_NO_SUCH is not set"):
        connection_named("a").secret_url()
    with pytest.raises(UnreachableError, match="gave no password"):
        connection_named("b").secret_url()


def test_passwords_are_seen_and_taken_out_of_texts():
    assert has_password("postgresql://ana:x@db/y") and has_password("postgresql://db/y?a=b&password=x")
    assert not has_password("postgresql://ana@db:5432/y?where=a:b") and not has_password("postgresql://postgres:@/y")
    assert address_of("postgresql://ana@db:5432/y?sslmode=require") == "postgresql://db:5432/y"
    assert scrubbed("no postgresql://a:b@c and a%3Ab", ["a:b"]) == "no postgresql://•••@c and •••"


@pytest.mark.parametrize("sign", ["/", "?", "#", "@", " "])
def test_a_password_with_a_sign_that_ends_it_is_seen_and_refused(monkeypatch, sign):
    url = f"postgresql://ana:ge{sign}heim@db.example.org/shop?table=x"
    assert has_password(url)
    monkeypatch.setenv("SEGTUI_CONNECTION_SHOP", url)
    with pytest.raises(UsageError, match="%2F") as error:
        connection_named("shop")
    assert "heim" not in error.value.describe()


@pytest.mark.parametrize(
    "url",
    [
        "postgresql://ana@h:5432/d?where=mail like '%@b'",
        "postgresql://h:5432/d?options=a@b",
        "postgresql://h:1,i:2/d?options=a@b",
        "postgresql://[::1]:5/d?options=a@b",
        "duckdb:////data/a.duckdb?where=m = 'a@b:c'",
    ],
)
def test_a_port_is_no_password(url):
    assert not has_password(url) and not is_ambiguous(url)


@pytest.mark.parametrize(
    "key", ["sslpassword", "PWD", "token", "access_token", "client_secret", "aws_secret_access_key"]
)
def test_keys_and_tokens_among_the_settings_are_seen(key):
    assert has_password(f"snowflake://ana@account/shop?warehouse=w&{key}=geheim&table=x")
    assert "geheim" not in scrubbed(f"can't open snowflake://ana@account/shop?{key}=geheim&table=x")
    assert not has_password(f"snowflake://ana@account/shop?{key}_file=/etc/key&table=x")
