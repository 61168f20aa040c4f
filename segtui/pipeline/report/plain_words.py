"""What somebody who decides reads: differences in words, names in quotes."""

from __future__ import annotations

from segtui.language.translation import _, to_translate
from segtui.segments.measures import Kind

MUCH, CLEAR, SOME = 0.8, 0.5, 0.2
"""Standard deviations from which a mean is much higher, higher, somewhat higher: Cohen's large, medium and small."""


_WORDS = {
    "number": (
        (to_translate("much higher"), to_translate("higher"), to_translate("somewhat higher")),
        (to_translate("much lower"), to_translate("lower"), to_translate("somewhat lower")),
    ),
    "share": (
        (to_translate("much more often"), to_translate("more often"), to_translate("somewhat more often")),
        (to_translate("much less often"), to_translate("less often"), to_translate("somewhat less often")),
    ),
    "year": (
        (to_translate("much later"), to_translate("later"), to_translate("somewhat later")),
        (to_translate("much earlier"), to_translate("earlier"), to_translate("somewhat earlier")),
    ),
}
"""For each kind of measure what is said of a large, a medium and a small difference, up and down."""


def difference_in_words(effect: float, kind: Kind) -> str:
    """`much higher`, `somewhat lower`, of a share `more often`; `about the same` below a small effect."""
    size = abs(effect)
    if size < SOME:
        return _("about the same")
    up, down = _WORDS[kind]
    return _((up if effect > 0 else down)[0 if size >= MUCH else 1 if size >= CLEAR else 2])


def in_quotes(name: str) -> str:
    """A segment's name within a sentence."""
    return _("“{name}”").format(name=name)
