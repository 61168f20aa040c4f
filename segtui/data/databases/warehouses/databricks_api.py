"""Databricks' statements by HTTP: one is executed, waited for, and its rows are fetched as Arrow, chunk by chunk.

The API is that of https://docs.databricks.com/api/workspace/statementexecution. Links to rows carry a signature of
their own and are called without the token.
"""

from __future__ import annotations

import base64
import http.client
import io
import json
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

import polars as pl

from segtui.data.connections.secrets import scrubbed
from segtui.data.databases.table_address import see_tables
from segtui.data.databases.warehouses.databricks_settings import DatabricksSettings
from segtui.errors import DataError, SegtuiError, UnreachableError
from segtui.language.sentences import say

_STATEMENTS = "/api/2.0/sql/statements"
_BUSY = (429, 503)
_TRIES = 5
_PATIENCE = 120
_LONGEST_WAIT = 30.0
_TEMPORARY = ("TEMPORARILY_UNAVAILABLE", "SERVICE_UNDER_MAINTENANCE", "WORKSPACE_TEMPORARILY_UNAVAILABLE")
_REFUSED = ("UNAUTHENTICATED", "DEADLINE_EXCEEDED", "CANCELLED", "RESOURCE_EXHAUSTED", "ABORTED", *_TEMPORARY)


@dataclass(frozen=True)
class StatementResult:
    """A statement that succeeded: its columns as pairs of name and type, and how many chunks its rows have."""

    id: str
    columns: tuple[tuple[str, str], ...]
    chunks: int
    rows: int


@dataclass
class Databricks:
    """One workspace; errors are told for `where`."""

    settings: DatabricksSettings
    where: str
    _token: str = field(default="", repr=False)

    @contextmanager
    def executed(self, statement: str) -> Iterator[StatementResult]:
        """The result of a statement, which is cancelled at the server if this is left early.

        Raises UnreachableError where the server can't be reached, refuses or breaks off, DataError for wrong SQL.
        """
        body = {
            "statement": statement,
            "warehouse_id": self.settings.warehouse,
            "disposition": "EXTERNAL_LINKS",
            "format": "ARROW_STREAM",
            "wait_timeout": "5s",
            "on_wait_timeout": "CONTINUE",
            **({"catalog": self.settings.catalog} if self.settings.catalog else {}),
            **({"schema": self.settings.schema} if self.settings.schema else {}),
        }
        said = self._call("POST", _STATEMENTS, body)
        try:
            yield self._finished(said)
        except BaseException:
            with suppress(SegtuiError):  # a server that has gone can't be told
                self._call("POST", f"{_STATEMENTS}/{said.get('statement_id')}/cancel", {}, tries=1)
            raise

    def frames(self, answer: StatementResult) -> Iterator[pl.DataFrame]:
        """The rows of an answer in their order, a frame for each chunk, whose link is asked for when it is due."""
        if not answer.chunks:
            yield pl.DataFrame(schema=[(name, pl.String) for name, _ in answer.columns])
        for number in range(answer.chunks):
            found = self._call("GET", f"{_STATEMENTS}/{answer.id}/result/chunks/{number}")
            for link in found.get("external_links") or ():
                headers = {str(key): str(value) for key, value in (link.get("http_headers") or {}).items()}
                yield pl.read_ipc_stream(io.BytesIO(self._fetched(link["external_link"], headers)))

    def _finished(self, said: Mapping[str, Any]) -> StatementResult:
        """Wait for a statement, looking again after ever longer."""
        pause = 0.2
        while (state := said["status"]["state"]) in ("PENDING", "RUNNING"):
            time.sleep(pause)
            pause = min(2 * pause, 5.0)
            said = {**said, **self._call("GET", f"{_STATEMENTS}/{said['statement_id']}")}
        if state != "SUCCEEDED":
            raise self._failed(state, said["status"].get("error") or {})
        manifest = said["manifest"]
        if manifest.get("truncated"):
            fix = say("read fewer columns or rows: columns, where")
            raise DataError(say("the server cut the rows off at its limit of bytes"), where=self.where, fix=fix)
        columns = tuple((c["name"], c.get("type_text") or c["type_name"]) for c in manifest["schema"]["columns"])
        chunks, rows = manifest.get("total_chunk_count") or 0, manifest.get("total_row_count") or 0
        return StatementResult(said["statement_id"], columns, chunks, rows)

    def _failed(self, state: str, error: Mapping[str, Any]) -> SegtuiError:
        why = self._plainly(error.get("message") or f"the statement is {state.lower()}")
        if state != "FAILED" or error.get("error_code") in _REFUSED:
            fix = say("run it again: nothing was written")
            return UnreachableError(say("the server broke off: {why}", why=why), where=self.where, fix=fix)
        return DataError(say("the server can't answer: {why}", why=why), where=self.where, fix=see_tables(self.where))

    def _call(self, method: str, path: str, body: Any = None, tries: int = _TRIES) -> dict[str, Any]:
        headers = {"Authorization": f"Bearer {self._bearer()}", "Content-Type": "application/json"}
        content = None if body is None else json.dumps(body).encode()
        return self._parsed(self._fetched(self.settings.root + path, headers, method, content, tries))

    def _bearer(self) -> str:
        """The token; a service principal gets one for its secret."""
        if not self.settings.client:
            return self.settings.secret
        if not self._token:
            pair = base64.b64encode(f"{self.settings.client}:{self.settings.secret}".encode()).decode()
            form = urlencode({"grant_type": "client_credentials", "scope": "all-apis"}).encode()
            url = f"{self.settings.root}/oidc/v1/token"
            said = self._parsed(self._fetched(url, {"Authorization": f"Basic {pair}"}, "POST", form))
            self._token = str(said.get("access_token", ""))
        return self._token

    def _parsed(self, content: bytes) -> dict[str, Any]:
        try:
            said = json.loads(content)
        except ValueError:
            said = None
        if not isinstance(said, dict):
            fix = say("check that {root} is a workspace of Databricks", root=self.settings.root)
            raise UnreachableError(say("the server's answer is not JSON"), where=self.where, fix=fix)
        return said

    def _fetched(
        self,
        url: str,
        headers: Mapping[str, str],
        method: str = "GET",
        content: bytes | None = None,
        tries: int = _TRIES,
    ) -> bytes:
        """What a URL answers; one that is busy is asked again, for as long as it says or ever longer."""
        for attempt in range(1, tries + 1):
            request = urllib.request.Request(url, content, dict(headers), method=method)
            try:
                with urllib.request.urlopen(request, timeout=_PATIENCE) as answer:
                    return bytes(answer.read())
            except urllib.error.HTTPError as error:
                if error.code not in _BUSY or attempt == tries:
                    raise self._refused(error) from None
                pause = _pause(error.headers.get("Retry-After", ""), attempt)
            except (OSError, http.client.HTTPException) as error:
                reason = getattr(error, "reason", None) or error
                why = self._plainly(getattr(reason, "strerror", None) or str(reason) or type(error).__name__)
                fix = say("check the host in {root} and the network", root=self.settings.root)
                raise UnreachableError(
                    say("the server can't be reached: {why}", why=why), where=self.where, fix=fix
                ) from None
            time.sleep(pause)
        raise AssertionError

    def _refused(self, error: urllib.error.HTTPError) -> SegtuiError:
        """The user's error for an answer that is an error."""
        try:
            said = json.loads(error.read())
            why = said.get("message") or said.get("error_description") or said.get("error_code") or ""
        except (OSError, ValueError, AttributeError, http.client.HTTPException):
            why = ""
        why = self._plainly(str(why) or f"HTTP {error.code}")
        if error.code == 400:
            fix = see_tables(self.where)
            return DataError(say("the server can't answer: {why}", why=why), where=self.where, fix=fix)
        fix = say("check the token, its rights, and the warehouse")
        return UnreachableError(say("the server refused: {why}", why=why), where=self.where, fix=fix)

    def _plainly(self, said: str) -> str:
        lines = [line.strip() for line in scrubbed(said, [self.settings.secret, self._token]).splitlines()]
        return "; ".join(line for line in lines if line.strip(" ^"))


def _pause(asked: str, attempt: int) -> float:
    """Seconds to wait: what the server says, within bounds, or ever longer."""
    return min(float(asked) if asked.isdecimal() else float(2**attempt), _LONGEST_WAIT)
