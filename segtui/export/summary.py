"""What an export did, in figures: for the summary beside its files, for --json and for people."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from segtui.export.row_builder import BuiltRows
from segtui.export.suppression.match import ListTally

ASKED = "as asked for"
"""How a column that the plan names was found."""


@dataclass(frozen=True)
class File:
    """A file that was written: its path as given, rows, bytes, SHA-256, and its segment if it has one."""

    path: str
    rows: int
    bytes: int
    sha256: str
    segment: str | None = None


@dataclass
class Summary:
    """Counts of people: everyone in the chosen segments is written, held back or unusable.

    `kept_back` counts by reason whom the eligibility rules exclude, `unusable` by reason whom the platform could not
    take, `emptied` by header the cells without a usable value in rows that were written, `shortened` the cells
    truncated at the format's limit.
    """

    target: str
    people: int = 0
    written: int = 0
    segments: Counter[str] = field(default_factory=Counter)
    kept_back: Counter[str] = field(default_factory=Counter)
    unusable: Counter[str] = field(default_factory=Counter)
    emptied: Counter[str] = field(default_factory=Counter)
    shortened: Counter[str] = field(default_factory=Counter)
    columns: dict[str, dict[str, str]] = field(default_factory=dict)
    suppression: tuple[ListTally, ...] = ()
    files: list[File] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)

    def add(self, made: BuiltRows) -> None:
        """Count what became of some people who may be contacted."""
        self.written += made.rows.height
        self.segments.update(made.rows["segment_name"].to_list())
        self.unusable.update(made.out["reason"].to_list())
        self.emptied.update(made.emptied)

    def facts(self) -> dict[str, Any]:
        """The summary in JSON types."""
        return {
            "target": self.target,
            "people": self.people,
            "written": self.written,
            "segments": dict(self.segments),
            "kept_back": dict(sorted(self.kept_back.items())),
            "unusable": dict(sorted(self.unusable.items())),
            "emptied": dict(sorted(self.emptied.items())),
            "shortened": dict(sorted(self.shortened.items())),
            "columns": self.columns,
            "suppression": [tally.facts() for tally in self.suppression],
            "files": [vars(f) for f in self.files],
            "notes": self.notes,
            "warnings": self.warnings,
        }

    def sentences(self) -> list[str]:
        """The summary as lines of text, warnings last."""
        lines = [f"{self.written:,} of {self.people:,} people written for {self.target}"]
        lines += [
            f'  {h} is "{c["from"]}", recognized {c["told"]}' for h, c in self.columns.items() if c["told"] != ASKED
        ]
        lines += [f"    held back: {count:,} {reason}" for reason, count in sorted(self.kept_back.items())]
        lines += [f"  unusable: {count:,} {reason}" for reason, count in sorted(self.unusable.items())]
        lines += [f"  left empty: {count:,} × {header}" for header, count in sorted(self.emptied.items())]
        lines += [f"  {tally.sentence()}" for tally in self.suppression]
        lines += [f"  {note}" for note in self.notes]
        cut = "cut to 32,767 characters, the limit of a workbook cell"
        lines += [f"  warning: {count:,} × {header} {cut}" for header, count in sorted(self.shortened.items())]
        return lines + [f"  warning: {warning}" for warning in self.warnings]
