"""The data sets on which labels are compared with the libraries' own, cell by cell."""

import os
from pathlib import Path

import numpy as np
import polars as pl
import pytest


def _zscore(values):
    return (values - values.mean(axis=0)) / values.std(axis=0)


def blobs():
    """Four columns, five groups, a twelfth of the rows strewn evenly; no two distances equal."""
    from sklearn.datasets import make_blobs

    groups = make_blobs(550, 4, centers=5, random_state=1)[0]
    strewn = np.random.default_rng(0).uniform(-10, 10, (50, 4))
    return _zscore(np.vstack([groups, strewn]))


def iris():
    """Tenths of centimetres: equal rows and many equal distances."""
    from sklearn.datasets import load_iris

    return load_iris().data


def whole_numbers():
    """Incomes and scores as whole numbers, like the mall customers': nearly all distances tied."""
    rng = np.random.default_rng(7)
    centres = np.array([[25, 20], [25, 80], [55, 50], [88, 17], [86, 82]])
    return np.rint(rng.normal(centres[rng.integers(0, 5, 220)], [7, 9])).astype(float)


def _real(name, *columns):
    folder = os.environ.get("SEGTUI_REAL_DATA")
    if not folder:
        pytest.skip("SEGTUI_REAL_DATA does not name the folder of real data")
    frame = pl.read_csv(Path(folder) / name)
    chosen = frame.select(columns or pl.selectors.numeric()).drop_nulls()
    return chosen.to_numpy().astype(float)


def mall():
    return _real("Mall_Customers.csv", "Annual Income (k$)", "Spending Score (1-100)")


def wholesale():
    return _zscore(np.log1p(_real("wholesale_customers.csv")[:, 2:]))


DATA = {f.__name__: f for f in (blobs, iris, whole_numbers, mall, wholesale)}


@pytest.fixture(params=list(DATA))
def values(request):
    """Each data set in turn; the last two are real and skipped where they are not at hand."""
    return np.ascontiguousarray(DATA[request.param]())
