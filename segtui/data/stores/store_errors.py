"""What a store library raises, as the user's error: in our own words, so that no key and no signed URL is in them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager

from segtui.errors import DataError, SegtuiError, UnreachableError, no_room, system_number
from segtui.language.sentences import say
from segtui.libraries.boundary import is_foreign, reason

_CODE = re.compile(r"<Code>(\w+)</Code>")
_STATUS = re.compile(r"status code: (\d{3})|\b(\d{3}) (?:Forbidden|Unauthorized)")
_WORDS = (
    (re.compile(r"onnection refused|os error 111"), say("the connection was refused")),
    (re.compile(r"dns error|lookup|resolve", re.IGNORECASE), say("there is no such host")),
    (re.compile(r"ertificate|tls|ssl", re.IGNORECASE), say("its certificate is not trusted")),
    (re.compile(r"timed? ?out|timeout", re.IGNORECASE), say("it does not answer")),
)
_RETRIES = re.compile(r"retry_timeout|connect_timeout")
_SQL = ("SQLInterfaceError", "SQLSyntaxError", "ColumnNotFoundError", "InvalidOperationError")
_GONE = ("NoSuchBucket", "ContainerNotFound", "BucketNotFound")
_AGAIN = say("try again later")


@contextmanager
def store_errors(where: str) -> Iterator[None]:
    """Turn what store libraries raise at a place into the user's errors."""
    try:
        yield
    except SegtuiError:
        raise
    except BaseException as error:
        if not (is_foreign(error) or type(error).__module__.partition(".")[0] in ("obstore", "_internal", "deltalake")):
            raise
        raise explained(error, where) from None


def explained(error: BaseException, where: str) -> SegtuiError:
    """The user's error: a missing object is exit 3, a store that refuses or does not answer exit 5."""
    kind, said = type(error).__name__, str(error)
    if full := no_room(system_number(error) if isinstance(error, OSError) else None, None, where=where, fix=""):
        return full
    code, status = _code(said), _status(said)
    if kind in _SQL:
        return DataError(say("the columns or rows asked for can't be had: {error}", error=reason(error)), where=where)
    if kind == "PreconditionError" or status == "412":
        return DataError(say("it changed while it was read"), where=where, fix=say("run it again"))
    if code in _GONE:
        return DataError(say("there is no such bucket or container"), where=where)
    if code in ("PermanentRedirect", "AuthorizationHeaderMalformed") or status == "301":
        fix = say("set AWS_REGION, or region in connections.toml")
        return UnreachableError(say("the bucket is in another region"), where=where, fix=fix)
    if status in ("401", "403") or kind in ("PermissionDeniedError", "UnauthenticatedError"):
        fix = say("check the keys and what they may do there: `segtui guide stores`")
        return UnreachableError(
            say("the store refused: {code}", code=code or status or say("no permission")), where=where, fix=fix
        )
    if kind in ("FileNotFoundError", "NotFoundError") or status == "404":
        return DataError(say("there is no such object"), where=where)
    if status:
        return UnreachableError(
            say("the store answers {code} {status}", code=code, status=status)
            if code
            else say("the store answers with {status}", status=status),
            where=where,
            fix=_AGAIN,
        )
    plain = _RETRIES.sub("", said)
    why = next((words for pattern, words in _WORDS if pattern.search(plain)), "")
    if why or "HTTP error" in said or "sending request" in said:
        return UnreachableError(
            say("the store can't be reached: {why}", why=why or say("no answer")), where=where, fix=_AGAIN
        )
    return DataError(say("it can't be read: {error}", error=_first_words(error)), where=where)


def _first_words(error: BaseException) -> str:
    """A library's reason up to the first address in it."""
    return re.split(r"\S*://", reason(error))[0].rstrip(" (:") or type(error).__name__


def _code(said: str) -> str:
    found = _CODE.search(said)
    return found[1] if found else ""


def _status(said: str) -> str:
    found = _STATUS.search(said)
    return (found[1] or found[2]) if found else ""
