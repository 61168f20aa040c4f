"""What a trigger sends of a person, and how it is signed."""

import datetime as dt
import json
import subprocess

import polars as pl
import pytest

from segtui.delivery.trigger.payload import calls_of, idempotency_key
from segtui.delivery.trigger.signing import key_in, signature
from segtui.errors import UsageError


def test_a_call_has_what_is_named_and_typed_and_nothing_else():
    rows = pl.DataFrame(
        {
            "id": ["007", "é\n"],
            "segment": [2, -1],
            "segment_name": ["Warm", "Noise"],
            "income": [1.5, float("nan")],
            "visits": [3, None],
            "asked": [True, None],
            "day": [dt.date(2026, 1, 31), None],
            "at": [dt.datetime(2026, 1, 31, 8, 45), None],
            "note": ["x" * 1_000_000, '"'],
        }
    )
    columns = rows.columns[3:]
    first, second = calls_of(rows, "warm", columns, [("a", 0), ("b", 4)])
    head = {"trigger": "warm", "id": "007", "segment": 2, "segment_name": "Warm", "occurrence": 1}
    cells = {"income": 1.5, "visits": 3, "asked": True, "day": "2026-01-31", "note": "x" * 1_000_000}
    told = json.loads(first.body)
    assert told.pop("columns") == cells | {"at": "2026-01-31T08:45:00.000000"}
    assert told == head
    told = json.loads(second.body)
    assert (told["id"], told["occurrence"]) == ("é\n", 5)
    assert told["columns"] == dict.fromkeys(columns, None) | {"note": '"'}


def test_the_key_is_the_same_for_the_same_occurrence_and_says_nothing_of_the_person():
    keys = [idempotency_key("warm", "a1", 0), idempotency_key("warm", "a1", 1), idempotency_key("cold", "a1", 0)]
    assert len(set(keys)) == 3 and keys[0] == idempotency_key("warm", "a1", 0)
    assert all("a1" not in key.split() and len(key) == 32 for key in keys)


def test_a_signature_is_what_openssl_says(tmp_path):
    body, at, key = '{"id":"é"}'.encode(), 1_764_547_200, b"0123456789abcdef"
    signed = tmp_path / "signed"
    signed.write_bytes(b"1764547200." + body)
    by_openssl = subprocess.run(
        ["openssl", "dgst", "-sha256", "-hmac", key.decode(), signed], capture_output=True, text=True, check=True
    )
    assert signature(body, key, at) == f"t=1764547200,v1={by_openssl.stdout.split()[-1]}"


def test_a_key_must_be_there_and_no_short_one_is_taken_or_shown(monkeypatch):
    monkeypatch.delenv("HOOK", raising=False)
    with pytest.raises(UsageError, match="HOOK is not set"):
        key_in("HOOK", "warm")
    monkeypatch.setenv("HOOK", "s3cr3t")
    with pytest.raises(UsageError) as error:
        key_in("HOOK", "warm")
    assert "can be guessed" in str(error.value) and "s3cr3t" not in str(error.value)
    monkeypatch.setenv("HOOK", "0123456789abcdef")
    assert key_in("HOOK", "warm") == b"0123456789abcdef"
