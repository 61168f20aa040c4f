"""Figures as somebody who decides reads them: differences in words, shares as whole percentages, names in quotes."""

from __future__ import annotations

from segtui.language.figures import localised
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


def roughly(share: float) -> str:
    """A share (0 to 1) as a whole percentage; only 0 and 1 read as 0 % and 100 %."""
    if 0 < share < 0.005:
        return _("under {share}").format(share=localised("1 %"))
    if 0.995 <= share < 1:
        return _("over {share}").format(share=localised("99 %"))
    return localised(f"{100 * share:.0f} %")


def in_quotes(name: str) -> str:
    """A segment's name within a sentence."""
    return _("“{name}”").format(name=name)
