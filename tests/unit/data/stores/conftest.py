"""One S3 server for the session of tests, and a proxy before it that counts, and refuses the first requests."""

import http.client
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

SECRET = "marker-SECRET/key+1"
REASON = "moto's S3 server is not installed: pip install 'moto[s3]' flask flask-cors"


class Proxy:
    """Forwards to a server; answers 503 to the first `failing` requests, and keeps what passed through."""

    def __init__(self, port: int) -> None:
        self.direct = f"http://127.0.0.1:{port}"
        self.failing, self.asked, self.bytes = 0, [], 0
        outer = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def _forward(self) -> None:
                body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
                outer.asked.append(f"{self.command} {self.path}")
                if outer.failing > 0:
                    outer.failing -= 1
                    self.send_response(503)
                    self.send_header("Content-Length", "0")
                    self.end_headers()
                    return
                there = http.client.HTTPConnection("127.0.0.1", port)
                there.request(self.command, self.path, body, dict(self.headers))
                answer = there.getresponse()
                said = answer.read()
                outer.bytes += len(said)
                self.send_response(answer.status)
                kept = [(k, v) for k, v in answer.headers.items() if k.lower() not in ("content-length", "connection")]
                for name, value in kept:
                    self.send_header(name, value)
                length = answer.headers["Content-Length"] if self.command == "HEAD" else str(len(said))
                self.send_header("Content-Length", length)
                self.end_headers()
                self.wfile.write(said)

            do_GET = do_PUT = do_HEAD = do_DELETE = do_POST = _forward  # noqa: N815

            def log_message(self, *_: object) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        self.url = f"http://127.0.0.1:{self.server.server_port}"


@pytest.fixture(scope="session")
def s3():
    """The proxy before an S3 server with an empty bucket `lake`."""
    pytest.importorskip("obstore")
    server = pytest.importorskip("moto.server", reason=REASON)
    pytest.importorskip("flask_cors", reason=REASON)
    moto = server.ThreadedMotoServer("127.0.0.1", 0)
    moto.start()
    proxy = Proxy(moto.get_host_and_port()[1])
    asking = http.client.HTTPConnection("127.0.0.1", proxy.server.server_port)
    asking.request("PUT", "/lake")
    asking.getresponse().read()
    yield proxy
    proxy.server.shutdown()
    moto.stop()


@pytest.fixture
def bare(tmp_path, monkeypatch):
    """Neither keys nor connections: a home folder of one's own, without the environment's settings."""
    import os

    for name in [name for name in os.environ if name.startswith(("AWS_", "AZURE_", "GOOGLE_", "SEGTUI_CONN"))]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    return tmp_path


@pytest.fixture
def connect(bare, monkeypatch):
    """Writes connections.toml."""

    def write(text: str) -> None:
        place = bare / "config" / "segtui" / "connections.toml"
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(text)
        place.chmod(0o600)

    return write


@pytest.fixture
def lake(s3, connect, monkeypatch):
    """A store for the test's objects, to which the connection `lake` leads."""
    import obstore
    from obstore.store import S3Store

    s3.failing, s3.bytes = 0, 0
    s3.asked.clear()
    monkeypatch.setenv("LAKE_SECRET", SECRET)
    text = f'[lake]\nurl = "s3://lake"\nendpoint = "{s3.url}"\nregion = "us-east-1"\naccess_key_id = "ana"\n'
    connect(text + 'password_env = "LAKE_SECRET"\n')
    store = S3Store("lake", config={**OPTIONS, "aws_endpoint": s3.url})
    for block in obstore.list(store):
        obstore.delete(store, [one["path"] for one in block])
    return store


OPTIONS = {
    "aws_access_key_id": "ana",
    "aws_secret_access_key": SECRET,
    "aws_region": "us-east-1",
    "aws_allow_http": "true",
}
