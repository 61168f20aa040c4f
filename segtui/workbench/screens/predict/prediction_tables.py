"""The tables of a prediction: its figures, its tenths, the rows that it learns from."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from rich.cells import cell_len

from segtui.engine.transport.messages.payloads import LearnedRowsFacts, PredictionFacts, PredictionFigures
from segtui.language.figures import figure, in_signs, number, percent
from segtui.language.sentences import tell
from segtui.language.translation import _, to_translate, to_translate_all
from segtui.workbench.screens.predict.prediction_words import FIGURES, NONE, SHARES, between, of, written
from widgets.plain.table import PlainTable
from widgets.plain.visible import visible

_ROOM = 72
"""Cells for a table; one that needs more has its columns closer together."""
_ROLES = to_translate_all("training", "validation", "calibration", "test", "folds")
_PARTS = {
    "known": to_translate("known"),
    "new": to_translate("new"),
    "bg_nbd": "BG/NBD",
    "recency": to_translate("recency"),
}


@dataclass(frozen=True)
class Facts:
    """A table: a heading for each column, the first of words, the cells of its rows, and a sentence below."""

    headings: Sequence[str]
    rows: Sequence[Sequence[str]]
    note: str = ""

    def drawn(self) -> PlainTable:
        """The table with figures at the right."""
        lines = [self.headings, *self.rows]
        wide = sum(max(cell_len(line[at]) for line in lines) + 2 for at in range(len(self.headings)))
        table = PlainTable(box=None, padding=(0, 2 if wide <= _ROOM else 1, 0, 0), header_style="bold")
        for at, heading in enumerate(self.headings):
            table.add_column(visible(heading), justify="right" if at else "left", no_wrap=True)
        for row in self.rows:
            table.add_row(*map(visible, row))
        return table


def scores(figures: PredictionFigures) -> Facts:
    """The figures of the test with intervals, beside those of known and new customers and of the baselines."""
    every, threshold = of(figures, "all"), percent(figures["threshold"])
    parts = [part for part in _PARTS if of(figures, part)]
    rows = []
    for name, title in FIGURES.items():
        share = name in SHARES
        others = [each[name]["value"] if name in (each := of(figures, part)) else None for part in parts]
        rows.append([_(title), between(every[name], share=share), *(written(one, share=share) for one in others)])
    counted = [next(each["rows"] for each in figures["scored"] if each["of"] == part) for part in ("all", *parts)]
    rows.append([_("rows of the test"), *map(number, counted)])
    note = tell(
        "{model} Precision, recall and F1 from {threshold} on; intervals of 95 % by drawing customers.",
        model=_model(figures),
        threshold=threshold,
    )
    return Facts([_("figure"), _("all"), *(_(_PARTS[part]) for part in parts)], rows, note)


def _model(figures: PredictionFigures) -> str:
    """Which model it is, and why it was chosen."""
    by = _(FIGURES[figures["chosen_by"]]) if figures["chosen_by"] in FIGURES else figures["chosen_by"]
    tried = ", ".join(f"{one['learner']} {written(one['figure'])}" for one in figures["tried"])
    learner = figures["learner"][:1].upper() + figures["learner"][1:]
    if len(figures["tried"]) < 2:
        return f"{learner}."
    best = (min if figures["chosen_by"] == "log_loss" else max)(figures["tried"], key=lambda one: one["figure"])
    chosen = to_translate("{model}, chosen by {index} ({tried}).")
    near = to_translate("{model}, chosen by {index} ({tried}), within a standard error of the best and simpler.")
    said = chosen if best["learner"] == figures["learner"] else near
    return tell(said, model=learner, index=by, tried=tried)


def tenths(figures: PredictionFigures) -> Facts:
    """What each tenth of the test holds, the likeliest first, and what contacting it would have brought."""
    table, money = figures["deciles"], figures["money"]
    rows = []
    for at, decile in enumerate(table["decile"]):
        cells = [f"{decile:.0f}", number(int(table["rows"][at])), percent(table["mean_probability"][at])]
        cells += [percent(table["rate"][at]), in_signs(f"{table['lift'][at]:.1f}"), percent(table["gain"][at])]
        rows.append([*cells, *([figure(money["profits"][at], digits=3)] if money else [])])
    headings = [
        _("tenth"),
        _("rows"),
        _("mean probability"),
        _("rate"),
        _("lift"),
        _("found so far"),
        *([_("profit")] if money else []),
    ]
    note = (
        tell("A contact pays from a probability of {threshold} on.", threshold=percent(money["threshold"]))
        if money
        else ""
    )
    return Facts(headings, rows, note)


def learned_rows(facts: PredictionFacts) -> Facts:
    """The snapshots, or the folds of a column, with how many have the outcome."""
    rows = []
    for role in dict.fromkeys(each["role"] for each in facts["learned"]):
        own = [each for each in facts["learned"] if each["role"] == role]
        if len(own) > 1:
            days = [day for each in own for day in each["days"]]
            count, positives = (sum(each[name] for each in own) for name in ("rows", "positives"))
            rows.append(_line({"role": role, "rows": count, "positives": positives, "days": days}))
        rows += [_line({**each, "role": "" if len(own) > 1 else role}) for each in own]
    snapshots = _("The rows of a snapshot are customers known on its day; one in five is kept for the test alone.")
    folds = _("Each of five parts is tested by models that learned from the others.")
    of_column = any(each["role"] == "folds" for each in facts["learned"])
    return Facts([_("for"), _("day"), _("rows"), _("with it"), _("share")], rows, folds if of_column else snapshots)


def _line(rows: LearnedRowsFacts) -> list[str]:
    days = rows["days"]
    when = ", ".join(days) if len(days) <= 1 else tell("{count} days, all together", count=len(days))
    share = percent(rows["positives"] / rows["rows"]) if rows["rows"] else NONE
    return [_(rows["role"]), when, number(rows["rows"]), number(rows["positives"]), share]
