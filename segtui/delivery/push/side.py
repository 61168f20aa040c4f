"""Calls to one platform with the key of a connection."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable, Collection, Mapping, Sequence
from typing import Any, TypeVar
from urllib.parse import urlsplit

from segtui.data.connections.connection import Connection
from segtui.delivery.http.address import checked_address
from segtui.delivery.http.answer import HttpAnswer
from segtui.delivery.http.client import HttpClient
from segtui.delivery.http.pace import Limit, Pace
from segtui.delivery.http.refused_error import RefusedError
from segtui.errors import InterruptionError, UnreachableError, UsageError
from segtui.language.sentences import say

T = TypeVar("T")
_FIRST_LOOK, _LAST_LOOK = 0.5, 15.0
_JOB = 1_800.0


class PlatformSide:
    """The other side of a push: `root` is where its interface begins.

    The key is asked for again once where it is refused in the middle, for a command may print a fresh one. Raises
    UsageError for an address that no call may go to, and what asking for the key raises.
    """

    def __init__(
        self,
        where: str,
        connection: Connection,
        root: str,
        authorization: Callable[[str], Mapping[str, str]],
        *,
        limits: Sequence[Limit] = (),
        throttled: Callable[[HttpAnswer], bool] = lambda _: False,
        stop: threading.Event | None = None,
    ) -> None:
        self.where, self.root = where, (connection.url or root).rstrip("/")
        if not self.root:
            fix = say('write url = "https://…" into its table in connections.toml')
            raise UsageError(say("the connection has no address"), where=where, fix=fix)
        checked_address(self.root, where)
        self._connection, self._authorization, self._throttled = connection, authorization, throttled
        self._stop, self._pace = stop or threading.Event(), Pace(limits)
        self._key = ""
        self._client: HttpClient | None = None

    def call(
        self,
        method: str,
        path: str,
        content: Any = None,
        *,
        headers: Mapping[str, str] | None = None,
        expected: Collection[int] = (),
    ) -> HttpAnswer:
        """The answer to one call; `content` goes as JSON, `path` begins with a slash or is a whole address there.

        Raises RefusedError and UnreachableError as `HttpClient.send` does.
        """
        try:
            return self._call(method, path, content, headers or {}, expected)
        except RefusedError as error:
            if error.answer.status != 401 or not self._connection.password_command or not self._renewed():
                raise
        return self._call(method, path, content, headers or {}, expected)

    def until(self, ask: Callable[[], T | None], what: str) -> T:
        """What `ask` says once it is no longer None: a job at the platform, looked at after ever longer."""
        began, pause = time.monotonic(), _FIRST_LOOK
        waited = 0.0
        while (found := ask()) is None:
            if max(time.monotonic() - began, waited) > _JOB:
                told = say("{what} is not done after {minutes:,} minutes", what=what, minutes=round(_JOB / 60))
                raise UnreachableError(told, where=self.where, fix=say("look at the platform, then push again"))
            if self._stop.wait(pause) or self._stop.is_set():
                raise InterruptionError(say("interrupted while waiting"), where=self.where)
            waited += pause
            pause = min(pause * 1.5, _LAST_LOOK)
        return found

    def unexpected(self, answer: HttpAnswer) -> UnreachableError:
        """The error for an answer that is not what its interface promises."""
        what = say("the answer can't be understood: {status}", status=answer.status_line())
        return UnreachableError(what, where=self.where, fix=say("look at the platform, then push again"))

    def close(self) -> None:
        """Let go of the connections."""
        if self._client:
            self._client.close()

    def _call(
        self, method: str, path: str, content: Any, headers: Mapping[str, str], expected: Collection[int]
    ) -> HttpAnswer:
        client = self._client or self._begun()
        body = None if content is None else json.dumps(content, ensure_ascii=False).encode()
        kind = {} if content is None else {"Content-Type": "application/json"}
        every = {"Accept": "application/json", **kind, **headers, **self._authorization(self._key)}
        answer = client.send(method, self._url(path), body=body, headers=every, expected=expected)
        if answer.accepted and answer.body.lstrip()[:1] == b"<":  # a page for people: of a proxy, or to sign in
            raise self.unexpected(answer)
        return answer

    def _url(self, path: str) -> str:
        """An address at the platform; a page that it names leads nowhere else, for the key goes there too."""
        if not path or path.startswith("/"):
            return self.root + path
        if urlsplit(path)[:2] != urlsplit(self.root)[:2]:
            what = say("its answer names an address elsewhere, which is not followed")
            raise UnreachableError(what, where=self.where)
        return path

    def _begun(self) -> HttpClient:
        self._key = self._key or self._connection.password()
        again = {"pace": self._pace, "throttled": self._throttled, "stop": self._stop}
        self._client = HttpClient(self.where, secrets=[self._key], **again)  # type: ignore[arg-type]
        return self._client

    def _renewed(self) -> bool:
        """Ask for the key again; whether there is another."""
        before, self._key = self._key, self._connection.password()
        self.close()
        self._client = None
        return self._key != before
