"""How near the forecast of a search comes: seconds and memory said before it, beside those that it took.

python tests/bench/forecast.py [ROWS …]

ROWS default to 1,000, 10,000 and 100,000. Each size runs in a fresh process, with kernels that were compiled before.
Memory is above what data and libraries take. A family's line is of a search of that family alone.
Seconds by the clock on a machine that does other things too come out too high; those of the processor stand beside.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT))

from tests.bench.apart import Peak, apart  # noqa: E402
from tests.bench.customers import customers, matrix  # noqa: E402
from tests.bench.grid import PLAN as CELLS  # noqa: E402
from tests.bench.ours import LIBRARIES, kernels, warm  # noqa: E402

PLAN = f'{CELLS}[search.mixture]\nk = "2..12"\n'
WITHOUT_ALL_LINKAGES = 150_000
"""Past so many rows only ward's tree is searched for."""

Line = tuple[str, float, float, float, float, float]


def measured(data: Path, plan: str) -> list[Line]:
    """For each family, the indices and all: seconds said, by the clock, of the processor; MiB said and taken."""
    warm([*LIBRARIES, *kernels()])
    from segtui.clustering.registry import distinct, forecast
    from segtui.clustering.shared_structures import SharedStructures
    from segtui.plan.load import parse
    from segtui.validity import score as scoring

    values, grids = matrix(data), parse(plan).grids()
    rows, columns = values.shape
    ahead, lines, shared = forecast(grids, rows, columns), [], 0.0
    indices = scoring.duration(rows, columns, ahead.cells)
    with Peak() as whole:
        space, candidates = SharedStructures(values), []
        for grid in grids:
            space.reserve(grid.expects())
        for grid in grids:
            with Peak(whole.base) as peak:
                candidates += list(grid.resolve(space).fit_grid(space, grid.cells(rows)))
            own, some = grid.duration(rows, columns), grid.shared(rows, columns)
            said, shared = own - min(some, shared), max(some, shared)
            lines.append((grid.title, said, peak.seconds, peak.processor, ahead.families[grid.name] / 2**20, peak.mib))
        twins = distinct(candidates)
        labelings = [c.labels for c, twin in zip(candidates, twins, strict=True) if twin is None]
        with Peak(whole.base) as peak:
            scoring.score(values, labelings, space=space)
    needed = scoring.memory(rows, columns, ahead.cells) + ahead.kept
    lines.append(("indices", indices, peak.seconds, peak.processor, needed / 2**20, peak.mib))
    most = max(ahead.bytes, needed) / 2**20
    return [*lines, ("all", ahead.seconds + indices, whole.seconds, whole.processor, most, whole.mib)]


def alone_each(plan: str) -> list[str]:
    """The same plan with one family at a time."""
    head, *families = plan.split("[search.")
    return [f"{head}[search.{family}" for family in families]


def main() -> None:
    """A table for each count of rows."""
    cli = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    cli.add_argument("rows", type=int, nargs="*", default=[1_000, 10_000, 100_000])
    for rows in cli.parse_args().rows:
        plan = PLAN if rows <= WITHOUT_ALL_LINKAGES else PLAN.replace('["ward", "complete", "average"]', '["ward"]')
        with tempfile.TemporaryDirectory(prefix="segtui-bench-") as folder:
            data = Path(folder) / "customers.csv"
            customers(rows).write_csv(data)
            lines = [apart(measured, data, alone)[0] for alone in alone_each(plan)] + apart(measured, data, plan)[-2:]
        print(f"\n{rows:,} rows × 8 columns")
        print(
            f"{'':14}{'s said':>9}{'s clock':>9}{'ratio':>7}{'s processor':>12}{'MiB said':>10}{'MiB':>8}{'ratio':>7}"
        )
        for name, said, clock, processor, thought, taken in lines:
            ratios = said / clock, thought / max(taken, 1.0)
            print(
                f"{name:14}{said:9.2f}{clock:9.2f}{ratios[0]:7.2f}{processor:12.2f}"
                f"{thought:10.0f}{taken:8.0f}{ratios[1]:7.2f}",
                flush=True,
            )


if __name__ == "__main__":
    main()
