"""Unpacks .gz and .zst files, and reports truncated ones."""

from __future__ import annotations

import gzip
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from segtui.data.raw.raw_table import InputFile
from segtui.errors import DataError, no_room
from segtui.language.sentences import say

_GZIP, _ZSTD = b"\x1f\x8b", b"\x28\xb5\x2f\xfd"
_BLOCK = 1 << 20
_PACKED = 1 << 12
"""Bytes of zstd to unpack at once: they may expand 32,768 times."""
UNPACKED, RATIO = 1 << 30, 250
"""The size that any file may unpack to, and the largest ratio above that: no table compresses better."""


def unpack(place: InputFile) -> InputFile:
    """The file unpacked into the workspace, whatever its name says; itself when it is not packed or no file.

    Raises DataError for a packed file that is damaged, ends too early or unpacks to far more than a table does,
    ResourceError when the disk fills up.
    """
    for _ in range(0 if place.address else 3):
        with place.path.open("rb") as file:
            head = file.read(4)
        unpacker = _gunzip if head[:2] == _GZIP else _unzstd if head == _ZSTD else None
        if unpacker is None:
            break
        with place.path.open("rb") as file:
            blocks = _bounded(unpacker(file, place.name), place)
            place = place.at(save(blocks, place.copy("unpacked"), place.name))
    return place


def save(blocks: Iterator[bytes], target: Path, name: str) -> Path:
    """Write blocks of bytes to a temporary file; a full disk is the user's ResourceError."""
    try:
        with target.open("wb") as out:
            for block in blocks:
                out.write(block)
    except OSError as error:
        fix = say(
            "free some space in {parent}, or name another folder for temporary files in TMPDIR", parent=target.parent
        )
        if full := no_room(error.errno, target.parent, where=name, fix=fix):
            raise full from error
        raise
    return target


def blocks_of(file: BinaryIO, size: int = _BLOCK) -> Iterator[bytes]:
    """The bytes of an open file, block by block."""
    while block := file.read(size):
        yield block


def _bounded(blocks: Iterator[bytes], place: InputFile) -> Iterator[bytes]:
    """The blocks; DataError where they grow beyond what a table packs to."""
    most, size = max(UNPACKED, RATIO * place.path.stat().st_size), 0
    for block in blocks:
        size += len(block)
        if size > most:
            what = say(
                "the packed file unpacks to more than {most:,.0f} GiB, {ratio} times its size: this "
                "is not a plausible table",
                most=most / 2**30,
                ratio=RATIO,
            )
            raise DataError(what, where=place.name, fix=say("unpack it yourself and check what it contains"))
        yield block


def _gunzip(file: BinaryIO, name: str) -> Iterator[bytes]:
    try:
        with gzip.open(file) as plain:
            yield from iter(lambda: plain.read(_BLOCK), b"")
    except EOFError as error:
        raise _cut_short(name) from error
    except (gzip.BadGzipFile, zlib.error) as error:
        raise _damaged(name, error) from error


def _unzstd(file: BinaryIO, name: str) -> Iterator[bytes]:
    """Several frames may follow each other; the library reports a frame's end, but not a missing one."""
    import zstandard

    frame = zstandard.ZstdDecompressor().decompressobj()
    try:
        for block in blocks_of(file, _PACKED):
            rest = block
            while rest:
                if frame.eof:
                    frame = zstandard.ZstdDecompressor().decompressobj()
                yield frame.decompress(rest)
                rest = frame.unused_data if frame.eof else b""
    except zstandard.ZstdError as error:
        raise _damaged(name, error) from error
    if not frame.eof:
        raise _cut_short(name)


def _cut_short(name: str) -> DataError:
    return DataError(
        say("the packed file ends too early"), where=name, fix=say("copy or download it again: a part is missing")
    )


def _damaged(name: str, error: Exception) -> DataError:
    return DataError(
        say("the packed file is damaged: {error}", error=error), where=name, fix=say("copy or download it again")
    )
