"""Whatever the data, its order, the target and the mapping: nobody without consent, suppressed or held out leaves."""

from __future__ import annotations

import csv
import hashlib
import json
import tempfile
from pathlib import Path

import polars as pl
from hypothesis import given, settings
from hypothesis import strategies as st

from segtui.delivery.export.config import Export
from segtui.delivery.export.eligibility.exclusions import Exclusions
from segtui.delivery.export.run_people import People
from segtui.delivery.export.suppression.suppression_list import read_suppression
from segtui.delivery.export.target import targets
from segtui.delivery.export.write_export import write_export
from segtui.errors import PlanError
from segtui.publishing.staging import Staging

COMPANIONS = (".left-out.csv", ".summary.json", ".opt-outs.csv")
YES = ["yes", "TRUE", "1", "opted-in", "Ja"]
NOT_YES = ["no", "", None, "0", "false", "maybe", "-1", "unsubscribed", "2024-05-01", "yes?", "Nein", "NULL", "'yes"]


def person(number: int) -> dict[str, str]:
    """A person nobody else can be taken for, in every column."""
    letters = "".join(chr(ord("a") + int(digit)) for digit in f"{number:03}")
    return {
        "id": f"id-{letters}",
        "Mail": f"{letters}@firm.com",
        "Phone": f"+4930{5550000 + number}",
        "First name": f"First{letters}",
        "Last name": f"Last{letters}",
        "Country": "DE",
        "Zip": f"{10000 + number}",
        "madid": f"{number:08x}-0000-4000-8000-00000000000a",
        "note": f"note {letters}",
    }


def traces(cells: dict[str, str]) -> dict[str, set[str]]:
    """Every form in which each of a person's cells could stand in a file."""
    found = {}
    for name, cell in cells.items():
        plain = {cell, cell.lower(), cell.lstrip("+")}
        found[name] = plain | {hashlib.sha256(text.encode()).hexdigest() for text in plain}
    del found["Country"]
    return found


answers = st.sampled_from([*YES, *YES, *NOT_YES])
people = st.lists(
    st.fixed_dictionaries(
        {
            "all": answers,
            "mail": answers,
            "sms": answers,
            "segment": st.integers(0, 2),
            "suppressed": st.sampled_from(["", "", "", "mail", "hash", "id", "phone"]),
            "control": st.booleans(),
        }
    ),
    min_size=1,
    max_size=12,
)
mappings = st.fixed_dictionaries(
    {
        "attributes": st.sampled_from([(), ("note",), ("note", "madid"), ("id",)]),
        "per_segment": st.sampled_from([None, True, False]),
        "segments": st.sampled_from([None, (0,), ("B", 2)]),
        "allow": st.sampled_from([None, ("Mail", "Phone", "note", "madid", "id")]),
    }
)


def cells_of(place: Path) -> set[str]:
    """Every cell of a file that was written."""
    if place.suffix == ".parquet":
        frame = pl.read_parquet(place)
    elif place.suffix == ".xlsx":
        frame = pl.read_excel(place, infer_schema_length=0)
    elif place.suffix == ".json":
        return {str(cell) for row in json.loads(place.read_text(encoding="utf-8")) for cell in row.values()}
    else:
        text = place.read_text(encoding="utf-8")
        rows = list(csv.reader(text.splitlines(), delimiter=";" if ";" in text.split("\n")[0] else ","))
        return {cell for row in rows[1:] for cell in row}
    return {str(cell) for column in frame.iter_columns() for cell in column.to_list()}


def listed(folder: Path, crowd: list[dict]) -> None:
    """The suppression list of a crowd."""
    entries = []
    for number, one in enumerate(crowd):
        cells = person(number)
        if one["suppressed"] == "hash":
            entries.append(hashlib.sha256(cells["Mail"].encode()).hexdigest())
        elif one["suppressed"]:
            entries.append(cells[{"mail": "Mail", "id": "id", "phone": "Phone"}[one["suppressed"]]])
    (folder / "list.csv").write_text("\n".join(["entry", *entries, "nobody@else.org"]) + "\n", encoding="utf-8")


@settings(max_examples=25)
@given(
    crowd=people,
    target=st.sampled_from(sorted(targets())),
    by_channel=st.booleans(),
    mapping=mappings,
    order=st.randoms(use_true_random=False),
)
def test_nobody_leaves_who_must_stay(crowd, target, by_channel, mapping, order):
    consent = {"email": "mail_ok", "sms": "sms_ok"} if by_channel else "ok"
    rows = [
        {
            **person(number),
            "segment": one["segment"],
            "segment_name": "ABC"[one["segment"]],
            "ok": one["all"],
            "mail_ok": one["mail"],
            "sms_ok": one["sms"],
        }
        for number, one in enumerate(crowd)
    ]
    order.shuffle(rows)
    control = {person(number)["id"] for number, one in enumerate(crowd) if one["control"]}
    schema = dict.fromkeys(rows[0], pl.String) | {"segment": pl.Int32}
    with tempfile.TemporaryDirectory() as named:
        folder = Path(named)
        listed(folder, crowd)
        suppressed = read_suppression(["list.csv"], folder)
        guards = Exclusions(suppressed, pl.Series(sorted(control), dtype=pl.String), id_column=None)
        wanted = {name: value for name, value in mapping.items() if value is not None}
        if not targets()[target].attributes:
            wanted.pop("attributes")
        asked = Export(to=target, consent=consent, min_size=1, **wanted)
        frame = pl.DataFrame(rows, schema=schema).lazy()
        try:
            with Staging() as staging:
                write_export(
                    asked, People(frame, dict(enumerate("ABC")), guards), folder / f"x{_suffix(target)}", staging
                )
                staging.publish()
        except PlanError:
            assert not list(folder.glob("x*"))
            return
        files = [place for place in folder.glob("x*") if not place.name.endswith(COMPANIONS)]
        written = set().union(*map(cells_of, files))
    assert files
    for number, one in enumerate(crowd):
        there = traces(person(number))
        if one["control"] or one["suppressed"] or not (_may(one) if by_channel else one["all"] in YES):
            assert not written & set().union(*there.values()), (number, one)
        elif not by_channel:
            # The test would prove nothing if nobody left at all.
            reached = (
                mapping["segments"] is None or one["segment"] in {(0,): (0,), ("B", 2): (1, 2)}[mapping["segments"]]
            )
            found = there["id"] if target == "csv" else there["Mail"]
            assert not reached or target in ("parquet", "xlsx", "json") or written & found, (number, target)
        else:
            assert one["mail"] in YES or not written & there["Mail"]
            assert one["sms"] in YES or not written & there["Phone"]
            assert not written & there["madid"], "no column tells of consent to ads"


def _suffix(target: str) -> str:
    return targets()[target].suffix


def _may(one: dict) -> bool:
    return one["mail"] in YES or one["sms"] in YES
