"""The user's settings: the theme and the keys."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

from textual.app import App

from segtui.language.sentences import tell
from segtui.publishing.private import private_folder
from segtui.publishing.publish import write_whole


def folder() -> Path:
    """The folder of the user's settings: $XDG_CONFIG_HOME/segtui."""
    home = os.environ.get("XDG_CONFIG_HOME")
    return (Path(home) if home else Path.home() / ".config") / "segtui"


def settings() -> dict[str, Any]:
    """The contents of config.toml; empty if it does not exist or can't be read."""
    try:
        text = (folder() / "config.toml").read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        return {}
    import tomllib

    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError:
        return {}


def keep_theme(name: str) -> None:
    """Write the theme to config.toml and keep the rest of the file; raises OSError."""
    import tomlkit

    path = folder() / "config.toml"
    try:
        known = tomlkit.parse(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        known = tomlkit.document()
    known["theme"] = name
    private_folder(path.parent)
    write_whole(path, tomlkit.dumps(known), shared=True)


def theme(names: set[str]) -> str | None:
    """The initial theme: the chosen one, else over SSH the terminal's own colors, which send less."""
    chosen = settings().get("theme")
    if isinstance(chosen, str) and chosen in names:
        return chosen
    return "ansi-dark" if os.environ.get("SSH_TTY") else None


def follow_theme(app: App[Any], trouble: Callable[[str], None]) -> None:
    """Keep every theme that is chosen from now on; `trouble` says why one could not be."""

    def keep(name: str) -> None:
        try:
            keep_theme(name)
        except OSError as error:
            trouble(tell("the theme could not be saved: {strerror}", strerror=error.strerror))

    app.theme_changed_signal.subscribe(app, lambda theme: keep(theme.name))
