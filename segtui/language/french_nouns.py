"""The gender and number of French nouns, as far as a word or its ending tells: what an adjective agrees with."""

from __future__ import annotations

import re

_MASCULINE = frozenset(
    (
        *("âge", "bilan", "budget", "capital", "chiffre", "coût", "crédit", "délai", "encours"),
        *("gain", "indice", "loyer", "montant", "nombre", "panier", "plafond", "poids", "potentiel"),
        *("prix", "ratio", "revenu", "salaire", "score", "solde", "stock", "taux", "temps"),
        *("total", "trafic", "volume", "écart"),
    )
)
_FEMININE = frozenset(
    (
        *("charge", "commande", "dette", "dépense", "facture", "fidélité", "fois", "hauteur", "largeur"),
        *("longueur", "marge", "moyenne", "note", "part", "prime", "recette", "remise", "récence"),
        *("somme", "surface", "taille", "valeur", "vente", "épargne"),
    )
)
_MASCULINE_END = ("ment", "isme", "oir", "ier", "age", "eau")
_FEMININE_END = ("tion", "sion", "ité", "eté", "ence", "ance", "ée", "ure", "esse", "ette", "ise", "erie")
_EXCEPTIONS = frozenset(["page", "image", "plage", "eau", "silence", "musée", "lycée", "été", "côté", "comité"])
"""Words whose ending tells the wrong gender, or whose number is not told by an s."""
_IN_S = frozenset(["encours", "poids", "prix", "temps", "taux", "fois"])
_WORD = re.compile(r"[^\W\d_]+")


def agreed(noun: str, masculine: str, feminine: str, otherwise: str) -> str:
    """The noun with an adjective that agrees with its first word; `otherwise` and the noun where that is not known."""
    found = _WORD.match(noun.lower())
    word = found[0] if found else ""
    several = word.endswith("s") and word not in _IN_S
    one = word.removesuffix("s") if several else word
    if one in _EXCEPTIONS:
        adjective = ""
    elif one in _MASCULINE or (one not in _FEMININE and one.endswith(_MASCULINE_END)):
        adjective = masculine
    else:
        adjective = feminine if one in _FEMININE or one.endswith(_FEMININE_END) else ""
    return f"{noun} {adjective}{'s' if several else ''}" if adjective else f"{otherwise} {noun}"
