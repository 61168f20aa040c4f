"""The columns of CSV files as headings of sheets, in the language of the report."""

from __future__ import annotations

from collections.abc import Iterable

from segtui.language.translation import _, to_translate

_TRANSLATED = (
    to_translate("rank"),
    to_translate("algorithm"),
    to_translate("parameters"),
    to_translate("clusters"),
    to_translate("coverage"),
    to_translate("noise share"),
    to_translate("smallest share"),
    to_translate("largest share"),
    to_translate("silhouette"),
    to_translate("silhouette error"),
    to_translate("silhouette half width"),
    to_translate("dunn is bound"),
    to_translate("dbcv error"),
    to_translate("score"),
    to_translate("chosen"),
    to_translate("rejected because"),
    to_translate("same as"),
    to_translate("notes"),
    to_translate("gap"),
    to_translate("recurrence"),
    to_translate("balance"),
    to_translate("misfit"),
    to_translate("stability"),
    to_translate("segment"),
    to_translate("segment name"),
    to_translate("feature"),
    to_translate("count"),
    to_translate("mean"),
    to_translate("median"),
    to_translate("std"),
    to_translate("share missing"),
    to_translate("overall mean"),
    to_translate("effect size"),
)
"""The columns with a translation; names of people and initials are the same in every language."""


def headings(columns: Iterable[str]) -> tuple[str, ...]:
    """A heading for each column: `noise share` for `noise_share`."""
    return tuple(_(name.replace("_", " ")) for name in columns)
