"""Google's rule for Europe: people there must have agreed to personalized ads, and are in a file of their own.

Google's EU user consent policy covers the European Economic Area, the United Kingdom and Switzerland.
"""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl

from segtui.data.contacts.countries import countries
from segtui.delivery.export.care import CareOrder
from segtui.delivery.export.eligibility.consent_answers import answers
from segtui.delivery.export.eligibility.everybody import Everybody
from segtui.delivery.export.eligibility.exclusions import nothing, why
from segtui.delivery.export.target import eea_targets
from segtui.errors import UsageError
from segtui.language.sentences import listing, say
from segtui.language.translation import to_translate

_EEA = "AT BE BG HR CY CZ DK EE FI FR DE GR HU IE IT LV LT LU MT NL PL PT RO SK SI ES SE IS LI NO"
# Parts of these countries, or territories under their law, with codes of their own.
_PARTS = "AX GF GP MF MQ RE YT GI IM JE GG"
EUROPE = frozenset(f"{_EEA} GB CH {_PARTS}".split())
"""ISO codes of the countries where personalized ads require consent."""
NO_CONSENT = to_translate("no consent in the EEA")
CONSENTED, OTHERS = "consented", "others"


class Eea:
    """Holds back people of Europe, or of unknown countries, without a yes in `eea_consent`, and divides the rest.

    Without `eea_consent` nobody is judged, and there is one file.
    """

    def __init__(self, export: CareOrder, holds: Mapping[str, str], everybody: Everybody) -> None:
        if export.eea_consent and not export.target().needs_eea_consent:
            what = say("eea_consent is for {targets}", targets=listing(eea_targets()))
            raise UsageError(what, where="eea_consent", fix=say("name the column in consent"))
        self._column, self._everybody = export.eea_consent, everybody
        self._country = holds.get("country")
        self.parts = (CONSENTED, OTHERS) if self._column else ("",)

    def judge(self, batch: pl.DataFrame) -> pl.Series:
        """Why each row may not be exported."""
        if not self._column:
            return nothing(batch.height)
        answer = answers(batch, self._column, self._everybody)
        frame = pl.DataFrame({"said": answer, "country": self._codes(batch)})
        there = pl.col("country").is_null() | pl.col("country").is_in(EUROPE)
        country = pl.col("country").fill_null("unknown country")
        detail = pl.concat_str(pl.lit(f"{self._column}: "), "said", pl.lit(", "), country)
        return frame.select(why(there & (pl.col("said") != "yes"), NO_CONSENT, detail)).to_series()

    def parts_of(self, batch: pl.DataFrame) -> dict[str, pl.Series]:
        """Which rows that may be exported belong to each part, as booleans."""
        if not self._column:
            return {"": pl.repeat(True, batch.height, dtype=pl.Boolean, eager=True)}
        yes = answers(batch, self._column, self._everybody) == "yes"
        return {CONSENTED: yes, OTHERS: ~yes}

    def _codes(self, batch: pl.DataFrame) -> pl.Series:
        if self._country is None:
            return pl.Series([None], dtype=pl.String).new_from_index(0, batch.height)
        return countries(batch[self._country].cast(pl.String)).values
