"""Which index chooses best: the adjusted Rand index of each one's choice to known groups, beside an oracle's.

python tests/bench/choice.py [--seeds 3] [--rows 1200]

Tables: those with classes that scikit-learn ships, its generated shapes, and tables that look like customers' (counts,
amounts with long tails, flags, recencies) made here from known groups. All are clustered by the default grids; every
index chooses from the same candidates under its own default conditions. Noise counts as one group.
"""

import argparse
import tempfile
from collections import defaultdict
from pathlib import Path

import numpy as np
import polars as pl
from sklearn import datasets
from sklearn.metrics import adjusted_rand_score
from sklearn.preprocessing import StandardScaler

from segtui.features.scaled_matrix.matrix import Matrix
from segtui.pipeline.artifacts.checkpoint import Checkpoint
from segtui.pipeline.searching.search import search
from segtui.plan.model import Plan
from segtui.segments.choosing.choose import choose_candidate
from segtui.segments.choosing.conditions import Select

WAYS = ("consensus", "silhouette", "dunn", "davies_bouldin", "calinski_harabasz", "dbcv", "rank")


def shipped():
    """Tables with classes."""
    for name in ("iris", "wine", "breast_cancer"):
        found = getattr(datasets, f"load_{name}")()
        yield name, found.data, found.target
    digits = datasets.load_digits()
    yield "digits", digits.data[:, digits.data.std(axis=0) > 0], digits.target


def shapes(rows, seed):
    """Groups of all forms, in two columns and more."""
    random = np.random.default_rng(seed)
    yield "moons", *datasets.make_moons(rows, noise=0.06, random_state=seed)
    yield "circles", *datasets.make_circles(rows, noise=0.05, factor=0.45, random_state=seed)
    for columns, groups in ((2, 3), (2, 8), (5, 4), (8, 6), (15, 5)):
        found = datasets.make_blobs(rows, columns, centers=groups, random_state=seed, cluster_std=1.5)
        yield f"blobs {columns} × {groups}", *found
    values, truth = datasets.make_blobs(rows, 2, centers=4, random_state=seed + 50)
    yield "stretched", values @ [[0.6, -0.64], [-0.4, 0.85]], truth
    sizes = [rows // 2, rows // 4, rows // 8, rows // 16, rows // 16]
    values, truth = datasets.make_blobs(sizes, 4, random_state=seed, cluster_std=[1.0, 2.0, 0.6, 1.5, 0.8])
    yield "unequal", values, truth
    strays = random.uniform(values.min(axis=0), values.max(axis=0), (rows // 12, 4))
    yield "with strays", np.vstack([values, strays]), np.concatenate([truth, np.full(len(strays), -1)])


def customers(rows, seed):
    """Tables of customers from known groups: recency, orders, amounts, visits, a share, flags."""
    random = np.random.default_rng(seed)
    for groups in (3, 4, 6):
        sizes = random.multinomial(rows, random.dirichlet(np.full(groups, 4.0)))
        parts, truth = [], []
        for group, size in enumerate(sizes):
            rate, ticket = random.uniform(0.5, 40), random.uniform(2.5, 6.0)
            orders = 1 + random.negative_binomial(4, 4 / (4 + rate), size)
            amounts = np.exp(random.normal(ticket, 0.35, size)) * orders
            recency = random.exponential(random.choice([5, 20, 60, 150, 300]), size).round()
            visits = random.poisson(random.uniform(1, 30), size)
            share = random.beta(*random.uniform(0.8, 9, 2), size)
            flag = random.random(size) < random.choice([0.03, 0.97])
            part = [np.log(orders), np.log(amounts), np.log1p(recency), np.sqrt(visits), share, flag * 1.0]
            parts.append(np.column_stack(part))
            truth += [group] * size
        values = np.vstack(parts)
        yield f"RFM, {groups} groups", values[:, :3], np.array(truth)
        yield f"behaviour, {groups} groups", values, np.array(truth)


class Silent:
    """Hears a search and says nothing."""

    stage = advance = note = lambda *_: None


def searched_of(plan, values):
    """All candidates of the plan's grids for a table that is scaled already."""
    rows = len(values)
    matrix = Matrix(values, (), pl.Series("id", range(rows)), np.arange(rows), 0, {})
    with tempfile.TemporaryDirectory() as folder:
        checkpoint = Checkpoint(Path(folder), "")
        checkpoint.begin()
        return search(plan, matrix, checkpoint, Silent())


def chosen(searched, by):
    """The candidate that an index chooses under its default conditions, or whatever ranks first."""
    selection = choose_candidate(searched.scored, Select(by=by))
    first = selection.chosen or selection.ranked[0]
    return first.scored.candidate


def by_bic(searched):
    """The mixture with the lowest BIC."""
    known = [s.candidate for s in searched.scored if getattr(s.candidate, "bic", None) is not None]
    return min(known, key=lambda c: c.bic) if known else None


def main():
    """Print a row for each table, then the means."""
    arguments = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    arguments.add_argument("--seeds", type=int, default=3)
    arguments.add_argument("--rows", type=int, default=1200)
    given = arguments.parse_args()
    plan = Plan.model_validate({"source": {"path": "-"}, "select": {"by": "dbcv"}})
    tables = [("shipped", *table) for table in shipped()]
    for seed in range(given.seeds):
        tables += [("shapes", *table) for table in shapes(given.rows, seed)]
        tables += [("customers", *table) for table in customers(given.rows, seed)]
    means = defaultdict(list)
    heads = ("oracle", *WAYS, "BIC")
    print(f"{'table':24}" + "".join(f"{head[:10]:>11}" for head in heads))
    for kind, name, values, truth in tables:
        searched = searched_of(plan, StandardScaler().fit_transform(np.asarray(values, float)))
        ari = {s.candidate.key: adjusted_rand_score(truth, s.candidate.labels) for s in searched.scored}
        row = [max(ari.values()), *(ari[chosen(searched, by).key] for by in WAYS)]
        bic = by_bic(searched)
        row.append(np.nan if bic is None else ari[bic.key])
        means[kind].append(row)
        means["all"].append(row)
        print(f"{name:24}" + "".join(f"{value:11.3f}" for value in row), flush=True)
    for kind, rows in means.items():
        print(f"{'mean, ' + kind:24}" + "".join(f"{value:11.3f}" for value in np.mean(rows, axis=0)))


if __name__ == "__main__":
    main()
