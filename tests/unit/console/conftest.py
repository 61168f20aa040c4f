"""The command without the cost of a process: the same `main`, stopped where it would leave."""

import sys
from dataclasses import dataclass
from pathlib import Path

import pytest
import typer.main

from segtui import cli
from tests.quick_runs import without_resamples


@dataclass(frozen=True)
class Done:
    returncode: int
    stdout: str
    stderr: str


COMMANDS = typer.main.get_command(cli.app)
"""Made once: Typer would make all of them anew for each call."""


class Left(BaseException):
    """Stands for the end of the process."""


@pytest.fixture
def command(tmp_path, monkeypatch, capsys):
    """Runs the command in this process, in `tmp_path`: command("run", "plan.toml") -> Done."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path.with_name(tmp_path.name + "-state")))

    def leave(code, message):
        raise Left(code, message)

    monkeypatch.setattr(cli, "app", COMMANDS)
    monkeypatch.setattr(cli.process, "leave", leave)
    monkeypatch.setattr(cli.process, "listen_for_interruptions", lambda: None)

    def call(*arguments):
        monkeypatch.setattr(sys, "argv", ["segtui", *map(str, arguments), *without_resamples(arguments, Path.cwd())])
        capsys.readouterr()
        with pytest.raises(Left) as left:
            cli.main()
        code, message = left.value.args
        told = capsys.readouterr()
        return Done(code, told.out, told.err + (message + "\n" if message else ""))

    return call
