"""What an export did, in figures: for the summary beside its files, for --json and for people."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from segtui.delivery.export.row_builder import BuiltRows
from segtui.delivery.export.suppression.match import ListTally
from segtui.language.sentences import Sentence, say
from segtui.language.translation import to_translate

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
    truncated at the format's limit. `words` are reasons as sentences that can be said in another language.
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
    words: dict[str, str] = field(default_factory=dict)

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
        told = to_translate("{written:,} of {people:,} people written for {platform}")
        first = say(told, written=self.written, people=self.people, platform=self.target)
        return [first, *map(_indented, self._details())]

    def _details(self) -> list[str]:
        lines: list[str] = [
            say('{header} is "{column}", recognized {how}', header=header, column=found["from"], how=found["told"])
            for header, found in self.columns.items()
            if found["told"] != ASKED
        ]
        lines += self._counts(to_translate("held back: {count:,} {reason}"), self.kept_back)
        lines += self._counts(to_translate("unusable: {count:,} {reason}"), self.unusable)
        emptied = to_translate("left empty: {count:,} × {header}")
        lines += [say(emptied, count=count, header=header) for header, count in sorted(self.emptied.items())]
        lines += [*(tally.sentence() for tally in self.suppression), *self.notes]
        cut = to_translate("warning: {count:,} × {header} cut to 32,767 characters, the limit of a workbook cell")
        lines += [say(cut, count=count, header=header) for header, count in sorted(self.shortened.items())]
        return lines + [say("warning: {warning}", warning=warning) for warning in self.warnings]

    def _counts(self, told: str, people: Counter[str]) -> list[str]:
        """A line for each reason, which has words of its own in another language."""
        counts = sorted(people.items())
        return [say(told, count=count, reason=self.words.get(reason, say(reason))) for reason, count in counts]


def _indented(line: str) -> Sentence:
    return Sentence("  {line}", {"line": line})
