"""Values that only one person has leave the profile and the report, whatever signs they hold."""

import csv

import pytest

from segtui.language.wording import quoted
from segtui.pipeline.forgetting.strike_values import without_values
from segtui.pipeline.forgetting.told_values import is_masked
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


def test_figures_of_a_handful_of_people_leave_the_tables_of_their_segment(tmp_path):
    head = "segment,segment_name,feature,count,mean,median,std,share_missing,overall_mean,effect_size"
    rows = ["0,Few,spend,4,9.5,9,1,0,5,0.5", "0,Few,age,5,30,30,1,0,40,-0.5", "1,Other,spend,3,1,1,1,0,5,-0.5"]
    (tmp_path / "comparison.csv").write_text("\n".join([head, *rows, ""]))
    (tmp_path / "outcomes.csv").write_text("segment,outcome,count,value,overall\n0,bought,4,0.25,0.5\n")
    (tmp_path / "new").mkdir()
    found = without_values(tmp_path, {}, lambda place: tmp_path / "new" / place.name, segments={0})
    assert {place.name: cells for place, cells in found.items()} == {"comparison.csv": 5, "outcomes.csv": 1}
    after = (tmp_path / "new/comparison.csv").read_text().split("\n")
    assert after == [head, "0,Few,spend,4,,,,,5,", *rows[1:], ""]
    assert (tmp_path / "new/outcomes.csv").read_text().split("\n")[1] == "0,bought,4,,0.5"
