"""report.html has nothing that axe objects to, in Chromium, light and dark, and asks nobody for anything."""

import json
import os
import shutil
import subprocess
from pathlib import Path

import pytest

SCRIPT = Path(__file__).with_name("axe.cjs")
CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
MODULES = os.environ.get("SEGTUI_NODE_MODULES", "")


@pytest.mark.slow
@pytest.mark.skipif(not CHROMIUM or not shutil.which("node"), reason="needs chromium and node on the PATH")
@pytest.mark.skipif(
    not MODULES or not (Path(MODULES) / "axe-core").is_dir(),
    reason="needs SEGTUI_NODE_MODULES, a node_modules folder made by `npm install playwright-core axe-core`",
)
@pytest.mark.parametrize("language", ["en", "fr"])
def test_axe_finds_nothing(segtui, customers, tmp_path, language):
    plan = ["--set", "search={kmeans={k=[3,4]}}", "--set", f"report={{language='{language}'}}"]
    done = segtui("run", customers, *plan, "-o", "out", "--quiet")
    assert done.returncode == 0, done.stderr
    page = tmp_path / "out" / "report.html"
    assert f'<html lang="{language}">' in page.read_text(encoding="utf-8")
    run = subprocess.run(
        ["node", str(SCRIPT), str(CHROMIUM), str(page)],
        env=os.environ | {"NODE_PATH": MODULES},
        capture_output=True,
        text=True,
        check=True,
        timeout=240,
    )
    found = json.loads(run.stdout)
    assert found["violations"] == [] and found["passes"] > 40
    assert set(found["requests"]) == {f"file://{page}"}
