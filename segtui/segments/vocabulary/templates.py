"""The phrases for high and low that columns of one meaning share."""

from __future__ import annotations

from dataclasses import dataclass

from segtui.language.sentences import say


@dataclass(frozen=True)
class Wording:
    """How to say high and low: whole phrases, in lower case.

    `theme` is what the phrase is about; two columns of one theme are never said together. `family` groups columns
    that measure parts of one thing (wine, meat and fish spend), `whole` says that thing. `very` and `fairly` are the
    graded phrases where "very …" would not be English. `counted` are the things that a count counts. `adjective`: high
    and low need a noun when they stand alone, such as recent customers.
    """

    theme: str
    high: str
    low: str
    average: str
    very: tuple[str, str] | None = None
    fairly: tuple[str, str] | None = None
    family: str = ""
    whole: tuple[str, str] | None = None
    counted: str = ""
    adjective: bool = False


def levels(thing: str) -> tuple[str, str, str]:
    """High, low and average, of a noun."""
    return say("high {thing}", thing=thing), say("low {thing}", thing=thing), say("average {thing}", thing=thing)


def spend_wording(what: str = "") -> Wording:
    """Money as a whole, under the name that it has."""
    return Wording("spend", *levels(what or say("spend")), family="spend")


def flipped(w: Wording) -> Wording:
    """The same phrases for a column that falls where the other rises."""
    very, fairly = (pair and (pair[1], pair[0]) for pair in (w.very, w.fairly))
    return Wording(w.theme, w.low, w.high, w.average, very, fairly, adjective=w.adjective)


RECENCY = Wording(
    "recency",
    *(say("lapsed"), say("recent"), say("average recency")),
    very=(say("long lapsed"), say("very recent")),
    fairly=(say("less recent"), say("fairly recent")),
    adjective=True,
)
FREQUENCY = Wording(
    "frequency",
    *(say("frequent"), say("infrequent"), say("average frequency")),
    family="purchases",
    adjective=True,
)
SCORES = {
    "r_score": flipped(RECENCY),
    "recency_score": flipped(RECENCY),
    "f_score": FREQUENCY,
    "frequency_score": FREQUENCY,
    "m_score": spend_wording(),
    "monetary_score": spend_wording(),
}
RFM = Wording("rfm", say("high RFM score"), say("low RFM score"), say("average RFM score"))
ACTIVE = Wording("active", say("long active"), say("briefly active"), say("active for an average time"), adjective=True)
TENURE = Wording(
    "tenure",
    *(say("long-standing"), say("new{customers}", customers=""), say("average tenure")),
    adjective=True,
)
AGE = Wording(
    "age",
    *(say("older"), say("younger"), say("middle-aged")),
    very=(say("oldest"), say("youngest")),
    fairly=(say("middle-aged"), say("fairly young")),
    adjective=True,
)
