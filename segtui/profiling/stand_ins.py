"""Values that mean "none" or "unknown": -1, 999, zeros far from the rest, null words."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

import numpy as np
import polars as pl
from numpy.typing import NDArray

from segtui.language.sentences import Sentence, say, say_counted
from segtui.language.wording import quoted
from segtui.profiling.column import Alert, AlertCode
from segtui.profiling.column_values import ColumnValues, Values

_SAY_NOTHING = """
unknown|unkown|unknwon|unk|not known|unspecified|not specified|undefined|not defined|undisclosed
not disclosed|missing|missing value|not available|unavailable|not applicable|not provided|not given
not stated|not set|not reported|no answer|no response|no data|no value|no info|no information|none|nil|null
nan|na|n a|nd|n d|tbd|tba|blank|empty|void|prefer not to say|prefer not to answer|rather not say|declined
declined to answer|refused|dont know|do not know|dk|unbekannt|unbekannte|keine angabe|keine angaben
ohne angabe|nicht angegeben|nicht bekannt|nicht verfugbar|k a|keine|leer|inconnu|inconnue|non renseigne
non renseignee|non precise|non specifie|non disponible|sans reponse|aucun|aucune|vide|nc|n c|desconocido
desconocida|sin dato|sin datos|sin especificar|no especificado|no disponible|no informado|no aplica|ninguno
s d|sconosciuto|sconosciuta|non noto|non specificato|non indicato|nessuno|nessun dato|ignoto|desconhecido
desconhecida|nao informado|nao disponivel|nao especificado|sem informacao|nenhum|nenhuma|ignorado|onbekend
niet bekend|niet opgegeven|geen|n v t|nvt|okand|okant|saknas|ej angivet|ukendt|ukjent|ikke oplyst
ikke oppgitt|tuntematon|ei tietoa|nieznany|nieznana|nieznane|brak|brak danych|neznamy|neznama|neuvedeno
ismeretlen|nincs adat|necunoscut|bilinmiyor|belirtilmemis|неизвестно|неизвестный|не указано|нет данных
невідомо|άγνωστο|αγνωστο|不明|未知|不详|不詳|未回答|無回答|なし|无|無|알 수 없음|미상|없음
غير معروف|לא ידוע|अज्ञात|khong ro|tidak diketahui
"""
_WORDS = frozenset(word for line in _SAY_NOTHING.split("\n") for word in line.split("|") if word)
_SIGNS = re.compile(r"[\W_]+")


SHARE = 0.01
"""From this share of the cells on, a placeholder value is reported,"""
ALONE_SHARE = 0.05
"""and from this share any value far from all others,"""
ZERO_SHARE = 0.2
"""and from this share zeros, if the smallest other value is not small."""
FEW = 5
_LEVELS = 10
_ALONE = 0.5
_NOT_SMALL = 0.1
_STEPS = 10


def says_nothing(cell: str) -> bool:
    """Whether a cell only says that the value is unknown: `Unknown`, `n.a.`, `keine Angabe`, `--`, `???`."""
    bare = folded(cell)
    return bare in _KNOWN if bare else bool(cell.strip())


def folded(cell: str) -> str:
    """A cell in lower case, without accents, with a blank for whatever is neither a letter nor a digit."""
    text = unicodedata.normalize("NFKD", cell.casefold())
    text = "".join(c for c in text if not unicodedata.category(c).startswith("Mn")).replace("'", "").replace("’", "")
    return _SIGNS.sub(" ", text).strip()


_KNOWN = frozenset(folded(word) for word in _WORDS)


def stand_ins(column: ColumnValues) -> Iterator[Alert]:
    """The values of a numeric column, or the words of a text column, that may mean "empty"."""
    if column.kind == "text":
        yield from _words(column)
    elif column.numeric and column.values.size and column.distinct > 3:
        values, counts = column.runs
        yield from _codes(column, values, counts)
        yield from _zeros(column, values, counts)


def _codes(column: ColumnValues, values: Values, counts: NDArray[np.int64]) -> Iterator[Alert]:
    """A lowest or highest value that looks like a placeholder code, or lies far from all others."""
    for end, next_one in ((0, 1), (-1, -2)):
        value, other, count = float(values[end]), float(values[next_one]), int(counts[end])
        if count < FEW or value == 0:
            continue
        gap, others = abs(value - other), np.delete(values, end)
        part, reach = count / column.values.size, float(others[-1] - others[0])
        coded = part >= SHARE and count >= 3 * float(np.median(counts)) and _is_code(value, other, gap, reach)
        alone = part >= ALONE_SHARE and values.size >= _LEVELS and gap >= _ALONE * reach
        if coded or alone:
            facts = {"cells": _part(column, count), "value": column.show(value), "other": column.show(other)}
            message = (
                say(
                    "{cells} hold {value}, below all others, which begin at {other}: it may stand for "
                    '"none", "never" or "unknown"',
                    **facts,
                )
                if end == 0
                else say(
                    "{cells} hold {value}, above all others, which end at {other}: it may stand for "
                    '"none", "never" or "unknown"',
                    **facts,
                )
            )
            yield _alert("stand_in", message, value, count, part)


def _is_code(value: float, other: float, gap: float, reach: float) -> bool:
    """Whether it is -1, -9 … while nothing else is below 0, or all nines and well above the rest."""
    if value != int(value) or abs(value) > 1e12:
        return False
    digits = set(str(int(abs(value))))
    if value < 0:
        return other >= 0 and (value == -1 or digits in ({"9"}, {"8"}))
    return value >= 99 and digits == {"9"} and gap >= 0.1 * max(reach, other)


def _zeros(column: ColumnValues, values: Values, counts: NDArray[np.int64]) -> Iterator[Alert]:
    """Zeros in a column whose other values are all far from 0, such as salaries; counts and balances begin at 0."""
    if values[0] != 0 or values.size < 2 * _LEVELS:
        return
    count, part = int(counts[0]), int(counts[0]) / column.values.size
    rest = column.values[count:]
    least, middle = (float(np.quantile(rest, p)) for p in (0.01, 0.5))
    far = least >= _NOT_SMALL * middle and least >= _STEPS * float(np.median(np.diff(values[1:])))
    alone = part >= ALONE_SHARE and float(values[1]) >= _ALONE * float(values[-1] - values[1])
    if (part >= ZERO_SHARE and far) or alone:
        message = say(
            "{cells} are 0, but the lowest of the others is {lowest} and half of them are at least {middle}: "
            '0 may stand for "none" or "unknown"',
            cells=_part(column, count),
            lowest=column.show(values[1].item()),
            middle=column.show(middle),
        )
        yield _alert("zeros", message, 0.0, count, part)


def _words(column: ColumnValues) -> Iterator[Alert]:
    """The words that mean "unknown", in the languages of `null_words`, the most frequent first."""
    found = column.counts.filter(pl.col("n") >= SHARE * column.filled).sort("n", "value", descending=[True, False])
    for word, count in found.iter_rows():
        if says_nothing(word):
            message = say(
                "{word} fills {cells} and means the same as an empty cell",
                word=quoted(word),
                cells=_part(column, count),
            )
            yield _alert("null_word", message, word, count, count / column.filled)


def _alert(code: AlertCode, message: str, value: float | str, count: int, part: float) -> Alert:
    return Alert(code, message, count, {"value": value, "share": part})


def _part(column: ColumnValues, count: int) -> Sentence:
    return say_counted(
        "{part:,} of {count:,} cell ({share:share})",
        "{part:,} of {count:,} cells ({share:share})",
        column.filled,
        part=count,
        share=(count, column.filled),
    )
