"""Whatever a library raises becomes an error with what, where and fix; what is ours or the user's passes."""

import errno
import zlib

import polars as pl
import pytest

from segtui.errors import DataError, ResourceError
from segtui.libraries import boundary


class PanicException(BaseException):
    """A panic as PyO3 raises it: no Exception."""


@pytest.mark.parametrize(
    ("error", "why"),
    [
        (PanicException("index out of bounds"), "index out of bounds"),
        (RecursionError("maximum recursion depth exceeded"), "it is nested too deeply"),
        (OverflowError("date value out of range"), "date value out of range"),
        (pl.exceptions.ComputeError("bad footer\nmore"), "bad footer"),
        (ValueError("Exceeds the limit (4300 digits) for integer string conversion: …"), "more than 4,300 digits"),
        (zlib.error("Error -3"), "Error -3"),
        (KeyError("columns"), "'columns' is missing"),
        (UnicodeEncodeError("utf-8", "\ud800", 0, 1, "surrogates not allowed"), "a lone surrogate"),
        (OSError(errno.EIO, "Input/output error"), "Input/output error"),
        (AssertionError(), "AssertionError"),
    ],
)
def test_a_librarys_error_becomes_the_users(error, why):
    with pytest.raises(DataError) as raised, boundary.foreign(boundary.data("it can't be read", "a.json", "look")):
        raise error
    assert why in raised.value.what
    assert (raised.value.where, raised.value.fix, raised.value.exit_code) == ("a.json", "look", 3)


@pytest.mark.parametrize("error", [KeyboardInterrupt(), MemoryError(), SystemExit(1), DataError("said already")])
def test_interruptions_and_our_own_errors_pass(error):
    with pytest.raises(type(error)) as raised, boundary.foreign(boundary.data("it can't be read", "a.json")):
        raise error
    assert raised.value is error


def test_a_full_disk_is_told_as_that(tmp_path):
    with pytest.raises(ResourceError), boundary.foreign(boundary.data("it can't be read", "a"), writes=tmp_path):
        raise OSError(errno.ENOSPC, "No space left on device")
    with pytest.raises(ResourceError), boundary.foreign(boundary.data("it can't be read", "a"), writes=tmp_path):
        raise pl.exceptions.ComputeError("write failed: No space left on device (os error 28)")
