"""Servers that speak as warehouses do, one of each for the session; `.ci/servers` installs them.

SEGTUI_SERVERS names another folder that has them.
"""

import os
import socket
import subprocess
import time
from pathlib import Path

import pytest

SERVERS = Path(os.environ.get("SEGTUI_SERVERS", Path(__file__).parents[5] / ".servers"))
PATIENCE = 60


@pytest.fixture(scope="session")
def started(tmp_path_factory):
    """Starts a server's command in a folder of its own, and waits for its port; all end with the session."""
    running = []

    def start(name, *words, **env):
        command = SERVERS / name / "bin" / words[0]
        if not command.exists():
            pytest.skip(f"{name} is not installed: .ci/servers")
        folder = tmp_path_factory.mktemp(name)
        port = a_free_port()
        words = [word.format(port=port, folder=folder) for word in words[1:]]
        log = (folder / "log").open("wb")
        given = {key: value.format(server=SERVERS / name) for key, value in env.items()}
        env = {**os.environ, "HOME": str(folder), **given}
        running.append(subprocess.Popen([command, *words], cwd=folder, env=env, stdout=log, stderr=log))
        end = time.monotonic() + PATIENCE
        while not answers(port):
            assert running[-1].poll() is None and time.monotonic() < end, (folder / "log").read_text()[-2000:]
            time.sleep(0.1)
        return port

    yield start
    for one in running:
        one.kill()
        one.wait()


@pytest.fixture(scope="session")
def free_port():
    """Gives the number of a port where nobody listens."""
    return a_free_port


def a_free_port():
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return one.getsockname()[1]


def answers(port):
    with socket.socket() as one:
        return one.connect_ex(("127.0.0.1", port)) == 0
