"""What can happen to a process: cancelled, killed, orphaned, talked to in garbage."""

import os
import queue
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from segtui.engine.transport.client import Engine
from segtui.engine.transport.messages import Failed, Found, Look, Prepare, Read, Ready, Searched, SearchGrids, Stage
from tests.patience import PATIENCE
from tests.unit.engine.conftest import Asker, gone

ORPHAN = """
import sys, time
from pathlib import Path
from segtui.engine.transport.client import Engine
from segtui.engine.transport.messages import SearchGrids, Stage
engine = Engine(Path(sys.argv[1]))
engine.listen(lambda m: print(engine.pid, m.name, flush=True) if isinstance(m, Stage) else None)
engine.start()
engine.send(SearchGrids(1, plan=sys.argv[2], folder=sys.argv[3]))
time.sleep(100)
"""


@pytest.fixture
def asker(tmp_path):
    """An engine that starts its processes as it does for a user."""
    found = Asker(tmp_path / "session")
    yield found
    found.engine.stop()


def in_the_trees(asker, heavy):
    """Ask for the heavy search, and come back when it is in a call that takes long; the ticket."""
    ticket = asker.send(SearchGrids, **heavy)
    while "Hierarchical" not in asker.wait_for(Stage).name:
        pass
    time.sleep(0.3)
    return ticket


def test_a_search_is_cancelled_at_once_and_another_process_answers(asker, heavy):
    asker.ready()
    ticket, before = in_the_trees(asker, heavy), asker.engine.pid
    asker.engine.cancel()
    assert asker.wait(ticket) == Failed(ticket, "cancelled", 130)
    assert gone(before, within=PATIENCE)
    assert asker.ask(Look, path="nothing.csv").exit_code == 3
    assert asker.engine.alive
    assert asker.engine.pid != before
    assert not asker.engine.busy


def test_a_question_asked_before_the_process_is_ready_is_answered_and_answered_again(asker, plan):
    before = asker.ask(Prepare, **plan)
    asker.engine.cancel()
    after = asker.ask(Prepare, **plan)
    assert {**vars(before), "ticket": 0} == {**vars(after), "ticket": 0}
    assert after.clustered == 1893


def test_a_killed_process_is_replaced_and_what_it_had_found_stays(asker, customers):
    text = '[source]\npath = "customers.csv"\n[search.kmeans]\nk = "2..45"\n'
    question = {"plan": text, "folder": str(customers.parent)}
    ticket = asker.send(SearchGrids, **question)
    while len(asker.of(Found, ticket)) < 10:
        asker.next()
    os.kill(asker.engine.pid, signal.SIGKILL)
    failed = asker.wait(ticket)
    assert failed.exit_code == 4
    assert failed.what.startswith("the compute process was killed, most likely because memory ran out\n  ")
    finds = list((asker.engine._session / "finds").rglob("*.npz"))
    assert 10 <= len(finds) < 44
    written = {f: f.stat().st_mtime_ns for f in finds}
    again = asker.ask(SearchGrids, **question)
    assert isinstance(again, Searched)
    assert len(again.rows) == 44
    assert {f: f.stat().st_mtime_ns for f in finds} == written


def test_an_unexpected_end_is_said_with_where_to_look(asker):
    asker.ready()
    ticket = asker.send(Look, path="/dev/stdin-that-never-ends")
    os.kill(asker.engine.pid, signal.SIGSEGV)
    answer = asker.wait(ticket)
    assert "no such file" in answer.what or "ended unexpectedly (SIGSEGV)" in answer.what
    assert asker.ask(Look, path="nothing.csv").exit_code == 3


def test_a_process_that_never_starts_is_not_started_for_ever(asker, tmp_path, monkeypatch):
    asker.engine.stop()
    monkeypatch.setattr(sys, "executable", "/bin/false")
    heard = queue.Queue()
    engine = Engine(tmp_path)
    engine.listen(heard.put)

    def answer(ticket):
        engine.send(Look(ticket, path="a.csv"))
        return heard.get(timeout=PATIENCE)

    engine.start()
    *_, last = [answer(ticket) for ticket in (1, 2, 3)]  # each fails with a process, or after the last one
    assert last.exit_code == 1
    assert "3 failed to start" in last.what
    monkeypatch.setattr(sys, "executable", str(tmp_path / "no-python"))
    engine.start()
    assert answer(4).what == "the compute process can't be started: No such file or directory"


def test_the_process_ends_when_the_one_who_asks_is_killed(tmp_path, heavy):
    (tmp_path / "session").mkdir()
    command = [sys.executable, "-c", ORPHAN, str(tmp_path / "session"), heavy["plan"], heavy["folder"]]
    parent = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    pid = next(int(line.split()[0]) for line in parent.stdout if "Hierarchical" in line)
    time.sleep(0.3)
    parent.kill()
    parent.communicate()
    assert gone(pid, within=PATIENCE)


def test_the_process_ends_when_nobody_asks_any_more(asker):
    asker.ready()
    asker.engine._child._process.stdin.close()
    assert gone(asker.engine.pid, within=PATIENCE)


def test_ctrl_c_and_a_lost_terminal_are_the_apps_affair(shared):
    pid = shared.engine.pid
    assert os.getsid(pid) == os.getpgid(pid) == pid != os.getsid(0)
    for name in (signal.SIGINT, signal.SIGHUP):
        os.kill(pid, name)
    assert shared.ask(Look, path="nothing.csv").exit_code == 3
    assert shared.engine.pid == pid


def test_sigterm_ends_it_and_stop_leaves_nothing(asker):
    asker.ready()
    pid = asker.engine.pid
    os.kill(pid, signal.SIGTERM)
    assert gone(pid, within=PATIENCE)
    asker.wait_for(Ready)
    pid = asker.engine.pid
    asker.engine.stop()
    assert not asker.engine.alive
    assert gone(pid, within=PATIENCE)
    asker.engine.cancel()
    assert not asker.engine.alive


def test_garbage_to_the_process_is_left_out(shared):
    shared.engine._child._lines.put(b"\xff\xfe garbage\n{}\n" + b"[" * 100_000 + b"\n")
    assert shared.ask(Look, path="nothing.csv").exit_code == 3
    assert "no message" in (shared.engine._session / "engine.log").read_text()


def test_what_a_library_prints_does_not_reach_the_channel(tmp_path):
    code = (
        "import os, sys\nfrom segtui.engine.transport.messages import Ready\n"
        "from segtui.engine.transport.streams import take\n"
        "channel, questions = take()\nprint('printed', flush=True)\nos.write(1, b'written')\nos.system('echo echoed')\n"
        "assert not sys.stdin.read()\nchannel.say(Ready(0))\nquestions.get()"
    )
    pipe = subprocess.PIPE
    process = subprocess.Popen([sys.executable, "-c", code], stdin=pipe, stdout=pipe, stderr=pipe, text=True)
    assert process.stdout.readline() == '{"say": "Ready", "ticket": 0}\n'
    rest, printed = process.communicate()
    assert not rest
    assert all(word in printed for word in ("printed", "written", "echoed"))


def test_an_error_of_ours_leaves_its_traceback_and_the_process_goes_on(shared, tmp_path):
    (shared.engine._session / "frames").write_text("a file where a folder should be")
    (tmp_path / "a.csv").write_text("a,b\n1,2\n2,3\n")
    failed = shared.ask(Read, plan='[source]\npath = "a.csv"', folder=str(tmp_path))
    assert failed.exit_code == 1
    assert failed.what.startswith("something went wrong inside segtui: FileExistsError: ")
    place = failed.what.partition("\n")[2].split()[0]
    assert "Traceback" in Path(place).read_text()
    assert shared.ask(Look, path="nothing.csv").exit_code == 3


def test_a_listener_that_fails_does_not_stop_the_others(shared):
    shared.engine.listen(lambda message: 1 / 0)
    assert shared.ask(Look, path="nothing.csv").exit_code == 3
    assert "ZeroDivisionError" in (shared.engine._session / "engine.log").read_text()


@pytest.mark.parametrize("module", ["transport.client", "session.sessions", "session.journal", "transport.messages"])
def test_the_apps_side_loads_nothing_heavy(module):
    code = f"import sys, segtui.engine.{module}; print(*{{m.split('.')[0] for m in sys.modules}})"
    loaded = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.split()
    assert {"polars", "numpy", "sklearn", "scipy", "hdbscan", "pydantic", "textual"}.isdisjoint(loaded)


def test_threads_of_numeric_libraries_are_calm_before_these_load():
    code = (
        "import os, sys, types\nimport segtui.engine.__main__ as start\nserve = types.ModuleType('serve')\n"
        "told = lambda: [os.environ.get(name) for name in ('OMP_WAIT_POLICY', 'OPENBLAS_NUM_THREADS')]\n"
        "serve.main = lambda: print(*told(), 'numpy' in sys.modules)\n"
        "sys.modules['segtui.engine.serve'] = serve\nstart.main()"
    )
    clean = {k: v for k, v in os.environ.items() if k not in ("OMP_WAIT_POLICY", "OPENBLAS_NUM_THREADS")}
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, env=clean)
    assert done.stdout == "passive 1 False\n"


def test_a_statement_that_is_cancelled_ends_at_the_server(asker, postgres, uri):
    asker.ready()
    slow = f"{uri}&query=select g, pg_sleep(58)::text as s from generate_series(1, 9) g"
    whose = "query like '%pg_sleep(58)%' and state = 'active' and pid <> pg_backend_pid()"
    busy = f"select 'busy' from pg_stat_activity where {whose}"
    ticket, before = asker.send(Look, path=slow), asker.engine.pid
    begun = time.monotonic()
    while "busy" not in postgres.psql(busy):
        assert time.monotonic() - begun < PATIENCE
    asker.engine.cancel()
    assert asker.wait(ticket) == Failed(ticket, "cancelled", 130)
    assert gone(before, within=PATIENCE)
    while "busy" in postgres.psql(busy):
        assert time.monotonic() - begun < PATIENCE
