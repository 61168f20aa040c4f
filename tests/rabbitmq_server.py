"""A RabbitMQ of Debian's package for the tests."""

import contextlib
import os
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.patience import PATIENCE

_PROGRAM = Path("/usr/lib/rabbitmq/bin/rabbitmq-server")


def free_port():
    """A port that nobody has."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        return server.getsockname()[1]


@contextmanager
def rabbitmq_server():
    """Start one and give its port, and stop it with all that it started; skips where the package is not installed."""
    pika = pytest.importorskip("pika")
    if not _PROGRAM.exists():
        pytest.skip("no RabbitMQ: apt-get install rabbitmq-server")
    folder = Path(tempfile.mkdtemp(prefix="segtui-rabbitmq-"))
    port, distribution = free_port(), free_port()
    environment = os.environ | {
        "HOME": str(folder),
        "RABBITMQ_NODENAME": f"segtui{port}@localhost",
        "RABBITMQ_MNESIA_BASE": str(folder / "data"),
        "RABBITMQ_LOG_BASE": str(folder / "log"),
        "RABBITMQ_NODE_IP_ADDRESS": "127.0.0.1",
        "RABBITMQ_NODE_PORT": str(port),
        "RABBITMQ_DIST_PORT": str(distribution),
        "RABBITMQ_ENABLED_PLUGINS_FILE": str(folder / "plugins"),
        "RABBITMQ_PID_FILE": str(folder / "pid"),
        "ERL_EPMD_PORT": str(free_port()),
        "RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS": "+S 1:1",
    }
    pipes = {"stdin": subprocess.DEVNULL, "stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    process = subprocess.Popen([_PROGRAM], env=environment, start_new_session=True, **pipes)
    try:
        _wait(pika, process, port)
        yield port
    finally:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGTERM)
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(20)
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()
        subprocess.run(["epmd", "-kill"], env=environment, capture_output=True, check=False)
        shutil.rmtree(folder, ignore_errors=True)


def _wait(pika, process, port):
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        if process.poll() is not None:
            pytest.skip(f"RabbitMQ can't start here: it ended with {process.returncode}")
        try:
            pika.BlockingConnection(pika.ConnectionParameters("127.0.0.1", port)).close()
            return
        except Exception:  # pika raises many kinds, and all mean: not yet
            time.sleep(0.5)
    raise AssertionError("RabbitMQ did not start")
