"""Labels and units stand in the place of names and beside figures, only where they are given and only within."""

from segtui.language.column_labels import ColumnLabels, called, called_feature, headed, labelling, measured
from segtui.language.translation import speaking

LABELS = ColumnLabels({"DLQ": "late payments", "a=b": "odd"}, {"income": "EUR"})


def test_a_label_a_unit_and_a_category():
    with labelling(LABELS):
        assert called("DLQ") == "late payments" and called("income") == "income"
        assert headed("income") == "income (EUR)" and headed("DLQ") == "late payments"
        assert measured("income", "1,200") == "1,200\u00a0EUR" and measured("DLQ", "3") == "3"
        assert called_feature("DLQ=yes") == "late payments: yes"
        assert called_feature("tier=a=b") == "tier: a=b" and called_feature("a=b=c") == "odd: c"
        assert called_feature("a=b") == "odd" and called_feature("=x") == "=x"
    assert called("DLQ") == "DLQ"


MADE = ColumnLabels(
    {"monetary": "turnover"}, made={"days": "recency (days)", "monetary": "m"}, worded=frozenset({"rfm"})
)


def test_a_maker_labels_its_columns_in_the_language_and_the_plan_comes_first():
    assert MADE.called("days") == "recency (days)" and MADE.called("monetary") == "turnover"
    assert MADE.category("rfm", "Lost") == "rfm: Lost"
    with speaking("fr"):
        assert MADE.called("days") == "récence (jours)" and MADE.called("monetary") == "turnover"
        assert MADE.feature("rfm=Lost") == "rfm\u00a0: Perdus"
        assert MADE.value("other", "Lost") == "Lost" and MADE.value("rfm", "") == ""
        assert MADE.rows() == [("monetary", "turnover", ""), ("days", "récence (jours)", "")]
