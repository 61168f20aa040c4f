"""Words by which people write that nothing is known, in the languages that customer files come in."""

from __future__ import annotations

import re
import unicodedata

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


def says_nothing(cell: str) -> bool:
    """Whether a cell only says that nothing is known: `Unknown`, `n.a.`, `keine Angabe`, `--`, `???`."""
    bare = folded(cell)
    return bare in _KNOWN if bare else bool(cell.strip())


def folded(cell: str) -> str:
    """A cell in lower case, without accents, with a blank for whatever is neither a letter nor a digit."""
    text = unicodedata.normalize("NFKD", cell.casefold())
    text = "".join(c for c in text if not unicodedata.category(c).startswith("Mn")).replace("'", "").replace("’", "")
    return _SIGNS.sub(" ", text).strip()


_KNOWN = frozenset(folded(word) for word in _WORDS)
