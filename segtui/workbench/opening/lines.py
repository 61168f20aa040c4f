"""The lines of a list of what can be opened."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from segtui.data.connections.connections_file import connection_named, connection_names
from segtui.errors import SegtuiError
from segtui.language.sentences import tell, tell_counted
from segtui.language.translation import _, to_translate
from segtui.workbench.opening.recent_files import Nearby, lately, nearby, short, size_in_words
from widgets.plain.text import PlainText

if TYPE_CHECKING:
    from segtui.engine.transport.messages.payloads.connections import TableFacts

MOST = 500
_WIDTH = 44
_ABOUT = {"run": to_translate("run"), "plan": to_translate("plan"), "table": to_translate("table")}


@dataclass(frozen=True)
class PlaceLine:
    """A line and what choosing it does, if anything: `opens` something, or leads on to `connection` or elsewhere."""

    text: PlainText
    choose: Callable[[], object] | None = None
    opens: bool = False
    connection: str = ""
    table: str = ""


def heading(text: str) -> PlaceLine:
    """A line over others."""
    return PlaceLine(PlainText(text, "bold", no_wrap=True, overflow="ellipsis"))


def told(text: str) -> PlaceLine:
    """A sentence among the lines."""
    return PlaceLine(PlainText(f"  {text}"))


def plain(name: str, about: str = "", *, at: int = _WIDTH, choose: Callable[[], object], **how: object) -> PlaceLine:
    """A name, and something about it from this cell on."""
    line = PlainText(f"  {name}", no_wrap=True, overflow="ellipsis")
    if about:
        line.pad_right(max(at - line.cell_len, 2))
        line.append(about, "dim")
    return PlaceLine(line, choose, **how)  # type: ignore[arg-type]


def recent_lines(choose: Callable[[Path | str], object]) -> list[PlaceLine]:
    """What was opened recently."""
    found = [
        plain(short(path) if isinstance(path, Path) else path, choose=lambda path=path: choose(path), opens=True)  # type: ignore[misc]
        for path in lately()
    ]
    return [heading(_("recently opened")), *found] if found else []


def connection_lines(enter: Callable[[str], object]) -> list[PlaceLine]:
    """The connections; what is wrong with connections.toml in their place."""
    try:
        found = [(name, connection_named(name, needs_url=False).shown) for name in connection_names()]
    except SegtuiError as error:
        return [heading(_("connections")), *(told(line.strip()) for line in error.describe().splitlines())]
    at = max((len(name) for name, _shown in found), default=0) + 5
    lines = [plain(f"{n}:", shown, at=at, choose=lambda n=n: enter(n), connection=n) for n, shown in found]  # type: ignore[misc]
    return [heading(_("connections")), *lines] if lines else []


def folder_lines(folder: Path, enter: Callable[[Path], object], choose: Callable[[Path], object]) -> list[PlaceLine]:
    """What can be opened in a folder."""
    found = nearby(folder)
    here = folder.resolve() == Path.cwd()
    title = _("in this folder") if here else tell("in {folder}", folder=short(folder.resolve()))
    if len(found) > MOST:
        title = tell("{place}, showing {some} of {all:,}", place=title, some=MOST, all=len(found))
    return [heading(title), *(_near(one, enter, choose) for one in found[:MOST])]


def _near(one: Nearby, enter: Callable[[Path], object], choose: Callable[[Path], object]) -> PlaceLine:
    if one.kind in ("up", "folder"):
        return plain("../" if one.kind == "up" else f"{one.path.name}/", choose=lambda: enter(one.path))
    size = size_in_words(one.size).rjust(9) if one.size is not None else ""
    day = f"  {one.changed:%Y-%m-%d}" if one.changed else ""
    about = _(_ABOUT.get(one.kind, ""))
    said = f"{size}{day}  {about}" if size or about else ""
    return plain(one.path.name, said, choose=lambda: choose(one.path), opens=True)


def table_lines(
    connection: str,
    tables: Sequence[TableFacts],
    schema: str | None,
    enter: Callable[[str], object],
    choose: Callable[[str], object],
) -> list[PlaceLine]:
    """The schemas of a connection, or the tables of its only schema or of this one."""
    schemas = sorted({each["schema"] for each in tables})
    if schema is None and len(schemas) > 1:
        return [
            plain(
                f"{name}.",
                tell_counted("{count:,} table", "{count:,} tables", sum(each["schema"] == name for each in tables)),
                choose=lambda name=name: enter(name),  # type: ignore[misc]
                connection=connection,
            )
            for name in schemas
        ]
    return list(_tables(connection, [each for each in tables if schema in (None, each["schema"])], choose))


def _tables(connection: str, tables: Iterable[TableFacts], choose: Callable[[str], object]) -> Iterable[PlaceLine]:
    for each in tables:
        about = f"{_rows(each['rows']):>22}" if each["rows"] is not None else ""
        address = each["address"]
        yield plain(
            each["table"],
            about,
            choose=lambda address=address: choose(address),  # type: ignore[misc]
            opens=True,
            connection=connection,
            table=address.partition(":")[2],
        )


def _rows(rows: int | None) -> str:
    return tell_counted("about {count:,} row", "about {count:,} rows", rows) if rows is not None else ""
