"""The paths that CONTRIBUTING.md names exist, its map has every room, and its glossary is in order."""

import re
from pathlib import Path

ROOT = Path(__file__).parents[3]
TEXT = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")


def test_paths_and_commands_of_the_page_exist():
    text = re.sub(r"^```python\n.*?^```", "", TEXT, flags=re.DOTALL | re.MULTILINE)
    for file in re.findall(r"(?<![/\w])(?:segtui|widgets|tests|sample_data)/(?:[a-z_]+/)*[\w.]*", text):
        assert (ROOT / file.rstrip(".").replace("NAME.py", "")).exists(), file
    for script in re.findall(r"`(\w+\.py)`", text.split("## Benchmarks")[1].split("## Releasing")[0]):
        assert (ROOT / "tests/bench" / script).exists(), script


def test_the_map_names_every_room():
    rooms = {p.parent.name for p in (ROOT / "segtui").glob("*/__init__.py")}
    assert rooms == set(re.findall(r"^\| `segtui/(\w+)/` \|", TEXT, re.MULTILINE))


def test_the_glossary_is_in_order_and_says_each_word_once():
    words = re.findall(r"^\| ([a-z -]+) \| \S", TEXT.split("## Glossary")[1], re.MULTILINE)
    words.remove("word")
    assert words == sorted(set(words)) and len(words) >= 40
