"""Workers of a real scheduler, all of them processes, some of which are killed."""

import os
import shutil
import signal
import subprocess
import sys
import threading
import time

import numpy as np
import polars as pl
import psutil
import pytest

from segtui.errors import UnreachableError, UsageError
from segtui.libraries.parts.dask_workers import DaskWorkers

pytestmark = pytest.mark.slow
pytest.importorskip("distributed", reason="the extra distributed is not installed")

ENVIRONMENT = {
    **os.environ,
    "OMP_NUM_THREADS": "1",
    "POLARS_MAX_THREADS": "1",
    "DASK_DISTRIBUTED__SCHEDULER__ALLOWED_FAILURES": "3",
    "DASK_DISTRIBUTED__COMM__TIMEOUTS__CONNECT": "5s",
}


class Cluster:
    """A scheduler and its workers, each with a nanny; `hosts` are their addresses by network namespace."""

    def __init__(self, folder, workers: int, *, more=(), environment=None, host="127.0.0.1", hosts=None) -> None:
        self.folder, self._more, self._environment = folder, more, environment or ENVIRONMENT
        self._hosts = hosts or {"": "127.0.0.1"}
        self.scheduler = self._start(
            ("", host), "dask_scheduler", "--port", "0", "--scheduler-file", str(folder / "scheduler")
        )
        self._wait((folder / "scheduler").is_file)
        self.address = self._said()
        places = list(self._hosts.items()) * (workers // len(self._hosts))
        self.nannies = [
            self._start(place, "dask_worker", self.address, "--nthreads", "1", "--memory-limit", "1GiB", number=i)
            for i, place in enumerate(places)
        ]
        self._wait(lambda: all(self._has_registered(number) for number in range(len(places))))

    def workers_of(self, nanny) -> list[psutil.Process]:
        """The processes of a nanny that work, not the one that tracks resources."""
        children = psutil.Process(nanny.pid).children(recursive=True)
        return [p for p in children if "resource_tracker" not in " ".join(p.cmdline())]

    def end(self) -> None:
        for process in [self.scheduler, *self.nannies]:
            for child in psutil.Process(process.pid).children(recursive=True) if process.poll() is None else []:
                child.kill()
            process.kill()
            process.wait()

    def _start(self, place: tuple[str, str], command: str, *more: str, number: int = 0):
        log = (self.folder / f"{command}-{number}.log").open("w")
        line = [sys.executable, "-m", f"distributed.cli.{command}", "--host", place[1], "--no-dashboard", *more]
        aside = ["ip", "netns", "exec", place[0]] if place[0] else []
        return subprocess.Popen(
            [*aside, *line, *self._more], env=self._environment, stdout=log, stderr=log, cwd=self.folder
        )

    def _has_registered(self, number: int) -> bool:
        """Whether a worker's log says that the scheduler knows it."""
        return "Registered to" in (self.folder / f"dask_worker-{number}.log").read_text()

    def _said(self) -> str:
        import json

        return str(json.loads((self.folder / "scheduler").read_text())["address"])

    def _wait(self, ready) -> None:
        until = time.monotonic() + 120
        while not ready():
            assert time.monotonic() < until, "the cluster did not start"
            time.sleep(0.2)


@pytest.fixture
def cluster(tmp_path):
    made = Cluster(tmp_path, 2)
    yield made
    made.end()


def _sum(part: int, extra: float) -> float:
    time.sleep(0.1)
    return float(np.random.default_rng(part).normal(size=1000).sum()) * extra


EXPECTED = [float(np.random.default_rng(part).normal(size=1000).sum()) * 3.0 for part in range(30)]


@pytest.mark.parametrize("lost", ["nothing", "worker", "host"])
def test_results_are_the_same_when_workers_are_lost(cluster, tmp_path, lost):
    def kill() -> None:
        nanny = cluster.nannies[0]
        victims = cluster.workers_of(nanny)
        if lost == "host":
            nanny.kill()
        for victim in victims:
            os.kill(victim.pid, signal.SIGKILL)

    with DaskWorkers(cluster.address, tmp_path / "shared") as workers:
        if lost != "nothing":
            threading.Timer(0.5, kill).start()
        assert list(workers.map(_sum, range(30), 3.0)) == EXPECTED
    assert not list((tmp_path / "shared").iterdir())


def _ip(*words: str) -> None:
    subprocess.run(["ip", *words], check=True, capture_output=True)


@pytest.fixture
def hosts():
    """Two hosts with addresses of their own, beside this one as 10.77.31.1: namespaces on a bridge."""
    if os.geteuid() or not shutil.which("ip"):
        pytest.skip("network namespaces need root and iproute2")
    names = {"segtui-a": "10.77.31.2", "segtui-b": "10.77.31.3"}
    try:
        _ip("link", "add", "segtui-bridge", "type", "bridge")
        _ip("addr", "add", "10.77.31.1/24", "dev", "segtui-bridge")
        _ip("link", "set", "segtui-bridge", "up")
        for number, (name, address) in enumerate(names.items()):
            _ip("netns", "add", name)
            _ip("link", "add", f"segtui-v{number}", "type", "veth", "peer", "name", "eth0", "netns", name)
            _ip("link", "set", f"segtui-v{number}", "master", "segtui-bridge", "up")
            _ip("-n", name, "addr", "add", f"{address}/24", "dev", "eth0")
            _ip("-n", name, "link", "set", "eth0", "up")
            _ip("-n", name, "link", "set", "lo", "up")
    except subprocess.CalledProcessError as error:
        _without_hosts(names)
        pytest.skip(f"network namespaces can't be made: {error.stderr.decode().strip()}")
    yield names
    _without_hosts(names)


def _without_hosts(names) -> None:
    for name in names:
        subprocess.run(["ip", "netns", "del", name], check=False, capture_output=True)
    subprocess.run(["ip", "link", "del", "segtui-bridge"], check=False, capture_output=True)


def test_hosts_with_addresses_of_their_own_give_the_same_results(hosts, tmp_path):
    cluster = Cluster(tmp_path, 2, host="10.77.31.1", hosts=hosts)
    try:
        with DaskWorkers(cluster.address, tmp_path / "shared") as workers:
            # a host is cut off amid the work
            threading.Timer(0.5, lambda: _ip("link", "set", "segtui-v0", "down")).start()
            assert list(workers.map(_sum, range(30), 3.0)) == EXPECTED
    finally:
        cluster.end()


def test_keys_of_tls_pass_through(tmp_path):
    if not shutil.which("openssl"):
        pytest.skip("openssl is not installed")
    key, certificate = tmp_path / "key.pem", tmp_path / "certificate.pem"
    line = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=segtui"]
    subprocess.run([*line, "-keyout", key, "-out", certificate], check=True, capture_output=True)
    prefix = "DASK_DISTRIBUTED__COMM__"
    places = {
        f"{prefix}TLS__{who}__{what}": str(file)
        for who in ("SCHEDULER", "WORKER", "CLIENT")
        for what, file in (("CERT", certificate), ("KEY", key))
    }
    environment = {**ENVIRONMENT, f"{prefix}TLS__CA_FILE": str(certificate), **places}
    cluster = Cluster(tmp_path, 1, more=["--protocol", "tls"], environment=environment)
    try:
        assert cluster.address.startswith("tls://")
        code = "import sys; from pathlib import Path; from segtui.libraries.parts.dask_workers import DaskWorkers\n"
        code += "with DaskWorkers(sys.argv[1], Path(sys.argv[2])) as w: print(list(w.map(divmod, [7, 8], 2)))"
        line = [sys.executable, "-c", code, cluster.address, str(tmp_path / "shared")]
        done = subprocess.run(line, env=environment, capture_output=True, text=True, check=False)
        assert done.stdout.strip() == "[(3, 1), (4, 0)]", done.stderr
        bare = subprocess.run(line, env=ENVIRONMENT, capture_output=True, text=True, check=False)
        assert "asks for keys and certificates of TLS" in bare.stderr, bare.stderr
    finally:
        cluster.end()


def test_a_lost_scheduler_is_told(cluster, tmp_path):
    with DaskWorkers(cluster.address, tmp_path / "shared") as workers:
        threading.Timer(0.5, cluster.scheduler.kill).start()
        with pytest.raises(UnreachableError, match="scheduler was lost") as caught:
            list(workers.map(_sum, range(200), 3.0))
    assert "--resume" in caught.value.fix


def test_no_scheduler_is_told_soon(tmp_path):
    with pytest.raises(UnreachableError, match="can't be reached"), DaskWorkers("tcp://127.0.0.1:1", tmp_path):
        pass


def test_a_failing_part_raises_its_own_error(cluster, tmp_path):
    with DaskWorkers(cluster.address, tmp_path / "shared") as workers, pytest.raises(UsageError) as caught:
        list(workers.map(_refuse, range(3), None))
    assert (caught.value.what, caught.value.where, caught.value.fix) == ("is odd", "part 0", "make it even")


def _refuse(part: int, _: None) -> None:
    raise UsageError("is odd", where=f"part {part}", fix="make it even")


PLAN = """
[source]
path = "customers.parquet"
id = "customer_id"
[[clean]]
step = "impute"
columns = ["income"]
method = "median"
[search.kmeans]
k = "2..4"
[select]
clusters = [2, 4]
[stability]
resamples = 3
[report]
html = false
[engine]
parts = true
rows = 1000
[[export]]
to = "csv"
consent = "agrees"
holdout = 0.1
path = "people.csv"
"""


def _line(out: str, *more: str) -> list[str]:
    return [sys.executable, "-m", "segtui", "run", "plan.toml", "-o", out, *more]


def _run(folder, out: str, *more: str) -> subprocess.CompletedProcess[str]:
    line = _line(out, *more)
    return subprocess.run(line, cwd=folder, env=ENVIRONMENT, capture_output=True, text=True, check=False)


@pytest.fixture(scope="module")
def local(tmp_path_factory):
    """A folder of customers with the run `local` of this machine alone."""
    folder, rng = tmp_path_factory.mktemp("customers"), np.random.default_rng(5)
    group = rng.integers(0, 3, 60_000)
    income = pl.Series("income", rng.normal(group * 3, 1)).set(pl.Series(rng.random(60_000) < 0.03), None)
    columns = {"customer_id": range(60_000), "income": income, "visits": rng.normal(group, 1)}
    columns |= {"age": rng.normal(size=60_000), "agrees": np.where(rng.random(60_000) < 0.8, "yes", "no")}
    pl.DataFrame(columns).write_parquet(folder / "customers.parquet")
    (folder / "plan.toml").write_text(PLAN)
    done = _run(folder, "local")
    assert done.returncode == 0, done.stderr
    return folder


def _assert_as_local(folder, out: str) -> None:
    """The same bytes in every table, the stability of segments and the export among them."""
    files = sorted((folder / "local").glob("*.csv"))
    assert {"stability.csv", "people.csv"} <= {file.name for file in files}
    for file in files:
        assert file.read_bytes() == (folder / out / file.name).read_bytes(), file.name


@pytest.mark.parametrize("workers", [1, 2, 4])
def test_any_number_of_workers_gives_the_bytes_of_one_machine(local, tmp_path, workers):
    cluster = Cluster(tmp_path, workers)
    try:
        done = _run(local, f"by-{workers}", "--engine", cluster.address)
    finally:
        cluster.end()
    assert done.returncode == 0, done.stderr
    _assert_as_local(local, f"by-{workers}")


def test_a_run_goes_on_without_its_scheduler(cluster, local):
    line = _line("lost")
    run = subprocess.Popen(
        [*line, "--engine", cluster.address], cwd=local, env=ENVIRONMENT, stderr=subprocess.PIPE, text=True
    )
    assert run.stderr
    for told in run.stderr:
        if "searching" in told:  # the next stage is that over all rows
            cluster.scheduler.kill()
            break
    rest = run.stderr.read()
    assert run.wait() == 5, rest
    assert "--resume" in rest
    resumed = _run(local, "lost", "--resume")
    assert resumed.returncode == 0, resumed.stderr
    assert "resuming" in resumed.stderr
    _assert_as_local(local, "lost")
