"""Who is told of a command, beside the person who starts it: the plan's [observe]."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated, Literal, Self

from pydantic import AfterValidator, Field

from segtui.data.connections.secrets import without_password
from segtui.declare import Declared
from segtui.errors import UsageError
from segtui.language.sentences import say

LogForm = Literal["text", "json"]


def _a_place(text: str) -> str:
    if "://" in text:
        from segtui.delivery.http.address import checked_address  # its library takes a while

        try:
            checked_address(text, "")
        except UsageError as error:
            raise ValueError(
                say("{what}; {fix}", what=error.what, fix=error.fix) if error.fix else error.what
            ) from None
    return text


def _a_metrics_file(text: str) -> str:
    if not text.endswith(".prom"):
        raise ValueError(say("should end with .prom: node_exporter reads no other files"))
    return text


_File = Annotated[str, Field(min_length=1, pattern=r"\S")]


class Observe(Declared):
    """Who is told how a command went; none of them can make it fail."""

    prometheus: Annotated[_File, AfterValidator(_a_metrics_file)] | None = None
    """A file of metrics in node_exporter's textfile folder, such as /var/lib/node_exporter/textfile/segtui.prom."""
    openlineage: Annotated[_File, AfterValidator(without_password), AfterValidator(_a_place)] | None = None
    """A file that OpenLineage events are added to, a JSON object a line, or the https address that they are sent to."""
    log: LogForm = "text"
    """How standard error tells what happens: text, or json for one object a line."""

    def with_paths(self, change: Callable[[str], str]) -> Self:
        """The same with the paths of its files put through a function."""
        files = {name: each for name in ("prometheus", "openlineage") if (each := getattr(self, name))}
        changed = {name: change(each) for name, each in files.items() if "://" not in each}
        return self.model_copy(update=changed)
