"""Whole numbers that are codes, by their column's name and their shape: they stay text, as written."""

from __future__ import annotations

import unicodedata
from dataclasses import replace
from typing import Final

import polars as pl

from segtui.data.identifiers.id_names import NO_HINT, name_rank, word_set, words_of_name
from segtui.data.table import ColumnReading
from segtui.data.types.typed_column import TypedColumn
from segtui.language.sentences import say

CODE: Final = "code"
"""What `written_as` says of such a column."""
_POSTAL = word_set(
    "zip zipcode postal postalcode postcode postleitzahl plz codepostal codigopostal postnummer postnr postnumber "
    "pincode eircode irsz kodpocztowy psc"
)
_PHONES = word_set("phone telephone telefon telefono tel mobile mobil movil handy cellphone fax msisdn")
_NUMBERED = word_set(
    "account acct konto iban card policy contract sku ean gtin upc isbn ssn imei barcode vat tax siret siren fips "
    "naics mcc cusip store shop branch filiale article artikel product item"
)
_THINGS = word_set(
    "account konto sku ean gtin upc isbn ssn imei barcode siret siren fips naics mcc cusip blz nif cif cuit cpf "
    "cnpj pesel nip abn taxid"
)
"""Those of the numbered that nothing but a number names."""
_CODES = word_set("code codes codice codigo kode kodu")
_SHORT = word_set("cp cap cep pin")
"""Postcodes, where they are the whole name."""
_TAX = word_set("tax vat national fiscal social")
_WHO = word_set("customer cust client user member kunde kunden cliente usuario person contact id row")
_NUMBERS = word_set("no nr num number nummer numero")
_ENDS = word_set("home work office private main primary secondary billing shipping postal area")
_COUNTED = word_set("n nb num no count total sum share rate percent pct avg mean max min per days months")
_AMOUNTS = word_set(
    "amount income salary revenue sales value balance limit price cost spend spent turnover profit assets budget gdp "
    "population area volume size bytes time timestamp ts epoch date umsatz betrag preis montant importe"
)
_LONG, _FEW, _ROUND = 9, 20, 0.2
_CLOCK = (946_684_800, 2_208_988_800)
"""Seconds from 2000 to 2039; the same in thousandths and millionths."""


def with_codes(column: TypedColumn, cells: pl.Series) -> TypedColumn:
    """`column`, of whole numbers, as text where they are codes; `cells` are what it was read from.

    Codes are postcodes, telephone numbers and the like by the column's name; whole numbers of one length by names such
    as store_code and account_number; and by their shape alone numbers of nine digits or more, all of one length, that
    are not times, seldom round and not called an amount. Ids stay what they are.
    """
    values = column.values
    if column.reading.unit or not _is_whole(values) or not _are(values):
        return column
    if cells.dtype == pl.String and not cells.str.contains(r"^[0-9]+(?:\.0+)?$").all():
        return column
    text = bare_codes(cells) if cells.dtype == pl.String else cells.cast(pl.Int64).cast(pl.String)
    note = say("stays text: its whole numbers are codes, not amounts")
    reading = ColumnReading(cells.name, "text", CODE)
    return replace(column, values=text, reading=reading, notes=(note,), marks={}, undecided=0)


def bare_codes(cells: pl.Series) -> pl.Series:
    """Codes (String) without the `.0` that programs put behind whole numbers."""
    return cells.str.replace(r"^([0-9]+)\.0+$", "$1")


def _is_whole(values: pl.Series) -> bool:
    if values.dtype == pl.Int64:
        return True
    return values.dtype == pl.Float64 and bool(((values % 1 == 0) & (values.abs() < 1e15)).all())


def _are(values: pl.Series) -> bool:
    """Whether whole numbers under this name are codes."""
    low, high = values.min(), values.max()
    if low is None or high is None or float(str(low)) < 0:
        return False
    shortest, longest = len(f"{int(float(str(low)))}"), len(f"{int(float(str(high)))}")
    words = [part for word in words_of_name(values.name) for part in _parts(_plain(word))]
    kind = _named(words)
    if kind:
        return {
            "postal": longest >= 3,
            "phone": shortest >= 6,
            "number": shortest == longest >= 3,
            "short": shortest == longest >= 4,
        }[kind]
    if name_rank(values.name) != NO_HINT or _AMOUNTS & set(words) or values.dtype != pl.Int64:
        return False
    return shortest == longest >= _LONG and _look_like_codes(values, int(str(low)), int(str(high)))


def _named(words: list[str]) -> str:
    """What codes the words of a name speak of: postal, phone, number, or nothing of the kind."""
    if len(words) > 1 and words[0] in _COUNTED - _NUMBERS:
        return ""
    ends = [word for word in words if not word.isdigit()] or [""]
    while len(ends) > 1 and ends[-1] in _ENDS - _POSTAL:
        ends.pop()
    last, before = ends[-1], ends[-2] if len(ends) > 1 else ""
    if last in _SHORT and len(words) == 1:
        return "short"
    numbered = last in _NUMBERS | _CODES
    thing = before if numbered else last
    if thing in _POSTAL or (last in _POSTAL and ends[0] in _CODES) or (last, before) == ("zahl", "post"):
        return "postal"
    if thing in _PHONES:
        return "phone"
    if before in _WHO and last in _CODES:  # the customers' own ids
        return ""
    if last == "id" and before in _TAX:
        return "number"
    said = last in _CODES | _THINGS or (ends[0] in _CODES and last in _NUMBERED) or (numbered and before in _NUMBERED)
    return "number" if said else ""


def _look_like_codes(values: pl.Series, low: int, high: int) -> bool:
    present = values.drop_nulls()
    if len(present) < _FEW or present.n_unique() < _FEW // 2:
        return False
    if any(_CLOCK[0] * unit <= low and high <= _CLOCK[1] * unit for unit in (1, 1_000, 1_000_000)):
        return False
    return float((present % 10 == 0).mean() or 0) <= _ROUND  # type: ignore[arg-type]


def _parts(word: str) -> list[str]:
    """`telefonnummer` and `skucode` as two words."""
    for end in sorted(_NUMBERS | _CODES, key=len, reverse=True):
        stem = word.removesuffix(end).removesuffix("s")
        if word.endswith(end) and word not in _POSTAL and stem in _POSTAL | _PHONES | _NUMBERED:
            return [stem, end]
    return [word]


def _plain(word: str) -> str:
    return "".join(c for c in unicodedata.normalize("NFKD", word) if not unicodedata.combining(c))
