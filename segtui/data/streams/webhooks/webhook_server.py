"""The server that takes webhooks: it answers yes only to what is signed and on the disk."""

from __future__ import annotations

import contextlib
import json
import socket
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from segtui.data.streams.webhooks.spool import Spool, SpoolFullError
from segtui.data.streams.webhooks.webhook_scheme import Delivery, WebhookScheme

LARGEST = 5 << 20
"""Bytes of the largest body that is taken."""
_MOST_AT_ONCE = 64
_BETWEEN = 10.0
"""Seconds that a sender may be silent."""
_WHOLE = 30.0
"""Seconds that a sender has for a whole delivery, however slowly it sends."""
_BUSY = b"HTTP/1.1 503 Service Unavailable\r\nRetry-After: 5\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
_HEALTH = "/health"


class WebhookServer(ThreadingHTTPServer):
    """Takes deliveries at one path, in a thread for each connection, and of these a few dozen at once."""

    daemon_threads = True
    block_on_close = False
    request_queue_size = 128
    allow_reuse_address = True

    def __init__(self, host: str, port: int, path: str, scheme: WebhookScheme, secret: bytes, spool: Spool) -> None:
        self.path, self.scheme, self.secret, self.spool = path, scheme, secret, spool
        self._places = threading.BoundedSemaphore(_MOST_AT_ONCE)
        self._until: dict[socket.socket, float] = {}
        if ":" in host:
            self.address_family = socket.AF_INET6
        super().__init__((host, port), _Handler)
        self._thread = threading.Thread(target=self.serve_forever, args=(0.5,), name="segtui-webhooks", daemon=True)

    def start(self) -> None:
        """Take deliveries from now on."""
        self._thread.start()

    def stop(self) -> None:
        """Take no more."""
        self.shutdown()
        self.server_close()
        for each in list(self._until):
            _break(each)

    def server_bind(self) -> None:
        """Bind without asking the network for our own name, which may take long."""
        self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        self.socket.bind(self.server_address)
        self.server_address = self.socket.getsockname()
        self.server_name, self.server_port = str(self.server_address[0]), int(self.server_address[1])

    def process_request(self, request: Any, client_address: Any) -> None:
        """A thread for the connection, or a word that there are too many."""
        if not self._places.acquire(blocking=False):
            request.settimeout(1)
            with contextlib.suppress(OSError):  # it may have gone by itself
                request.sendall(_BUSY)
            self.shutdown_request(request)
            return
        self.awaits(request)
        super().process_request(request, client_address)

    def process_request_thread(self, request: Any, client_address: Any) -> None:
        """One connection, and its place is free again."""
        try:
            super().process_request_thread(request, client_address)
        finally:
            self._until.pop(request, None)
            self._places.release()

    def awaits(self, request: socket.socket) -> None:
        """Give a connection the time for one whole delivery."""
        self._until[request] = time.monotonic() + _WHOLE

    def service_actions(self) -> None:
        """Break off connections that have taken too long."""
        now = time.monotonic()
        for each, until in list(self._until.items()):
            if until < now:
                _break(each)

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A connection that breaks off is nobody's fault here, and nothing is printed."""


class _Handler(BaseHTTPRequestHandler):
    server: WebhookServer
    protocol_version = "HTTP/1.1"
    server_version, sys_version = "segtui", ""
    timeout = _BETWEEN

    def do_POST(self) -> None:
        """A delivery."""
        self.server.awaits(self.request)
        if self.path.partition("?")[0] != self.server.path:
            return self._answer(404)
        length = self.headers.get("Content-Length", "")
        if not length.isdecimal() or len(length) > 12 or "Transfer-Encoding" in self.headers:
            return self._answer(411)
        if int(length) > LARGEST:
            return self._answer(413)
        body = self.rfile.read(int(length))
        if len(body) < int(length):
            self.close_connection = True
            return None
        headers = {name.lower(): value for name, value in self.headers.items()}
        return self._answer(self._taken(Delivery(headers, body, time.time())), read=True)

    def _taken(self, delivery: Delivery) -> int:
        if not self.server.scheme.is_signed(delivery, self.server.secret):
            return 401
        try:
            self.server.spool.put(self.server.scheme.key(delivery), delivery.body, delivery.at)
        except SpoolFullError:
            return 503
        return 200

    def do_GET(self) -> None:
        """Whether this is alive."""
        self.server.awaits(self.request)
        if self.path == _HEALTH:
            return self._answer(200, {"state": "running"}, read=True)
        return self._answer(404 if self.path.partition("?")[0] != self.server.path else 405, read=True)

    def _answer(self, status: int, told: dict[str, str] | None = None, *, read: bool = False) -> None:
        """Answer; where the body was not read, no other request can follow on this connection."""
        body = json.dumps(told).encode() if told else b""
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        if status == 503:
            self.send_header("Retry-After", "30")
        if not read:
            self.send_header("Connection", "close")
            self.close_connection = True
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: Any) -> None:
        """Nothing: what senders send is not for a terminal."""


def _break(connection: socket.socket) -> None:
    with contextlib.suppress(OSError):  # it may be closed already
        connection.shutdown(socket.SHUT_RDWR)
