"""Adjectives agree with French nouns whose gender is known; others are told around."""

import pytest

from segtui.language.french_nouns import agreed
from segtui.language.sentences import say
from segtui.language.translation import speaking
from segtui.segments.vocabulary.labelled import _is_plural


@pytest.mark.parametrize(
    ("noun", "said"),
    [
        ("solde", "solde élevé"),
        ("Solde moyen", "Solde moyen élevé"),
        ("fréquence d'achat", "fréquence d'achat élevée"),
        ("part de remboursement", "part de remboursement élevée"),
        ("ancienneté", "ancienneté élevée"),
        ("encours", "encours élevé"),
        ("taux de clic", "taux de clic élevé"),
        ("remboursements", "remboursements élevés"),
        ("dépenses", "dépenses élevées"),
        ("page vue", "haut niveau de page vue"),
        ("grocery", "haut niveau de grocery"),
        ("", "haut niveau de "),
        ("42", "haut niveau de 42"),
    ],
)
def test_the_adjective_agrees(noun, said):
    assert agreed(noun, "élevé", "élevée", "haut niveau de") == said


def test_the_catalogue_agrees():
    assert say("high {thing}", thing="part de voix") == "high part de voix"
    with speaking("fr"):
        assert say("low {thing}", thing=say("spend")).translated() == "dépense faible"
        assert say("very high {thing}", thing="solde").translated() == "solde très élevé"


@pytest.mark.parametrize("label", ["late payments", "purchases on offer", "achats comptant", "achats en promotion"])
def test_labels_that_count_things(label):
    assert _is_plural(label)


@pytest.mark.parametrize("label", ["dépense en vins", "nombre d'achats", "spend on wines", "bonus", "access", "temps"])
def test_labels_that_measure_something(label):
    assert not _is_plural(label)
