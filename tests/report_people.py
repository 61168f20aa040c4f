"""People for tests of reports: groups far apart, e-mail addresses, and a value that only one of them has."""

from collections.abc import Sequence

import numpy as np
import polars as pl


def report_people(rows: int, tiers: Sequence[str], *, id: str, income: str, outcome: str) -> pl.DataFrame:
    """A group for each of `tiers`: the later, the older, the richer, and the likelier to have the outcome.

    Columns: the id, email, age, the income, tier, spend, and the outcome (0 or 1). The eighth's tier is "only Pat".
    """
    random = np.random.default_rng(5)
    group = np.arange(rows) % len(tiers)
    tier = np.array(tiers, dtype=object)[group]
    tier[7] = "only Pat"
    return pl.DataFrame(
        {
            id: [f"C-{i:05}" for i in range(rows)],
            "email": [f"pat.{i}@example.org" for i in range(rows)],
            "age": (30 + 15 * group + random.normal(0, 2, rows)).round(3),
            income: (20_000 + 15_000 * group + random.normal(0, 900, rows)).round(2),
            "tier": tier.tolist(),
            "spend": np.exp(random.normal(3 + group, 0.3, rows)).round(2),
            outcome: (random.random(rows) < 0.1 + 0.4 / (len(tiers) - 1) * group).astype(int),
        }
    )
