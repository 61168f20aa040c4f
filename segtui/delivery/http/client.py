"""Calls by HTTP that wait, try again and give up, in one place for all who call."""

from __future__ import annotations

import ssl
import threading
import time
from collections.abc import Callable, Collection, Mapping, Sequence

import urllib3
from urllib3.exceptions import (
    HTTPError,
    MaxRetryError,
    NameResolutionError,
    NewConnectionError,
    ProtocolError,
    ProxyError,
    SSLError,
)

from segtui import __version__
from segtui.delivery.http.address import checked_address
from segtui.delivery.http.answer import HttpAnswer, plainly
from segtui.delivery.http.pace import Pace
from segtui.delivery.http.proxies import WebProxy, proxy_for, refusal
from segtui.delivery.http.refused_error import RefusedError
from segtui.delivery.http.waiting import BUSY, UNTOUCHED, asked_wait, backoff
from segtui.errors import InterruptionError, UnreachableError, UsageError
from segtui.language.sentences import say

CONNECT, READ = 10.0, 60.0
"""Seconds without a connection, and without another byte."""
_WHOLE = 300.0
_LARGEST = 16 * 2**20
_PIECE = 65_536
_UNMET = 3
"""Attempts at a host that no connection comes about with; lines that break off are tried while patience lasts."""


class _LostError(Exception):
    """No whole answer came; `sent` is whether the call may have arrived, `again` whether another try may help."""

    def __init__(self, why: str, *, sent: bool, again: bool = True) -> None:
        super().__init__(why)
        self.why, self.sent, self.again = why, sent, again


class HttpClient:
    """Calls for `where`, by which errors name them, never with `secrets` in any message.

    Busy sides are asked again: as late as they say, else ever later, until `patience` seconds are over. `throttled`
    says which other answers mean that. `stop` ends a wait with an InterruptionError; so does any exception of a
    signal's handler. No redirect is followed. Calls go through the proxy of the environment, but never to this machine.
    Not for several threads at once.
    """

    def __init__(
        self,
        where: str,
        *,
        secrets: Sequence[str] = (),
        pace: Pace | None = None,
        patience: float = 120.0,
        throttled: Callable[[HttpAnswer], bool] = lambda _: False,
        stop: threading.Event | None = None,
    ) -> None:
        self.where, self.patience = where, patience
        self.secrets = tuple(secret for secret in secrets if secret)
        self._pace, self._throttled, self._stop = pace or Pace(()), throttled, stop or threading.Event()
        self._pools: dict[WebProxy | None, urllib3.PoolManager] = {}

    def send(
        self,
        method: str,
        url: str,
        *,
        body: bytes | None = None,
        headers: Mapping[str, str] | None = None,
        idempotent: bool = True,
        expected: Collection[int] = (),
    ) -> HttpAnswer:
        """The answer to one call, which succeeded or has one of the `expected` statuses.

        A call that is not `idempotent` is made again only where it can't have had an effect. Raises RefusedError for
        any other answer, UnreachableError where none comes, UsageError for an address that no call may go to.
        """
        place = checked_address(url, self.where)
        self._check(headers or {})
        proxy = proxy_for(url, self.where)
        started, waited, attempt, failed = time.monotonic(), 0.0, 0, 0
        while True:
            attempt += 1
            self._wait(self._pace.wait())
            try:
                answer = self._call(method, url, body, headers or {}, proxy)
            except _LostError as lost:
                failed += not lost.sent
                pause, over = backoff(attempt), self._lost(lost, place, idempotent)
                if not lost.again or failed >= _UNMET or (lost.sent and not idempotent):
                    raise over from None
            else:
                again = answer.status in BUSY if idempotent else answer.status in UNTOUCHED
                over = RefusedError(answer, where=self.where, secrets=self.secrets)
                if answer.accepted or answer.status in expected:
                    return answer
                if not again and not self._throttled(answer):
                    raise over
                pause = max(asked_wait(answer.headers.get("retry-after")) or 0.0, backoff(attempt))
            waited += pause
            if max(time.monotonic() - started + pause, waited) > self.patience:
                raise over from None
            self._wait(pause)

    def close(self) -> None:
        """Let go of the connections."""
        for pool in self._pools.values():
            pool.clear()

    def _pool(self, proxy: WebProxy | None) -> urllib3.PoolManager:
        """The connections that go this way."""
        if proxy not in self._pools:
            timeout, named = urllib3.Timeout(connect=CONNECT, read=READ), {"User-Agent": f"segtui/{__version__}"}
            if proxy is None:
                pool = urllib3.PoolManager(num_pools=4, headers=named, timeout=timeout, retries=False)
            else:
                pool = urllib3.ProxyManager(
                    proxy.url,
                    num_pools=4,
                    headers=named,
                    proxy_headers=proxy.headers,
                    timeout=timeout,
                    retries=False,
                )
            self._pools[proxy] = pool
        return self._pools[proxy]

    def _call(
        self, method: str, url: str, body: bytes | None, headers: Mapping[str, str], proxy: WebProxy | None
    ) -> HttpAnswer:
        self._pace.called()
        began = time.monotonic()
        pool, response = self._pool(proxy), None
        try:
            response = pool.request(
                method,
                url,
                body=body,
                headers={**pool.headers, **headers},
                redirect=False,
                retries=False,
                preload_content=False,
            )
            said = bytearray()
            while piece := response.read1(_PIECE, decode_content=True):
                said += piece
                if len(said) > _LARGEST:
                    raise _LostError(say("its answer is too large"), sent=True, again=False)
                if time.monotonic() - began > _WHOLE:
                    raise _LostError(say("its answer takes too long"), sent=True)
            known = {name.lower(): value for name, value in response.headers.items()}
            return HttpAnswer(response.status, known, bytes(said))
        except (HTTPError, OSError) as error:
            raise self._understood(error, proxy) from None
        finally:
            if response is not None:  # a whole answer has given its connection back already
                response.close()

    def _understood(self, error: Exception, proxy: WebProxy | None) -> _LostError:
        if isinstance(error, MaxRetryError) and error.reason:
            error = error.reason
        if proxy and (status := refusal(error)):
            told = HttpAnswer(status, {}, b"").status_line()
            why = say("the proxy {proxy} refuses: {status}", proxy=proxy.url, status=told)
            return _LostError(why, sent=False, again=status in BUSY)
        if proxy and isinstance(error, ProxyError):
            lost = self._understood(error.original_error, None)
            why = say("the proxy {proxy} can't be reached: {why}", proxy=proxy.url, why=lost.why)
            return _LostError(why, sent=False, again=lost.again)
        if isinstance(error, NameResolutionError):
            return _LostError(say("its name is not known here"), sent=False)
        if isinstance(error, SSLError) and isinstance(_cause(error), ssl.SSLCertVerificationError):
            why = say("its certificate is not accepted: {why}", why=self._plain(_cause(error)))
            return _LostError(why, sent=False, again=False)
        if isinstance(error, NewConnectionError):
            return _LostError(say("there is no connection: {why}", why=_system(error)), sent=False)
        if isinstance(error, urllib3.exceptions.ConnectTimeoutError):
            return _LostError(say("there is no connection: it takes too long"), sent=False)
        if isinstance(error, urllib3.exceptions.TimeoutError):
            return _LostError(say("it does not answer"), sent=True)
        if isinstance(error, (ProtocolError, SSLError, OSError)):
            return _LostError(say("the line broke before the whole answer was here"), sent=True)
        return _LostError(say("its answer can't be read: {why}", why=self._plain(error)), sent=True)

    def _lost(self, lost: _LostError, place: str, idempotent: bool) -> UnreachableError:
        what = say("{place} can't be reached: {why}", place=place, why=lost.why)
        fix = say("check the network, then try again")
        if lost.sent and not idempotent:
            fix = say("it is unknown whether the call arrived: look there before you try again")
        return UnreachableError(what, where=self.where, fix=fix)

    def _plain(self, error: BaseException) -> str:
        return plainly(str(error) or type(error).__name__, self.secrets)

    def _check(self, headers: Mapping[str, str]) -> None:
        """A header with a line feed would be two, and the library would quote its value in what it raises."""
        for name, value in headers.items():
            if not value.isprintable() or not value.isascii():
                what = say("the header {name} has signs in it that no header takes", name=name)
                raise UsageError(what, where=self.where, fix=say("check the key: it may have a line feed at its end"))

    def _wait(self, seconds: float) -> None:
        """Wait; a signal whose handler raises, or `stop`, ends it at once."""
        if (seconds > 0 and self._stop.wait(seconds)) or self._stop.is_set():
            raise InterruptionError(say("interrupted while waiting"), where=self.where)


def _system(error: Exception) -> str:
    """What the operating system says, without the object that urllib3 puts before it."""
    cause = _cause(error)
    return (cause.strerror if isinstance(cause, OSError) else None) or str(error).rpartition(": ")[2]


def _cause(error: BaseException) -> BaseException:
    inner = error.args[0] if error.args and isinstance(error.args[0], BaseException) else None
    return inner or error.__cause__ or error.__context__ or error
