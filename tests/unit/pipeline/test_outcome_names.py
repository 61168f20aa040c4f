"""What became of people names no segment and describes none: it is told as an outcome."""

import json

import numpy as np
import polars as pl

PLAN = """
[source]
path = "people.csv"
id = "who"
[search.kmeans]
k = 2
[segments]
outcome = ["arrears"]
[stability]
resamples = 0
"""


def test_an_outcome_is_in_no_name_and_no_card(nursery, tmp_path):
    random, group = np.random.default_rng(0), np.arange(60) % 2
    frame = pl.DataFrame(
        {
            "who": np.arange(60) + 1,
            "visits": random.normal(0, 1, 60) + 1.6 * group,
            "arrears": 500 * group + random.normal(0, 1, 60),
        }
    )
    frame.write_csv(tmp_path / "people.csv")
    (tmp_path / "plan.toml").write_text(PLAN)
    done = nursery.run(["run", "plan.toml", "-o", "out"], tmp_path)
    assert done.returncode == 0, done.stderr
    told = json.loads((tmp_path / "out" / "run.json").read_text())["segments"]
    assert len(told) == 2
    assert "arrears" not in json.dumps(told)
    assert "arrears" in (tmp_path / "out" / "outcomes.csv").read_text()
