"""A real compute process for the tests, and someone who listens to it."""

import itertools
import queue
import shutil
import time
from pathlib import Path

import numpy as np
import polars as pl
import psutil
import pytest

from segtui.engine.transport.client import Engine
from segtui.engine.transport.messages import Ready
from tests.patience import PATIENCE

SAMPLE = Path(__file__).parents[3] / "sample_data"


class Asker:
    """An engine that keeps all it says: ask(Look, path="x.csv") waits for the last answer."""

    def __init__(self, session):
        session.mkdir(exist_ok=True)
        self.engine = Engine(session)
        self.heard = queue.Queue()
        self.messages = []
        self.engine.listen(self.heard.put)
        self.engine.start()
        self.tickets = itertools.count(1)

    def send(self, kind, **fields):
        ticket = next(self.tickets)
        self.engine.send(kind(ticket, **fields))
        return ticket

    def next(self, timeout=PATIENCE):
        message = self.heard.get(timeout=timeout)
        self.messages.append(message)
        return message

    def wait(self, ticket, timeout=PATIENCE):
        while True:
            message = self.next(timeout)
            if message.ticket == ticket and not message.partial:
                return message

    def wait_for(self, kind, timeout=PATIENCE):
        while True:
            message = self.next(timeout)
            if isinstance(message, kind):
                return message

    def ready(self):
        self.wait_for(Ready)
        return self

    def ask(self, kind, timeout=PATIENCE, **fields):
        return self.wait(self.send(kind, **fields), timeout)

    def of(self, kind, ticket):
        return [m for m in self.messages if isinstance(m, kind) and m.ticket == ticket]


@pytest.fixture(scope="module")
def sample(tmp_path_factory):
    """The sample data, with room beside it."""
    folder = tmp_path_factory.mktemp("sample")
    for name in ("customers.csv", "cdnow_orders.csv", "plan.toml"):
        shutil.copy(SAMPLE / name, folder)
    return folder


@pytest.fixture(scope="module")
def plan(sample):
    """The sample plan as the questions carry it."""
    return {"plan": (sample / "plan.toml").read_text(), "folder": str(sample)}


@pytest.fixture(scope="module")
def shared(tmp_path_factory, nursery):
    """One engine for the questions that leave it as it was."""
    for asker in born_quickly(tmp_path_factory.mktemp("session"), nursery):
        yield asker.ready()


@pytest.fixture
def asker(tmp_path, nursery):
    """An engine of one's own."""
    yield from born_quickly(tmp_path / "session", nursery)


def born_quickly(session, nursery):
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr("segtui.engine.transport.child._start", nursery.compute)
        asker = Asker(session)
        yield asker
        asker.engine.stop()


@pytest.fixture(scope="session")
def heavy(tmp_path_factory):
    """A question whose search takes long, most of it in calls that let no other thread of Python run."""
    folder = tmp_path_factory.mktemp("heavy")
    values = np.random.default_rng(0).normal(size=(12_000, 4)).round(6)
    pl.DataFrame(values, schema=["a", "b", "c", "d"]).write_csv(folder / "rows.csv")
    search = '[search.kmeans]\nk = "2..12"\n[search.hierarchical]\nlinkage = ["complete", "average"]\nk = "2..5"\n'
    return {"plan": f'[source]\npath = "rows.csv"\n{search}', "folder": str(folder)}


def gone(pid, within):
    """Whether a process ends within so many seconds."""
    until = time.monotonic() + within
    while time.monotonic() < until:
        try:
            if psutil.Process(pid).status() == psutil.STATUS_ZOMBIE:
                return True
        except psutil.NoSuchProcess:
            return True
        time.sleep(0.02)
    return False
