"""One connection by its name, and where its password comes from."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote

from segtui.data.connections.secrets import address_of, has_password, scrubbed
from segtui.data.connections.store_keys import STORE_KEYS, is_store, store_settings
from segtui.errors import UnreachableError, UsageError, nearest
from segtui.language.sentences import say

_KEYS = ("url", "password_env", "password_command", "keyring")
_PATIENCE = 60


@dataclass(frozen=True)
class Connection:
    """A connection: its name, empty for a bare address; its URL; and where the password is, if the driver must be told.

    `url` may have a password where the environment gave it; `shown` never has one. `settings` are those of a store.
    """

    name: str
    url: str = field(repr=False)
    password_env: str = ""
    password_command: tuple[str, ...] = field(default=(), repr=False)
    keyring: bool = False
    settings: Mapping[str, str] = field(default_factory=dict)

    @property
    def shown(self) -> str:
        """The address for people: without user, password and settings."""
        return address_of(self.url)

    @property
    def scheme(self) -> str:
        """What stands before `://`."""
        return self.url.partition("://")[0]

    def secret_url(self) -> tuple[str, str]:
        """The URL for the driver, with the password in it if there is one to give, and that password."""
        password = self.password()
        head, sign, rest = self.url.partition("://")
        place, slash, more = rest.partition("/")
        user, at, host = place.rpartition("@")
        if not password or ":" in user:
            return self.url, password or user.partition(":")[2]
        return f"{head}{sign}{user}:{quote(password, safe='')}{at or '@'}{host}{slash}{more}", password

    def password(self) -> str:
        """The password or key that the connection gives; empty where it gives none.

        Raises UsageError where the variable is not set, UnreachableError where a command or a keyring fails.
        """
        where = say("connection {name}", name=self.name)
        if self.password_env:
            if self.password_env not in os.environ:
                raise UsageError(
                    say("the variable {password_env} is not set", password_env=self.password_env),
                    where=where,
                    fix=say("export it first"),
                )
            return os.environ[self.password_env]
        if self.password_command:
            return _said_by(self.password_command, where)
        return self._from_keyring(where) if self.keyring else ""

    def _from_keyring(self, where: str) -> str:
        try:
            import keyring  # type: ignore[import-not-found,unused-ignore]
        except ImportError:
            fix = say("pip install keyring, or give password_env or password_command")
            raise UsageError(say("needs keyring, which is not installed"), where=where, fix=fix) from None
        try:
            found = keyring.get_password("segtui", self.name)
        except keyring.errors.KeyringError:
            fix = say("over SSH there often is none: give password_env or password_command")
            raise UnreachableError(say("no keyring is open on this machine"), where=where, fix=fix) from None
        if not found:
            raise UsageError(say("the keyring has no password"), where=where, fix=f"keyring set segtui {self.name}")
        return str(found)


def declared(name: str, given: Any, where: str, *, needs_url: bool = True) -> Connection:
    """A connection as its table in connections.toml says; UsageError, without any value, for what is wrong in it.

    A platform has an address of its own, so that the key alone makes a connection: then `needs_url` is False.
    """
    where = f"{where}: [{name}]"
    if not isinstance(given, dict):
        raise UsageError(say("is not a table"), where=where, fix=f'[{name}]\n  url = "postgresql://user@host/database"')
    url, command = given.get("url"), given.get("password_command", ())
    known = (*_KEYS, *STORE_KEYS) if is_store(str(url)) else _KEYS
    for key in given:
        if key not in known:
            raise UsageError(say('unknown key "{key}"', key=key), where=where, fix=nearest(key, known))
    if url is None and not needs_url:
        url = ""
    elif not isinstance(url, str) or "://" not in url:
        raise UsageError(say("needs url"), where=where, fix='url = "postgresql://user@host/database"')
    if has_password(url):
        fix = say("give password_env, password_command or keyring beside it")
        raise UsageError(say("url has a password in it"), where=where, fix=fix)
    if sum(key in given for key in _KEYS[1:]) > 1:
        raise UsageError(say("has more than one of password_env, password_command and keyring"), where=where)
    if not isinstance(command, (list, tuple)) or not all(isinstance(word, str) for word in command):
        example = 'password_command = ["pass", "show", "shop"]'
        raise UsageError(say("password_command is not a list of words"), where=where, fix=example)
    env, keyring = given.get("password_env", ""), given.get("keyring", False)
    if not isinstance(env, str) or not isinstance(keyring, bool):
        raise UsageError(say("password_env takes the name of a variable, keyring true or false"), where=where)
    return Connection(name, url, env, tuple(command), keyring, store_settings(given, where))


def _said_by(command: tuple[str, ...], where: str) -> str:
    """The first line that a command prints; its own words on standard error are not repeated."""
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=_PATIENCE, check=False)
    except (OSError, subprocess.TimeoutExpired, ValueError) as error:
        why: str = (
            say("it took too long") if isinstance(error, subprocess.TimeoutExpired) else say("there is no such program")
        )
        if isinstance(error, (OSError, ValueError)) and not isinstance(error, FileNotFoundError):
            why = scrubbed(getattr(error, "strerror", None) or type(error).__name__)
        what = say("password_command can't be run: {why}", why=why)
        raise UsageError(
            what, where=where, fix=say("try it by hand: {command}", command=command[0] if command else "")
        ) from None
    lines = done.stdout.splitlines()
    if done.returncode or not lines:
        what = say("password_command ended with {returncode} and gave no password", returncode=done.returncode)
        raise UnreachableError(what, where=where, fix=say("try it by hand: {command}", command=command[0]))
    return lines[0]
