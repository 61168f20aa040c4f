"""The words of rows that end a report: totals, row counts, sources, pages, end marks."""

from __future__ import annotations

import re

from segtui.data.types.cell_words import BLANKS

_SUMS = (
    r"(?:grand[ -]?|sub[ -]?|overall )?totals?|sum|sums|summe|summen|gesamt(?:summe|ergebnis|betrag|wert)?|insgesamt|"
    r"zwischensumme|total g[ée]n[ée]ral|total geral|total general|sous[ -]total|somme|totale|totali|suma|soma|totaal|"
    r"eindtotaal|razem|итого|всего|合计|总计|合計|総計|합계|toplam|"
    r"(?:carried|brought) (?:forward|over|down)|carry[- ]?over|[üu]bertrag|[àa] reporter|"
    r"riporto|saldo anterior"
)
_FIGURES = (
    r"averages?|avg|mean|durchschnitt|mittelwert|moyenne|promedio|media|gemiddelde|median|min|max|minimum|maximum|count|"
    r"anzahl|nombre|n|std|std\.? dev\.?|standard deviation"
)
_TAIL = r"(?:[\s:=.]|\([^)]*\)|[\d.,' ]+|all|overall|customers?|rows?|records?|kunden|clients?|of|the|[€$£%])*"
# A digit right after the word makes a code of it: N1 and Max2 are people.
_SUM_ROW = re.compile(rf"(?i)(?:{_SUMS})(?![^\W_]){_TAIL}")
_FIGURE_ROW = re.compile(rf"(?i)(?:{_FIGURES})(?![^\W_]){_TAIL}")
_PART_SUM = re.compile(rf"(?i)(?:{_SUMS})(?![^\W_]).{{0,40}}|.{{1,40}}\W(?:{_SUMS}|ergebnis)\W*")
_UNSURE = re.compile(r"(?i)(?:sums?|soma|suma|somme|n|all|min|max|mean|media|count)\W*")
"""Words that are also names of people."""
LIKELY = rf"(?i)^\W*(?:{_SUMS}|{_FIGURES}|page|seite|p[áa]gina)(?:\W|$)"
"""What the first cell of a row of sums or of a page's number begins with, for a first look at many cells."""
_ENDING = re.compile(
    r"""(?ix)
    ^\W*\(?\s*[\d.,]+\s+(?:rows?|records?|lines?|entries|results?|customers?|items?|zeilen|datens[äa]tze?|lignes?|filas?)
        (?:\(s\)|\b) [\w\s]{0,20} (?:\([^()]{0,20}\))? \W*$
    | ^\W*(?:number\ of\ )?(?:rows?|records?|row\ count|zeilen)\W+[\d.,]+\W*$
    | ^\W*(?:end\ of\b|ende\ de[sr]\b|fin\ (?:du|de)\b|eof\W*$|end\W*$|ende\W*$)
    | ^\W*(?:page|seite|page\ no\.?|p[áa]gina|pagina)\W*\d+
    | ^\W*(?:sources?|quellen?|notes?|hinweise?|anmerkung(?:en)?|fuente|fonte|bron|legend|legende|remarks?|
        disclaimer|stand)\s*:
    | ^\W*(?:generated|exported|printed|created|produced|downloaded|extracted|run|erstellt|exportiert|gedruckt|généré|
        report)\s+(?:on|by|at|with|from|am|von|mit|le|par)\b
    | ^\W*(?:copyright\b|©|\(c\)\s|confidential\b|vertraulich\b|all\ rights\ reserved)
    | ^(?:\*+|[†‡¹²³])\s*\w
    """
)


def is_sum_row(cell: str) -> bool:
    """Whether a cell is the word of a row of sums and nothing else: Total, Grand total:, Summe …"""
    return _SUM_ROW.fullmatch(cell.strip(BLANKS)) is not None


def is_sure_sum(cell: str) -> bool:
    """Whether a word for sums is nobody's name."""
    return _UNSURE.fullmatch(cell.strip(BLANKS)) is None


def is_part_sum(cell: str) -> bool:
    """Whether a cell names the sum of a part: Subtotal Germany, Germany Total."""
    return _PART_SUM.fullmatch(cell.strip(BLANKS)) is not None


def is_figure_row(cell: str) -> bool:
    """Whether a cell is the word of a row of sums or of other figures: Average, Median, Count …"""
    return is_sum_row(cell) or _FIGURE_ROW.fullmatch(cell.strip(BLANKS)) is not None


def is_ending(text: str) -> bool:
    """Whether a row's text is what reports end with: (60 rows affected), Page 1 of 3, Source: …"""
    return _ENDING.search(text.strip(BLANKS)) is not None
