"""A proxy for tests: it writes down what CONNECT asks, and leads every name to one port of this machine."""

import shutil
import socket
import ssl
import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest

from tests.other_side import OtherSide, Reply


class ConnectProxy:
    """`asked` are the heads of the calls; it answers with `status` first, and leads on where that is 200."""

    def __init__(self, port: int, status: str = "200 Connection established") -> None:
        self.asked: list[str] = []
        self._port, self._status = port, status
        self._listening = socket.create_server(("127.0.0.1", 0))
        self.place = f"127.0.0.1:{self._listening.getsockname()[1]}"
        self._open: list[socket.socket] = []
        self._threads = [threading.Thread(target=self._serve, daemon=True)]
        self._threads[0].start()

    def close(self) -> None:
        """End it, with all lines."""
        for each in (self._listening, *self._open):
            with suppress(OSError):
                each.shutdown(socket.SHUT_RDWR)
            each.close()
        for thread in self._threads:
            thread.join(5)

    def _serve(self) -> None:
        while True:
            try:
                here, _ = self._listening.accept()
            except OSError:
                return
            self._open.append(here)
            head = b""
            while b"\r\n\r\n" not in head and (piece := here.recv(4096)):
                head += piece
            self.asked.append(head.decode())
            here.sendall(f"HTTP/1.1 {self._status}\r\n\r\n".encode())
            if not self._status.startswith("200"):
                here.close()
                continue
            there = socket.create_connection(("127.0.0.1", self._port))
            self._open.append(there)
            for one, other in ((here, there), (there, here)):
                thread = threading.Thread(target=_carry, args=(one, other), daemon=True)
                self._threads.append(thread)
                thread.start()


def _carry(one: socket.socket, other: socket.socket) -> None:
    with suppress(OSError):
        while piece := one.recv(65_536):
            other.sendall(piece)
        other.shutdown(socket.SHUT_WR)


@contextmanager
def connect_proxy(port: int, status: str = "200 Connection established") -> Iterator[ConnectProxy]:
    """A proxy for the time of a test."""
    proxy = ConnectProxy(port, status)
    try:
        yield proxy
    finally:
        proxy.close()


def certified(folder: Path, name: str) -> tuple[Path, Path]:
    """A certificate of its own for a host's name, and its key; the test is skipped without openssl."""
    if not shutil.which("openssl"):
        pytest.skip("no openssl to make a certificate")
    key, certificate = folder / "key.pem", folder / "ca.pem"
    words = f"req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2 -subj /CN={name}"
    made = ["openssl", *words.split(), "-addext", f"subjectAltName=DNS:{name}"]
    subprocess.run([*made, "-keyout", str(key), "-out", str(certificate)], check=True, capture_output=True)
    return certificate, key


@contextmanager
def secure_side(folder: Path, name: str, *replies: Reply) -> Iterator[tuple[OtherSide, Path]]:
    """Another side that speaks TLS under a name, and the certificate to trust."""
    certificate, key = certified(folder, name)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    left = list(replies)
    side = OtherSide(lambda _: left.pop(0), tls=context)
    try:
        yield side, certificate
    finally:
        side.close()
