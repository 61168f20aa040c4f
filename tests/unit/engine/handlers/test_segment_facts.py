from segtui.engine.handlers.segment_facts import card_facts
from segtui.language.translation import speaking
from segtui.segments.describing.rule_in_words import Clause, SegmentRule
from segtui.segments.naming.cards import Card, CardTrait


def test_cards_of_a_french_run_are_english_on_the_screens_but_for_names():
    rule = SegmentRule((Clause("kids", None, "above", low=0.5),), recall=0.9, precision=0.8)
    trait = CardTrait("kids", "kids", "kids", None, "number", 1.25, 0.44, 1.0)
    card = Card(0, "Avec enfants", 10, 0.5, (trait,), rule)
    with speaking("fr"):
        facts = card_facts(card)
    assert facts["name"] == "Avec enfants" and "matches 90 % of the segment" in facts["rule"][1]
    assert facts["traits"][0]["overall"] == "0.44"
