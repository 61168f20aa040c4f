"""Pictures of what makers found."""

import polars as pl
import pytest

from segtui.features.exhibit import Exhibit
from segtui.pipeline.report.exhibits import exhibit_chart


@pytest.mark.parametrize("picture", ["bars", "lines", "heat"])
def test_a_table_whose_figures_are_all_hidden_has_no_picture(picture):
    frame = pl.DataFrame({"step": [1, 2], "share": [None, None]}, schema_overrides={"share": pl.Float64})
    shown = Exhibit("path-1", "Path", frame, {"step": "step", "share": "share"}, picture, ("share",))
    assert exhibit_chart(shown) is None
