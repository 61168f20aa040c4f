"""What every source has, whatever reads it."""

from segtui.data.source import Source


def test_a_source_with_labels_and_keys_of_a_reader_can_be_a_key():
    labelled = Source.model_validate(
        {"path": "a.csv", "labels": {"x": "X"}, "units": {"x": "EUR"}, "further": {"y": [1]}}
    )
    assert {labelled: 1}[labelled.model_copy()] == 1
    assert labelled != Source(path="a.csv")
