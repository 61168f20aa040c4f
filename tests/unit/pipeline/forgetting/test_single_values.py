"""Values that only one person has leave the profile and the report, whatever signs they hold."""

import csv

import pytest

from segtui.language.wording import quoted
from segtui.pipeline.forgetting.single_values import is_masked, without_values
from segtui.pipeline.report.data import of_column
from segtui.pipeline.report.markdown import bullets

LONG = "Pat lives at the end of a long road; behind the mill, past the bridge"


def written(folder, alerts):
    """Write a profile and a report of a column with these alerts into the folder."""
    with (folder / "profile.csv").open("w", newline="") as file:
        csv.writer(file).writerows([["column", "max", "alerts"], ["note", "", "; ".join(alerts)]])
    lines = ["# Report", "", *bullets(of_column("note", alert) for alert in alerts), "The end; of all."]
    (folder / "report.md").write_text("\n".join(lines))


@pytest.mark.parametrize("value", ["Pat; Ann", "; Pat; ", "Pat; ", LONG, "Pat\t*a*; |b|", "Pat\\Ann; 5"])
def test_a_value_with_what_stands_between_alerts_leaves_both_files(tmp_path, value):
    pair = f"such as {quoted(value)} and {quoted('pat')}, 1 cell in a rarer spelling"
    alerts = ["2 of 9 cells (22%) are empty", pair, "the last is Ann; so it is"]
    written(tmp_path, alerts)
    before = (tmp_path / "report.md").read_text().split("\n")
    (tmp_path / "new").mkdir()
    found = without_values(tmp_path, {"note": frozenset([value.strip()])}, lambda place: tmp_path / "new" / place.name)
    assert sorted(place.name for place in found) == ["profile.csv", "report.md"]
    after = (tmp_path / "new/report.md").read_text().split("\n")
    assert [a for a, b in zip(after, before, strict=True) if a != b] == [after[3]]
    assert all(map(is_masked, after, before))
    for name in ("profile.csv", "report.md"):
        text = (tmp_path / "new" / name).read_text()
        assert "Pat" not in text and "pat" in text and text.count("…") == 1


def test_a_piece_of_an_alert_that_stands_elsewhere_in_the_report_stays(tmp_path):
    written(tmp_path, ['such as "a; 5; b"'])
    (tmp_path / "report.md").write_text("note: 5\n" + (tmp_path / "report.md").read_text() + "\n5\n- other: 5")
    (tmp_path / "new").mkdir()
    without_values(tmp_path, {"note": frozenset(["5"])}, lambda place: tmp_path / "new" / place.name)
    text = (tmp_path / "new/report.md").read_text()
    assert 'such as "a; …; b"' in text and text.startswith("note: 5\n") and text.endswith("\n5\n- other: 5")
