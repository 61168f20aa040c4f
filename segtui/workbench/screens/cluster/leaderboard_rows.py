"""The leaderboard's rows in the table: short names, indices, marks, why a row is rejected."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, cast

import polars as pl

from segtui.engine.transport.messages.payloads import LeaderboardRow
from segtui.language.sentences import in_sequence, tell
from segtui.language.translation import _, to_translate
from segtui.plan.model import find_algorithm
from segtui.workbench.keys.key_names import with_keys
from segtui.workbench.screens.cluster.index_columns import INDICES, SECONDS
from segtui.workbench.screens.cluster.uncertainty import Sureness, dunn, silhouette
from widgets.frame.cells import Format
from widgets.frame.page import RowStyle

_SHORT = {"min_samples": "min", "min_cluster_size": "size"}


def title(algorithm: str) -> str:
    """The title of an algorithm."""
    declared = find_algorithm(algorithm)
    return _(declared.title) if declared else algorithm


def label(row: LeaderboardRow) -> str:
    """A unique short name of a candidate: "K-means k=5", "DBSCAN eps=0.52 min=10"."""
    cell = ((k, f"{v:.6g}" if isinstance(v, float) else str(v)) for k, v in row["cell"].items())
    said = (v if k in ("linkage", "covariance") else f"{_SHORT.get(k, k)}={v}" for k, v in cell)
    return " ".join([title(row["algorithm"]), *said])


def index_of(row: LeaderboardRow, key: str) -> float | None:
    """A figure of a candidate by its name: an index, its clusters, its seconds."""
    return cast("Mapping[str, float | None]", row)[key]


def ordered(found: Mapping[str, LeaderboardRow], by: str) -> list[LeaderboardRow]:
    """The candidates by rank; those without one yet, after them, by the index that decides, or that is known early."""
    known_early = next(i for i in INDICES if i.key == "silhouette")
    index = next((i for i in INDICES if i.key == by and by != "consensus"), known_early)

    def place(row: LeaderboardRow) -> tuple[bool, float, float]:
        value = index_of(row, index.key)
        known = float("inf") if value is None else -value if index.more else value
        return (row["rank"] is None, row["rank"] or 0, known)

    return sorted(found.values(), key=place)


def frame(rows: Sequence[LeaderboardRow]) -> pl.DataFrame:
    """A row for each candidate: rank, name, clusters, the indices that any has, seconds, why it is not taken."""
    shown = [i for i in INDICES if not i.sometimes or any(index_of(row, i.key) is not None for row in rows)]
    names = {row["key"]: label(row) for row in rows}
    columns: dict[str, pl.Series] = {
        "#": pl.Series([row["rank"] for row in rows], dtype=pl.Int64),
        "candidate": pl.Series([names[row["key"]] for row in rows], dtype=pl.String),
        "k": pl.Series([row["clusters"] for row in rows], dtype=pl.Int64),
    }
    for index in (*shown, SECONDS):
        columns[index.heading] = pl.Series([index_of(row, index.key) for row in rows], dtype=pl.Float64)
    columns[to_translate("why not")] = pl.Series([_why(row, names) for row in rows], dtype=pl.String)
    return pl.DataFrame(columns)


def _why(row: LeaderboardRow, names: Mapping[str, str]) -> str:
    twin = tell("same rows as {other}", other=names.get(row["same_as"], row["same_as"])) if row["same_as"] else ""
    return in_sequence([said for said in (twin, row["rejected_because"] or "") if said])


def formats(sureness: Sureness, *, ascii: bool) -> dict[str, Format]:
    """Formats the figures with their uncertainty; a dot if there is none."""
    none = "." if ascii else "·"

    def written(say: Callable[[Any], str]) -> Format:
        return lambda value: none if value is None else say(value)

    return {
        "#": lambda rank: "" if rank is None else str(rank),
        **{i.heading: written(i.say) for i in (*INDICES, SECONDS)},
        "silh.": written(lambda value: silhouette(value, sureness.margins.get(value), ascii=ascii)),
        "Dunn": written(lambda value: dunn(value, value in sureness.bounds, ascii=ascii)),
    }


def look(row: LeaderboardRow, chosen: str | None, marked: str | None) -> RowStyle | None:
    """The mark of a row: a star for the chosen, a lozenge for the marked, = for a repeat, a cross for a rejected
    one."""
    greyed = "dim" if row["rejected_because"] else ""
    if row["key"] == chosen:
        return RowStyle("bold", "★", "*")
    if row["key"] == marked:
        return RowStyle(greyed, "◆", "m")
    if row["same_as"]:
        return RowStyle("dim", "=", "=")
    return RowStyle(greyed, "×", "x") if row["rejected_because"] else None


def standing(row: LeaderboardRow, chosen: str | None, by_hand: bool, name: Callable[[str], str]) -> str:
    """The status of a candidate, in a sentence."""
    if row["key"] == chosen:
        if not by_hand:
            return _("Chosen: the best candidate that meets the conditions.")
        why, back = row["rejected_because"], with_keys("{cluster.choose} goes back to the automatic choice.")
        chosen_so = tell("Chosen by you although {why}.", why=why) if why else _("Chosen by you.")
        return f"{chosen_so} {back}"
    said = [tell("Groups the rows exactly like {other}.", other=name(row["same_as"]))] if row["same_as"] else []
    said += [tell("Rejected: {why}.", why=row["rejected_because"])] if row["rejected_because"] else []
    if said:
        return " ".join(said)
    if row["preliminary"]:
        return _("Not ranked yet: ranking needs all candidates.")
    return with_keys("Meets the conditions. {cluster.choose} chooses it.")
