"""Models that another version of scikit-learn learned give its own probabilities here, from what was kept of them."""

from __future__ import annotations

import json
import subprocess
import sys
import sysconfig
import venv
from pathlib import Path

import numpy as np
import polars as pl
import pytest

import segtui
from segtui.prediction.predictors.read_predictor import predictor_of

OLDEST = "1.5.*"
FIT = """
import json, sys
import numpy as np
import sklearn
from sklearn.ensemble import HistGradientBoostingClassifier, RandomForestClassifier
from sklearn.linear_model import LogisticRegression
from sklearn.neural_network import MLPClassifier
from segtui.prediction.models.boosting import Boosting
from segtui.prediction.models.forest import RandomForest
from segtui.prediction.models.logistic import Logistic
from segtui.prediction.models.neural import Neural

assert sklearn.__version__.startswith(sys.argv[-1].rstrip("*")), sklearn.__version__
data = np.load("rows.npz")
x, y, later = data["x"], data["y"], data["later"]
pairs = {
    "logistic": (Logistic(), LogisticRegression(solver="newton-cholesky", tol=1e-8)),
    "forest": (RandomForest(trees=12), RandomForestClassifier(12, min_samples_leaf=20, random_state=3)),
    "boosting": (Boosting(trees=40), HistGradientBoostingClassifier(
        max_iter=40, learning_rate=0.05, max_leaf_nodes=15, early_stopping=False, random_state=3)),
    "neural": (Neural(hidden=8, rounds=20), MLPClassifier((8,), alpha=0.001, max_iter=20, random_state=3)),
}
for name, (ours, library) in pairs.items():
    learned = ours.fit(x, y, 3)
    with open(f"{name}.json", "w") as file:
        json.dump(learned.facts(), file)
    if learned.table() is not None:
        learned.table().write_parquet(f"{name}.parquet")
    np.save(f"{name}.npy", library.fit(x, y).predict_proba(later)[:, 1])
"""


@pytest.fixture(scope="module")
def older(tmp_path_factory):
    """A Python with the oldest scikit-learn that is supported, before the other libraries of this one."""
    folder = tmp_path_factory.mktemp("older")
    venv.create(folder, with_pip=True)
    python = folder / "bin" / "python"
    install = [python, "-m", "pip", "install", "-q", "--no-deps", "--only-binary=:all:", f"scikit-learn=={OLDEST}"]
    if subprocess.run(install, capture_output=True, check=False).returncode:
        pytest.skip(f"scikit-learn {OLDEST} can't be installed here")
    asked = [python, "-c", "import sysconfig; print(sysconfig.get_path('purelib'))"]
    theirs = Path(subprocess.run(asked, capture_output=True, text=True, check=True).stdout.strip())
    others = [Path(segtui.__file__).parents[1], *{sysconfig.get_path(name) for name in ("purelib", "platlib")}]
    others += [path for path in sys.path if path.endswith("site-packages")]
    (theirs / "others.pth").write_text("\n".join(dict.fromkeys(map(str, others))) + "\n")
    return python


@pytest.mark.slow
def test_kept_models_of_the_oldest_version_give_its_probabilities(older, tmp_path):
    rng = np.random.default_rng(0)
    x, later = rng.normal(size=(1_500, 6)), rng.normal(size=(5_000, 6))
    y = rng.random(1_500) < 1 / (1 + np.exp(1 - 1.4 * x[:, 0] - x[:, 1] * (x[:, 5] > 0)))
    np.savez(tmp_path / "rows.npz", x=x, y=y, later=later)
    subprocess.run([older, "-W", "ignore", "-c", FIT, "fit", OLDEST], cwd=tmp_path, check=True)
    for name in ("logistic", "forest", "boosting", "neural"):
        table = tmp_path / f"{name}.parquet"
        kept = predictor_of(
            json.loads((tmp_path / f"{name}.json").read_text()), pl.read_parquet(table) if table.exists() else None
        )
        expected = np.load(tmp_path / f"{name}.npy")
        assert np.abs(kept.probabilities(later) - expected).max() < 1e-12, name
