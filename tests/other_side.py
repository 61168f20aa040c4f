"""Another side that answers by HTTP on this machine, in threads of the test: what it is told to, and what it heard."""

from __future__ import annotations

import socket
import ssl
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


@dataclass(frozen=True)
class Call:
    """One call as it arrived; the names of its headers are in lower case."""

    method: str
    path: str
    headers: Mapping[str, str]
    body: bytes


@dataclass(frozen=True)
class Reply:
    """What is answered; after `cut` bytes of the body the line breaks, with 0 even before the status."""

    status: int = 200
    body: bytes = b"{}"
    headers: Mapping[str, str] = field(default_factory=dict)
    cut: int | None = None


class OtherSide:
    """A server and the calls that it heard so far."""

    def __init__(self, answer: Callable[[Call], Reply], tls: ssl.SSLContext | None = None) -> None:
        self.calls: list[Call] = []
        self._answer, self._lock = answer, threading.Lock()
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self._server.daemon_threads = True
        if tls:
            self._server.socket = tls.wrap_socket(self._server.socket, server_side=True)
        self._thread = threading.Thread(target=lambda: self._server.serve_forever(0.02), daemon=True)
        self._thread.start()

    @property
    def url(self) -> str:
        """Where it answers."""
        return f"http://127.0.0.1:{self._server.server_address[1]}"

    @property
    def port(self) -> int:
        """Where it listens."""
        return int(self._server.server_address[1])

    def close(self) -> None:
        """Go away: from now on no connection comes about."""
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    def heard(self, call: Call) -> Reply:
        """The reply to a call, of which one is answered at a time."""
        with self._lock:
            self.calls.append(call)
            return self._answer(call)

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        side = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def log_message(self, *_: object) -> None:
                pass

            def _take(self) -> None:
                body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
                headers = {name.lower(): value for name, value in self.headers.items()}
                reply = side.heard(Call(self.command, self.path, headers, body))
                if reply.cut == 0:
                    return self._cut()
                self.send_response(reply.status)
                self.send_header("Content-Length", str(len(reply.body)))
                for name, value in reply.headers.items():
                    self.send_header(name, value)
                self.end_headers()
                self.wfile.write(reply.body[: reply.cut])
                return self._cut() if reply.cut else None

            def _cut(self) -> None:
                self.close_connection = True
                self.connection.shutdown(socket.SHUT_RDWR)

            do_GET = do_POST = do_PUT = do_PATCH = do_DELETE = _take  # noqa: N815 - the library's names

        return Handler


@contextmanager
def other_side(*replies: Reply, answer: Callable[[Call], Reply] | None = None) -> Iterator[OtherSide]:
    """A server that gives these replies one after the other, the last again and again; or what `answer` says."""
    left = list(replies)
    side = OtherSide(answer or (lambda _: left.pop(0) if len(left) > 1 else left[0]))
    try:
        yield side
    finally:
        side.close()


class Hasty(threading.Event):
    """Stands for the event that ends waits: writes down how long each would have been, and does not wait."""

    def __init__(self) -> None:
        super().__init__()
        self.waits: list[float] = []

    def wait(self, timeout: float | None = None) -> bool:
        """Pass at once."""
        self.waits.append(timeout or 0.0)
        return self.is_set()
