"""The error for an answer that is a no, with the answer in it for those who can do something about it."""

from __future__ import annotations

from collections.abc import Iterable

from segtui.delivery.http.answer import HttpAnswer
from segtui.errors import UnreachableError
from segtui.language.sentences import say


class RefusedError(UnreachableError):
    """The other side answered, and refused; exit 5."""

    def __init__(self, answer: HttpAnswer, *, where: str, secrets: Iterable[str] = (), fix: str = "") -> None:
        self.answer = answer
        words = answer.words(secrets)
        status = answer.status_line()
        if words:
            what = say("refused: {status}: {words}", status=status, words=words)
        elif answer.body:
            what = say("refused: {status}", status=status)
        else:
            what = say("refused without a reason: {status}", status=status)
        super().__init__(what, where=where, fix=fix or _advice(answer))


def _advice(answer: HttpAnswer) -> str:
    if answer.status == 401:
        return say("check the key of the connection: it is wrong, or it has expired")
    if answer.status == 403:
        return say("check what the key may do, or try again later: some platforms answer so when they are busy")
    if 300 <= answer.status < 400:
        return say("it sends calls elsewhere, which is not followed: correct the address")
    if answer.status == 404:
        return say("check the address and the list")
    return say("try again later") if answer.status in (408, 425, 429) or answer.status >= 500 else ""
