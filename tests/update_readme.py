"""Writes the tables of algorithms, steps, makers and export targets into the README, from the declarations."""

import re
from pathlib import Path

from segtui.plan.docs_tables import algorithms, cleaning_steps, drift_limits, export_targets, exports, feature_makers

README = Path(__file__).parents[1] / "README.md"
PARTS = {
    "algorithms": algorithms,
    "steps": cleaning_steps,
    "makers": feature_makers,
    "targets": export_targets,
    "exports": exports,
    "drift": drift_limits,
}


def updated(text: str) -> str:
    for name, make in PARTS.items():
        text = re.sub(
            rf"<!-- {name} -->.*?(?=\n#)", lambda _, m=make, n=name: f"<!-- {n} -->\n\n{m()}\n", text, flags=re.DOTALL
        )
    return text


if __name__ == "__main__":
    README.write_text(updated(README.read_text(encoding="utf-8")), encoding="utf-8")
