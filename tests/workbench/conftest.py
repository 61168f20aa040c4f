"""A workbench with its real compute process, driven without a terminal, in a folder with the sample data."""

import asyncio
import shutil
import time
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from textual.css.model import RuleSet
from textual.css.stylesheet import Stylesheet
from textual.keys import _character_to_key
from textual.pilot import Pilot

from segtui.engine.session.sessions import Session
from segtui.engine.transport.client import Engine
from segtui.workbench.app import Workbench
from tests.patience import PATIENCE
from tests.read_once import PLACE
from tests.workbench.settle import settle

SAMPLE = Path(__file__).parents[2] / "sample_data"


@dataclass
class Driver:
    """A running workbench and what drives it."""

    app: Workbench
    pilot: Pilot[Any]

    async def until(self, condition, patience: float = PATIENCE):
        """Wait until `condition()` is true; fail with what is on the screen if it does not become so."""
        deadline, rest = time.monotonic() + patience, 0.02
        while not (found := condition()):
            if time.monotonic() > deadline:
                raise AssertionError("in vain; the screen says:\n" + self.text())
            await asyncio.sleep(rest)  # looking again and again, which draws the screen, would slow what is waited for
            rest = min(1.3 * rest, 0.12)
        await self.pilot.pause()
        return found

    async def press(self, *keys: str):
        """Press keys, one after the other, and let what they do happen."""
        await self.pilot.press(*keys)
        await self.pilot.pause()

    async def type(self, text: str):
        """Type a text."""
        await self.press(*(_character_to_key(character) for character in text))

    @property
    def pane(self):
        """The current screen."""
        return self.app.panes.current

    def text(self) -> str:
        """What is on the screen, line by line."""
        strips = self.app.screen._compositor.render_strips()
        return "\n".join("".join(segment.text for segment in strip).rstrip() for strip in strips)

    def says(self, part: str):
        """A condition: this is on the screen."""
        return lambda: part in self.text()


@pytest.fixture(scope="session", autouse=True)
def _styles_parsed_once():
    """Every app of a worker reads the same style sheets: each is parsed once, not once for each app."""
    parse, parsed = Stylesheet._parse_rules, {}

    def parse_once(self, *sheet, **how):
        key = (sheet, tuple(how.items()), tuple(sorted(self._variables.items())))
        if key not in parsed:
            parsed[key] = parse(self, *sheet, **how)
        return parsed[key]

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(Stylesheet, "_parse_rules", parse_once)
        patched.setattr(RuleSet, "__hash__", object.__hash__)  # the same as Textual's, which is called a million times
        yield


@pytest.fixture(scope="session")
def read_before(tmp_path_factory):
    """The folder of the tables that compute processes have read: nearly all tests open the same ones."""
    return tmp_path_factory.mktemp("read-before")


@pytest.fixture
def place(tmp_path, monkeypatch, read_before):
    """The folder where the workbench stands: the sample data is in it; settings and sessions are kept beside it."""
    here = tmp_path / "here"
    here.mkdir()
    for file in SAMPLE.iterdir():
        if file.is_file():
            shutil.copy(file, here)
    monkeypatch.chdir(here)
    monkeypatch.setenv(PLACE, str(read_before))
    monkeypatch.setenv("SEGTUI_LANGUAGE", "en")  # whatever the locale of who runs the tests
    monkeypatch.setenv("OMP_NUM_THREADS", "2")  # the forecast of memory counts them, and stands in pictures
    for name in ("XDG_CONFIG_HOME", "XDG_STATE_HOME"):
        monkeypatch.setenv(name, str(tmp_path / name.split("_")[1].lower()))
    for name in ("SSH_TTY", "TMUX", "NO_COLOR", "SEGTUI_ASCII"):
        monkeypatch.delenv(name, raising=False)
    return here


@pytest.fixture
def new_workbench(place, nursery, monkeypatch):
    """Makes a workbench that does not run yet, for snapshots too; its compute process is started and stopped here."""
    monkeypatch.setattr("segtui.engine.transport.child._start", nursery.compute)
    made = []

    def make(path: str | None = None, **options) -> Workbench:
        session = Session.create(path)
        engine = Engine(session.folder)
        engine.start()
        app = Workbench(session, engine, path, **options)
        made.append(app)
        return app

    yield make
    for app in made:
        app.engine.stop()


@pytest.fixture
def workbench(new_workbench):
    """`async with workbench("customers.csv") as d:` a running workbench at 80x24 or another size, and its driver."""

    @asynccontextmanager
    async def run(path: str | None = None, size: tuple[int, int] = (80, 24), **options):
        app = new_workbench(path, **options)
        async with app.run_test(size=size, notifications=True) as pilot:
            driver = Driver(app, pilot)
            await driver.until(lambda: app.panes.front)
            if path:
                there = lambda: app.store.opened or app.store.searched or app.store.failed  # noqa: E731
                await driver.until(lambda: there() or len(app.screen_stack) > 1)
            yield driver

    return run


@pytest.fixture
def snap_compare(snap_compare):
    """Compares pictures as the plugin does, of a screen that stands still."""

    def compare(app, run_before=None, **how):
        async def before(pilot):
            if run_before:
                await run_before(pilot)
            await settle(app, pilot)

        return snap_compare(app, run_before=before, **how)

    return compare


@pytest.fixture
def story():
    """Runs an async function to its end: `story(tell())`."""
    return asyncio.run
