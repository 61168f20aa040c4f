"""The keys, the region and the endpoint that a user's own AWS files have: ~/.aws/credentials and ~/.aws/config."""

from __future__ import annotations

import configparser
import os
from pathlib import Path

from segtui.errors import UsageError
from segtui.language.sentences import say
from segtui.publishing.paths import expand_home

_KEYS = ("aws_access_key_id", "aws_secret_access_key", "aws_session_token")


def aws_profile() -> dict[str, str]:
    """What the chosen profile says that the environment does not, by the names of the store libraries.

    Raises UsageError where AWS_PROFILE names one that is not there, or that has no keys of its own.
    """
    environ = os.environ
    chosen = environ.get("AWS_PROFILE") or environ.get("AWS_DEFAULT_PROFILE")
    name = chosen or "default"
    folder = expand_home("~/.aws")
    credentials = _sections(environ.get("AWS_SHARED_CREDENTIALS_FILE"), folder / "credentials").get(name)
    config = _sections(environ.get("AWS_CONFIG_FILE"), folder / "config")
    settings = config.get(name) or config.get(f"profile {name}")
    if chosen and credentials is None and settings is None:
        raise UsageError(
            say("there is no profile {chosen}", chosen=chosen), where=str(folder), fix="change AWS_PROFILE"
        )
    known = {**(settings or {}), **(credentials or {})}
    found: dict[str, str] = {}
    if not environ.get("AWS_ACCESS_KEY_ID") or chosen:
        found = {key: known[key] for key in _KEYS if known.get(key)}
        if chosen and len(found) < 2 and not environ.get("AWS_ACCESS_KEY_ID"):
            fix = say('eval "$(aws configure export-credentials --profile {chosen} --format env)"', chosen=chosen)
            raise UsageError(
                say("the profile {chosen} has no keys of its own, as after a sign-in", chosen=chosen), fix=fix
            )
    if known.get("region") and not (environ.get("AWS_REGION") or environ.get("AWS_DEFAULT_REGION")):
        found["aws_region"] = known["region"]
    if known.get("endpoint_url"):
        found["aws_endpoint"] = known["endpoint_url"]
    return found


def _sections(asked: str | None, usual: Path) -> dict[str, dict[str, str]]:
    """The sections of such a file; none where it is missing or is something else."""
    parser = configparser.RawConfigParser(strict=False)
    try:
        parser.read_string((expand_home(asked) if asked else usual).read_text(encoding="utf-8"))
    except (OSError, ValueError, configparser.Error):
        return {}
    return {name: dict(parser[name]) for name in parser.sections()}
