"""The server that the fakes share: it checks keys and bodies, counts calls, keeps limits and injects faults."""

from __future__ import annotations

import json
import threading
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

import jsonschema

from tests.fake_platforms.faults import Fault, Faults


@dataclass(frozen=True)
class Call:
    """A call as it came: `path` without the query, `body` as JSON, None without one."""

    method: str
    path: str
    query: dict[str, str]
    headers: dict[str, str]
    body: Any
    size: int


@dataclass(frozen=True)
class Reply:
    """What is answered; no `body` is an answer without one."""

    status: int = 200
    body: Any = None
    headers: dict[str, str] = field(default_factory=dict)


class FakePlatform:
    """A platform that runs in a thread while it is entered; a subclass says its `name`, its key and its routes.

    `most_a_second` is its limit, kept when a test sets it. `latency` is the time that a call takes.
    """

    name = ""
    list_id = "L1"
    key = "secret-key-4711"

    def __init__(self, faults: Faults | None = None, *, most_a_second: int = 0, latency: float = 0) -> None:
        self.faults = faults or Faults()
        self.most_a_second, self.latency = most_a_second, latency
        self.calls: list[Call] = []
        self.complaints: list[str] = []
        self.people: dict[str, dict[str, Any]] = {}
        self.unsubscribed: set[str] = set()
        self.refused: set[str] = set()
        self.deleted: list[str] = []
        self._members: dict[str, set[str]] = {self.list_id: set()}
        self._times: deque[float] = deque()
        self._lock = threading.Lock()

    # what a subclass says

    def allowed(self, call: Call) -> bool:
        """Whether the key is right."""
        raise NotImplementedError

    def answer(self, call: Call) -> Reply:
        """What the platform does; called one at a time."""
        raise NotImplementedError

    def identity(self, email: str) -> str:
        """A person as the platform knows them."""
        return email.lower()

    def denial(self) -> Reply:
        """What a wrong key is told."""
        return Reply(401, {"message": "Key not found"})

    def throttle(self) -> Reply:
        """What is told to who calls too often."""
        return Reply(429, {"message": "Too many requests"}, {"Retry-After": "0"})

    # what tests ask

    @property
    def url(self) -> str:
        """Its address."""
        return f"http://127.0.0.1:{self._server.server_port}"

    def members(self, list_id: str = "") -> set[str]:
        """Who is in the list."""
        return set(self._members.get(list_id or self.list_id, ()))

    def has(self, email: str) -> bool:
        """Whether a person is in the list."""
        return self.identity(email) in self.members()

    def unsubscribe(self, email: str) -> None:
        """The person says at the platform that nobody may write to them."""
        self.unsubscribed.add(self.identity(email))

    def refuse(self, email: str) -> None:
        """The platform will not take this person, and says so beside those that it takes."""
        self.refused.add(self.identity(email))

    def knows(self, email: str) -> bool:
        """Whether the platform has anything of the person."""
        who = self.identity(email)
        return who in self.people or any(who in there for there in self._members.values())

    def take_out_all(self) -> None:
        """Somebody clears the list at the platform."""
        for there in self._members.values():
            there.clear()

    def writes(self) -> list[Call]:
        """The calls that can change something."""
        return [call for call in self.calls if call.method != "GET"]

    # what subclasses use

    def check(self, call: Call, schema: dict[str, Any]) -> None:
        """Complain if the body is not as documented."""
        for fault in jsonschema.Draft202012Validator(schema).iter_errors(call.body):
            self.complain(f"{call.method} {call.path}: {fault.message} at {fault.json_path}")

    def complain(self, what: str) -> None:
        """Say that a careful sender would not have done this."""
        self.complaints.append(what)

    # the server

    def __enter__(self) -> FakePlatform:
        platform = self

        class Handler(_Handler):
            fake = platform

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True)
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    def take(self, call: Call) -> tuple[Reply, Fault]:
        """Do what a call asks, with the fault that it meets."""
        with self._lock:
            self.calls.append(call)
            fault = self.faults.draw()
            if fault in ("away", "page"):
                return Reply(), fault
            if not self.allowed(call):
                return self.denial(), ""
            if fault == "403":
                return Reply(403), ""
            if fault == "429" or self._too_often():
                return self.throttle(), ""
            if fault == "500":
                return Reply(500, {"message": "Internal error"}), ""
            try:
                return self.answer(call), fault
            except (KeyError, TypeError, ValueError, AttributeError) as broken:
                self.complain(f"{call.method} {call.path}: {broken!r}")
                return Reply(400, {"message": "Bad request"}), ""

    def _too_often(self) -> bool:
        now = time.monotonic()
        while self._times and now - self._times[0] > 1:
            self._times.popleft()
        if self.most_a_second and len(self._times) >= self.most_a_second:
            return True
        self._times.append(now)
        return False


class _Handler(BaseHTTPRequestHandler):
    fake: FakePlatform
    protocol_version = "HTTP/1.1"

    def __getattr__(self, name: str) -> Callable[[], None]:
        if name.startswith("do_"):  # every method
            return self._serve
        raise AttributeError(name)

    def log_message(self, *_: object) -> None:
        """Nothing on the test's terminal."""

    def _serve(self) -> None:
        raw = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        parts = urlsplit(self.path)
        query = {name: values[-1] for name, values in parse_qs(parts.query).items()}
        headers = {name.lower(): value for name, value in self.headers.items()}
        call = Call(self.command, parts.path, query, headers, json.loads(raw) if raw else None, len(raw))
        if self.fake.latency:
            time.sleep(self.fake.latency)
        reply, fault = self.fake.take(call)
        if fault in ("drop", "away"):
            self.close_connection = True
            return
        body = b"" if reply.body is None else json.dumps(reply.body).encode()
        body = b"\n<!doctype html><title>Sign in</title>" if fault == "page" else body
        self.send_response(reply.status)
        for name, value in {"Content-Type": "application/json", **reply.headers}.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body) + (100 if fault == "half" else 0)))
        self.end_headers()
        self.wfile.write(body[: len(body) // 2] if fault == "half" else body)
        self.close_connection = self.close_connection or fault == "half"
