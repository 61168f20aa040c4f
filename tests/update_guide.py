"""Writes tables of declared things into the guide, lists into the README, templates into CONTRIBUTING."""

import re
from functools import partial
from pathlib import Path

from segtui.guide.pages import TOPICS, pages, path
from segtui.plan.docs_tables import (
    algorithms,
    cleaning_steps,
    cohorts,
    drift_limits,
    export_targets,
    exports,
    feature_makers,
    follows,
    observers,
    predictions,
    push_platforms,
    pushes,
    readers,
    stream_sources,
    triggers,
    writes,
)

ROOT = Path(__file__).parents[1]
README, CONTRIBUTING = ROOT / "README.md", ROOT / "CONTRIBUTING.md"
TEMPLATES = (
    "algorithm",
    "cleaning_step",
    "feature_maker",
    "row_maker",
    "reader",
    "export_target",
    "write_target",
    "platform",
)


def commands() -> str:
    """The table of commands, as its page in the guide has it."""
    return re.search(
        r"^\| command .*?(?=\n\n)", path("commands").read_text(encoding="utf-8"), re.DOTALL | re.MULTILINE
    )[0]


def topics() -> str:
    """The pages of the guide, with what each is about."""
    rows = [f"| [{page.topic}]({path(page.topic).relative_to(ROOT)}) | {page.summary} |" for page in pages()]
    return "\n".join(["| topic | about |", "|---|---|", *rows])


def template(name: str) -> str:
    """A template, as a block of code."""
    return f"```python\n{(ROOT / 'tests' / 'templates' / f'{name}.py').read_text(encoding='utf-8')}```"


PARTS = {
    "algorithms": algorithms,
    "steps": cleaning_steps,
    "makers": feature_makers,
    "targets": export_targets,
    "exports": exports,
    "cohorts": cohorts,
    "drift": drift_limits,
    "observe": observers,
    "follow": follows,
    "predictions": predictions,
    "triggers": triggers,
    "writes": writes,
    "pushes": pushes,
    "platforms": push_platforms,
    "readers": readers,
    "streams": stream_sources,
    "commands": commands,
    "topics": topics,
    **{f"template_{name}": partial(template, name) for name in TEMPLATES},
}


def files() -> list[Path]:
    """README, CONTRIBUTING and every page of the guide."""
    return [README, CONTRIBUTING, *map(path, TOPICS)]


def updated(text: str) -> str:
    """The text with each table, from its mark to the next heading, as it is declared now."""
    for name, make in PARTS.items():
        new = f"<!-- {name} -->\n\n{make()}\n"
        text = re.sub(rf"<!-- {name} -->.*?(?=\n#|\Z)", lambda _, new=new: new, text, flags=re.DOTALL)
    return text


if __name__ == "__main__":
    for file in files():
        file.write_text(updated(file.read_text(encoding="utf-8")), encoding="utf-8")
