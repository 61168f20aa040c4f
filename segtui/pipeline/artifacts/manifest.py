"""run.json: what went in, what came out, with which versions; and what has changed since a run."""

from __future__ import annotations

import hashlib
import json
import platform
from collections.abc import Collection, Mapping, Sequence
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import Any

from segtui.data.addresses import STANDARD_INPUT, is_address, shown_table
from segtui.data.reading.source_paths import fingerprints, local_files
from segtui.data.source import Source
from segtui.language.sentences import say
from segtui.language.translation import to_translate
from segtui.libraries.compiled import processors

_PACKAGES = (
    "segtui",
    "numpy",
    "polars",
    "scikit-learn",
    "scipy",
    "hdbscan",
    "numba",
    "phonenumbers",
    "babel",
    "email-validator",
    "rapidfuzz",
    "nicknames",
)


def sha256(path: Path) -> str:
    """The SHA-256 of a file's bytes, in hexadecimal."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def sha256_of(data: bytes) -> str:
    """The SHA-256 of bytes, in hexadecimal."""
    return hashlib.sha256(data).hexdigest()


def hashes(source: Source, given: bytes) -> dict[str, str]:
    """The SHA-256 of each file of a source by its path; an address has its reader's fingerprint.

    `given` is what came by standard input. Paths start at the working folder.
    """
    if source.path == STANDARD_INPUT:
        return {source.path: sha256_of(given)}
    if is_address(source.path):
        return fingerprints(source, Path())
    return {str(file): sha256(file) for file in local_files(source.path, Path())}


def versions() -> dict[str, str]:
    """The versions that a run's results depend on."""
    return dict(_installed())


@cache
def _installed() -> dict[str, str]:
    """They stay as long as the process does, and reading them takes a tenth of a small run."""
    return {"python": platform.python_version(), **{name: version(name) for name in _PACKAGES}}


def outputs(folder: Path, apart: Collection[str] = ()) -> dict[str, str]:
    """The SHA-256 of every file in a run's folder, by its path inside the folder, but for those `apart`."""
    files = {f.relative_to(folder).as_posix(): f for f in sorted(folder.rglob("*")) if f.is_file()}
    return {name: sha256(file) for name, file in files.items() if name not in apart}


def write(folder: Path, facts: dict[str, Any], apart: Collection[str] = ()) -> None:
    """Write run.json, with the hashes of the files that stand beside it, but for those `apart`, which will grow."""
    manifest = {"versions": versions(), **facts, "outputs": outputs(folder, apart)}
    text = json.dumps(manifest, indent=2, ensure_ascii=False, allow_nan=False)
    (folder / "run.json").write_text(text + "\n", encoding="utf-8")


def key(plan: str, inputs: dict[str, str]) -> str:
    """What a run's results depend on, in one text: the plan, the inputs' hashes and the versions."""
    return json.dumps({"plan": plan, "inputs": sorted(inputs.values()), "versions": versions()}, sort_keys=True)


def changes_since(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[str]:
    """Sentences on what differs between the manifest of a run and that of the same plan run now."""
    changes = [
        *_inputs(before.get("inputs", {}), after.get("inputs", {})),
        *_databases(before.get("databases", ()), after.get("databases", ())),
        *_versions(before.get("versions", {})),
    ]
    threads = before.get("threads")
    if threads is not None and threads != processors():
        told = to_translate("the run used {before} threads and this machine has {now}")
        changes.append(say(told, before=threads, now=processors()))
    return changes


def _inputs(before: Mapping[str, str], after: Mapping[str, str]) -> list[str]:
    """What became of each input file, matched by name and order, because its path may have changed."""
    if len(before) == len(after):
        pairs = zip(before.items(), after.items(), strict=True)
        return [has_changed(name_of(path)) for (path, was), (_, now) in pairs if was != now]
    now = {name_of(path): digest for path, digest in after.items()}
    then = {name_of(path): digest for path, digest in before.items()}
    gone = [say("{file} is no longer read", file=name) for name in then if name not in now]
    new = [say("{file} is read now and was not before", file=name) for name in now if name not in then]
    return [*gone, *new, *(has_changed(name) for name in now if name in then and now[name] != then[name])]


def _databases(before: Sequence[Mapping[str, Any]], after: Sequence[Mapping[str, Any]]) -> list[str]:
    """What else became of the tables of databases, each once."""
    now = {each["key"]: each for each in after}
    found = []
    for was in before:
        new, table = now.get(was["key"], was), shown_table(was["address"])
        if new["statement"] != was["statement"]:
            found.append(say("{table} is asked for something else now", table=table))
        if new["rows"] != was["rows"]:
            found.append(
                say("{table} had {before:,} rows and has {now:,}", table=table, before=was["rows"], now=new["rows"])
            )
        names = [f"{each['server']['product']} {each['server']['version']}" for each in (was, new)]
        if names[0] != names[1]:
            found.append(say("{name} was {before} and is {now}", name=table, before=names[0], now=names[1]))
    return list(dict.fromkeys(found))


def has_changed(name: str) -> str:
    """The sentence on an input that is not as it was, by its name."""
    return say("{file} has changed", file=name)


def name_of(path: str) -> str:
    """What sentences call an input of a run, by its path."""
    if path == STANDARD_INPUT:
        return say("standard input")
    return shown_table(path) if is_address(path) else Path(path).name


def _versions(before: Mapping[str, str]) -> list[str]:
    now = versions()
    return [
        say("{name} was {before} and is {now}", name=name, before=was, now=now.get(name) or say("absent"))
        for name, was in before.items()
        if now.get(name) != was
    ]
