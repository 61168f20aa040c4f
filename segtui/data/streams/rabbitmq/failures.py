"""What pika raises, as errors for people."""

from __future__ import annotations

from pika.exceptions import (
    AMQPError,
    AuthenticationError,
    ChannelClosedByBroker,
    ConnectionClosedByBroker,
    ProbableAccessDeniedError,
    ProbableAuthenticationError,
)

from segtui.data.connections.secrets import scrubbed
from segtui.data.streams.server_address import ServerAddress
from segtui.errors import SegtuiError, UnreachableError, UsageError
from segtui.language.sentences import say

LOST = (AMQPError, OSError, ValueError, TimeoutError)
"""What a connection raises that does not come about, or breaks off."""
_REFUSED = (AuthenticationError, ProbableAuthenticationError, ProbableAccessDeniedError)


def rabbitmq_error(server: ServerAddress, name: str, error: BaseException) -> SegtuiError:
    """The error for what pika raised about the queue or exchange of that name."""
    if isinstance(error, (ChannelClosedByBroker, ConnectionClosedByBroker)):
        if error.reply_code == 404:
            fix = say("declare it at the broker first")
            return UsageError(say('there is no "{name}" at the broker', name=name), where=server.shown, fix=fix)
        why = scrubbed(error.reply_text, [server.password])
        return UnreachableError(say("the broker refuses: {why}", why=why), where=server.shown)
    if isinstance(error, _REFUSED):
        what = say("the broker refuses the user, the password or the virtual host")
        return UnreachableError(what, where=server.shown)
    why = _why(error, server.password)
    return UnreachableError(say("the broker can't be reached: {why}", why=why), where=server.shown)


def _why(error: BaseException, password: str) -> str:
    """What broke off, out of what pika wraps around it."""
    inner = [*getattr(error, "exceptions", ()), getattr(error, "exception", None), *error.args]
    for each in inner:
        if isinstance(each, BaseException):
            return _why(each, password)
    said = getattr(error, "strerror", None) or str(error) or type(error).__name__
    return scrubbed(said.splitlines()[0].rstrip("."), [password])
