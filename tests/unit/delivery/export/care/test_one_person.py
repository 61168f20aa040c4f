"""A person with several rows, spelled in several ways, is one person to consent, lists, control group and opt-outs."""

from __future__ import annotations

import csv
import hashlib
import json
import re
import tempfile
from pathlib import Path

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from segtui.delivery.export.config import Export
from segtui.delivery.export.eligibility.everybody import meet
from segtui.delivery.export.eligibility.exclusions import Exclusions
from segtui.delivery.export.eligibility.row_groups import RowGroup
from segtui.delivery.export.identity.contacts import Contacts, contacts_of
from segtui.delivery.export.identity.persons import KeyPart, persons
from segtui.delivery.export.run_people import People
from segtui.delivery.export.suppression.suppression_list import read_suppression
from segtui.delivery.export.target import targets
from segtui.delivery.export.write_export import write_export
from segtui.errors import PlanError
from segtui.publishing.staging import Staging

NAMES = dict(enumerate("ABC"))
COMPANIONS = (".left-out.csv", ".summary.json", ".opt-outs.csv")
ADDRESSES = ["{0}.k@gmail.com", "{0}K@GMAIL.com", "{0}.k+shop@googlemail.com", "{1}.K@gmail.com"]
PHONES = ["+4930555{:04}", "030 555{:04}", "0049 (30) 555{:04}", "4930555{:04}"]


def groups(frame: pl.DataFrame, contacts: Contacts, region: str | None = None) -> list[set[int]]:
    """The rows of each person who has more than one."""
    numbers = meet([RowGroup(lambda: frame.iter_slices(2), contacts)], (), (), region).persons.numbers()
    found = [set(np.flatnonzero(numbers == number).tolist()) for number in np.unique(numbers)]
    return sorted((group for group in found if len(group) > 1), key=min)


@pytest.mark.parametrize(
    ("one", "two", "same"),
    [
        ("kim@example.org", "Kim@Example.ORG", True),
        ("kim@example.org", "kim+news@example.org", True),
        ("k.im@gmail.com", "Kim+x@googlemail.com", True),
        ("k.im@example.org", "kim@example.org", False),
        ("kim@example.org", " Kim <kim@example.org> ", True),
        ("kim@example.org", "lee@example.org; kim@example.org", True),
        ("kim@example.org", "kim@example.com", False),
        ("m@bücher.de", "M@xn--bcher-kva.de", True),
        ("kim@icloud.com", "Kim@me.com", True),
        ("kim@pm.me", "kim@protonmail.com", True),
        ("kim@hotmail.com", "kim@outlook.com", False),
        ("kim@example.org", '"kim"@example.org', True),
        ("nobody", "nobody", False),
    ],
)
def test_an_address_is_the_same_person_under_every_spelling(one, two, same):
    frame = pl.DataFrame({"id": ["1", "2", "3"], "mail": [one, two, "other@x.de"]})
    assert groups(frame, Contacts(emails=("mail",))) == ([{0, 1}] if same else [])


@pytest.mark.parametrize(
    ("one", "two", "same"),
    [
        ("+493055512345", "030/555-123-45", True),
        ("+493055512345", "0049 30 55512345", True),
        ("+493055512345", "493055512345.0", True),
        ("+493055512345", "+49 30 55512345 ext. 7", True),
        ("+493055512345", "089 1; 030 55512345", True),
        ("+493055512345", "tel:+493055512345", True),
        ("+493055512345", "030 55512345 (private)", True),
        ("+493055512345", "privat: 030/55512345, Büro 089 1234", True),
        ("+493055512345", "089 7654321 oder 030 55512345", True),
        ("+493055512345", "089/7654321\n030/55512345", True),
        ("+493055512345", "4.93055512345E11", True),
        ("+493055512345", "4.93E+11", False),
        ("+493055512345", "+443055512345", False),
        ("+493055512345", "+493055512346", False),
        ("0000000", "0000000", False),
    ],
)
@pytest.mark.parametrize("region", ["DE", None])
def test_a_phone_is_the_same_person_however_it_is_written(one, two, same, region):
    frame = pl.DataFrame({"id": ["1", "2", "3"], "tel": [one, two, "+4989123456"], "land": ["Germany"] * 3})
    contacts = Contacts(phones=("tel",), country=None if region else "land")
    assert groups(frame, contacts, region) == ([{0, 1}] if same else [])


def test_people_are_joined_by_whatever_they_share_and_rows_without_anything_are_a_person_each():
    frame = pl.DataFrame(
        {
            "id": ["1", "2", "3", None, None, "1", " C-9", "c-9.", "c-9"],
            "mail": ["a@x.de", "A@x.de", None, None, None, "z@x.de", None, None, None],
            "work": [None, "b@x.de", "b@x.de", None, None, None, None, None, None],
        }
    )
    assert groups(frame, Contacts(emails=("mail", "work"))) == [{0, 1, 2, 5}, {6, 8}]


def test_numbers_of_persons_and_flags_go_by_the_whole_chain():
    keys = np.array([7, 8, 8, 0, 0, 9], np.uint64), np.array([1, 1, 2, 3, 4, 5], np.uint64)
    found = persons(6, [[KeyPart(0, kind)] for kind in keys])
    assert found.spread(np.array([0, 0, 4, 1, 0, 2], np.uint32)).tolist() == [4, 4, 4, 1, 0, 2]
    assert found.count(np.array([0, 2, 5])) == 2


def test_columns_of_the_person_are_told_from_those_of_others():
    rows = 60
    sample = pl.DataFrame(
        {
            "id": [str(i) for i in range(rows)],
            "Email": [f"a{i}@x.de" for i in range(rows)],
            "email_2": [f"b{i}@x.de" for i in range(rows)],
            "phone_home": [f"030 55512{i:02}" for i in range(rows)],
            "contact": [f"c{i}@x.de" if i % 2 else None for i in range(rows)],
            "referrer_email": [f"a{i + 1}@x.de" for i in range(rows)],
            "service": ["help@x.de"] * rows,
            "email_opt_in": ["yes"] * rows,
            "phone_model": ["X1"] * rows,
        }
    )
    found = contacts_of(sample, {"email": "Email"})
    assert found == Contacts(emails=("Email", "email_2", "contact"), phones=("phone_home",))


def letters(number: int) -> str:
    return "".join(chr(ord("a") + int(digit)) for digit in f"{number:02}")


def forms(number: int) -> set[str]:
    """Every form in which an address or phone of a person may stand in a file, hashed too."""
    name = letters(number)
    plain = {pattern.format(name, name.upper()) for pattern in ADDRESSES} | {f"{name}k@gmail.com", f"id-{name}"}
    plain |= {pattern.format(number) for pattern in PHONES}
    plain |= {text.lower() for text in plain} | {text.lower().replace("+shop", "") for text in plain}
    plain |= {f"id-{name}-{i}" for i in range(3)}
    return plain | {hashlib.sha256(text.encode()).hexdigest() for text in plain}


row = st.fixed_dictionaries(
    {
        "by": st.sampled_from(["mail", "phone", "id"]),
        "address": st.sampled_from(range(len(ADDRESSES))),
        "phone": st.sampled_from(range(len(PHONES))),
        "ok": st.sampled_from(["yes", "yes", "yes", "no", "", "maybe"]),
        "sms": st.sampled_from(["yes", "yes", "no", ""]),
        "segment": st.integers(0, 2),
    }
)
crowds = st.lists(
    st.fixed_dictionaries(
        {
            "rows": st.lists(row, min_size=1, max_size=3),
            "listed": st.sampled_from(["", "", "", "mail", "phone", "id", "md5"]),
            "held": st.booleans(),
        }
    ),
    min_size=1,
    max_size=6,
)


def cells(number: int, one: dict, i: int) -> dict[str, object]:
    """A row of a person: it shares its address, its phone or its id with the person's first."""
    name, by = letters(number), "all" if i == 0 else one["by"]
    mail = ADDRESSES[one["address"]].format(name, name.upper())
    return {
        "id": f"id-{name}" if by in ("all", "id") else f"id-{name}-{i}",
        "segment": one["segment"],
        "segment_name": NAMES[one["segment"]],
        "E-Mail": mail if by in ("all", "mail") else None,
        "Phone": PHONES[one["phone"]].format(number) if by in ("all", "phone") else None,
        "First name": "A",
        "Last name": "B",
        "ok": one["ok"],
        "sms": one["sms"],
    }


def entries(crowd: list[dict]) -> list[str]:
    found = []
    for number, one in enumerate(crowd):
        mail = f"{letters(number)}k@gmail.com"
        how = {"mail": f"K <{mail}>", "phone": PHONES[1].format(number), "id": f"ID-{letters(number)}"}
        how["md5"] = hashlib.md5(mail.encode()).hexdigest()
        found += [how[one["listed"]]] if one["listed"] else []
    return found


def written(folder: Path) -> set[str]:
    found: set[str] = set()
    for place in folder.glob("x*"):
        if place.name.endswith(COMPANIONS):
            continue
        if place.suffix == ".parquet":
            rows = pl.read_parquet(place).rows()
        elif place.suffix == ".xlsx":
            rows = pl.read_excel(place, infer_schema_length=0).rows()
        elif place.suffix == ".json":
            rows = [tuple(one.values()) for one in json.loads(place.read_text(encoding="utf-8"))]
        else:
            rows = list(csv.reader(re.split("\n", place.read_text(encoding="utf-8").replace(";", ","))))
        found |= {str(cell).removeprefix("'") for row in rows for cell in row if cell not in (None, "")}
    return found


@settings(max_examples=60)
@given(
    crowd=crowds,
    target=st.sampled_from(sorted(targets())),
    by_channel=st.booleans(),
    segments=st.sampled_from([None, (0,), (1, 2)]),
    order=st.randoms(use_true_random=False),
)
@pytest.mark.slow
def test_a_persons_no_holds_for_all_their_rows_and_nothing_of_it_leaves(crowd, target, by_channel, segments, order):
    rows = [cells(n, one, i) for n, person in enumerate(crowd) for i, one in enumerate(person["rows"])]
    order.shuffle(rows)
    control = {f"id-{letters(number)}" for number, person in enumerate(crowd) if person["held"]}
    schema = dict.fromkeys(rows[0], pl.String) | {"segment": pl.Int32}
    consent = {"email": "ok", "sms": "sms"} if by_channel else "ok"
    more = {"attributes": ("E-Mail", "Phone")} if targets()[target].plain else {}
    with tempfile.TemporaryDirectory() as named:
        folder = Path(named)
        (folder / "list.csv").write_text("\n".join(["entry", *entries(crowd)]) + "\n", encoding="utf-8")
        guards = Exclusions(read_suppression(["list.csv"], folder), pl.Series(sorted(control), dtype=pl.String))
        asked = Export(to=target, consent=consent, min_size=1, region="DE", segments=segments, **more)
        people = People(pl.DataFrame(rows, schema=schema).lazy(), NAMES, guards)
        try:
            with Staging() as staging:
                done = write_export(asked, people, folder / f"x{targets()[target].suffix}", staging)
                staging.publish()
        except PlanError:  # nobody has an e-mail or phone at all
            return
        out = written(folder)
        opted_out = folder / "x.opt-outs.csv"
        off = set(opted_out.read_text(encoding="utf-8").split("\n")[1:]) if opted_out.exists() else set()
    assert done.summary.suppression[0].matched == len(entries(crowd))
    for number, person in enumerate(crowd):
        mine, answers = forms(number), {one["ok"] for one in person["rows"]}
        numbers = {form for form in mine if re.fullmatch(r"[+\d() ]+", form)}
        stays = person["held"] or person["listed"] or (not by_channel and "no" in answers)
        assert not (stays and out & mine), (number, out & mine)
        if by_channel and "no" in answers:
            assert not out & {form for form in mine if "@" in form}
        if by_channel and "no" in {one["sms"] for one in person["rows"]}:
            assert not out & numbers
        if not stays and not by_channel and target == "csv" and segments is None and answers == {"yes"}:
            assert out & mine, "the test would prove nothing if nobody left"
    hashes = {hashlib.sha256(cell.lower().encode()).hexdigest() for cell in out}
    assert not (out | hashes) & {
        cell.lower() for line in off for cell in re.split("[,;]", line) if "@" in cell or len(cell) == 64
    }


def test_cells_that_mention_somebody_who_may_not_be_written_to_are_empty(tmp_path):
    rows = pl.DataFrame(
        {
            "id": ["1", "2", "3", "4"],
            "segment": pl.Series([0, 0, 0, 0], dtype=pl.Int32),
            "segment_name": ["A"] * 4,
            "Mail": ["a@firm.com", "b@firm.com", "c@firm.com", "d@firm.com"],
            "referrer_email": ["B@firm.com", "a@firm.com", "d@firm.com", None],
            "ok": ["yes", "no", "yes", "yes"],
        }
    )
    order = Export(to="csv", consent="ok", min_size=1, attributes=("Mail", "referrer_email"))
    with Staging() as staging:
        people = People(rows.lazy(), {0: "A"}, Exclusions(control=pl.Series(["4"])))
        done = write_export(order, people, tmp_path / "x.csv", staging)
        staging.publish()
    assert pl.read_csv(tmp_path / "x.csv")["referrer_email"].to_list() == [None, None]
    assert "2 cells left empty: they mention someone who must not be contacted" in done.summary.notes


@pytest.mark.parametrize("name", ["> row", "why", "_0", "_fault", "row", "by", "held", "own"])
def test_a_column_may_have_any_name_of_ours(tmp_path, name):
    rows = pl.DataFrame({"id": ["1", "2"], "segment": [0, 0], "segment_name": ["A"] * 2, name: ["x", "y"]})
    rows = rows.with_columns(pl.col("segment").cast(pl.Int32), pl.Series("ok", ["yes", "no"]))
    order = Export(to="csv", consent="ok", min_size=1, attributes=(name,))
    with Staging() as staging:
        write_export(order, People(rows.lazy(), {0: "A"}), tmp_path / "x.csv", staging)
        staging.publish()
    assert pl.read_csv(tmp_path / "x.csv")[name].to_list() == ["x"]


def left(folder, rows, guards=Exclusions(), **more):  # noqa: B008 - frozen
    """The first note as it leaves in an export of rows by (mail, phone, notes, answer)."""
    columns = ("Mail", "Phone", "notes", "ok")
    rows = [*rows, ("c@firm.com", None, "likes tea", "yes"), ("d@firm.com", None, "a friend", "yes")]
    frame = pl.DataFrame(rows, dict.fromkeys(columns, pl.String), orient="row").with_row_index("id")
    frame = frame.with_columns(pl.lit(0, pl.Int32).alias("segment"), pl.lit("A").alias("segment_name"))
    people = People(frame.with_columns(pl.col("id").cast(pl.String)).lazy(), {0: "A"}, guards)
    order = Export(to="csv", consent="ok", min_size=1, attributes=("notes", "Mail"), **more)
    with Staging(force=True) as staging:
        write_export(order, people, folder / "x.csv", staging)
        staging.publish()
    return pl.read_csv(folder / "x.csv", infer_schema=False)["notes"][0]


@pytest.mark.parametrize(
    ("phone", "region", "note", "stays"),
    [
        ("+493055512345", None, "his wife: +49 30 555 123 45, after six", False),
        ("+493055512345", "DE", "since 2019 030/55512345 (office)", False),
        ("+493055512345", "DE", "call 0049-30-55512345!", False),
        ("030 55512345", "DE", "+493055512345", False),
        ("030 55512345", None, "or 030-55512345 / 12", False),
        ("030 55512345", None, "+49 30 55512345", False),
        ("+493055512345", None, "030 55512345", False),
        ("493055512345", "DE", "tel:+493055512345", False),
        ("+493055512345", "DE", "(030) 55512345, +33612345678", False),
        ("+493055512345", "DE", "030–555–12345", False),
        ("+493055512345", "DE", "０３０ ５５５１２３４５", False),
        ("+493055512345", None, "3055512345", True),
        ("+493055512345", None, "55512345.0", True),
        ("+493055512345", "DE", "030 55512346", True),
        ("+493055512345", "DE", "+43 30 55512345", True),
        ("+493055512345", "DE", "order 55512345 of 2024-05-12", True),
        ("+493055512345", "DE", "2024-05-12T30:55:51", True),
        ("5551234", None, "030 5551234", True),
    ],
)
@pytest.mark.parametrize("why", ["refused", "held", "listed"])
def test_a_phone_number_that_a_text_mentions_is_looked_for_like_an_address(tmp_path, phone, region, note, stays, why):
    (tmp_path / "list.csv").write_text("email\nb@firm.com\n")
    lists = read_suppression(["list.csv"], tmp_path) if why == "listed" else ()
    guards = Exclusions(lists, pl.Series(["1"] if why == "held" else [], dtype=pl.String))
    answer = "no" if why == "refused" else "yes"
    rows = [("a@firm.com", "+493011111111", note, "yes"), ("b@firm.com", phone, None, answer)]
    assert left(tmp_path, rows, guards, region=region) == (note if stays else None)


def test_a_listed_number_that_a_text_mentions_is_found_whoever_has_it(tmp_path):
    (tmp_path / "list.csv").write_text("phone\n+49 30 55512345\n+49 30 22222222\n")
    rows = [("a@firm.com", "+493011111111", "try 030 55512345", "yes"), ("b@firm.com", "+493022222222", "", "yes")]
    assert left(tmp_path, rows, Exclusions(read_suppression(["list.csv"], tmp_path)), region="DE") is None


OWN = pl.DataFrame(
    {
        "id": ["1", "2", "3", None],
        "email": ["a@example.org", "b@example.org", None, "d@example.org"],
        "consent": ["yes", "yes", None, "yes"],
    }
)


def looked_at(
    beside: pl.DataFrame, contacts: Contacts, asked: tuple[str, ...] = ("consent",)
) -> tuple[int, list[bool]]:
    """How many rows are looked at beside some of a run, and who of the run refuses."""
    own = RowGroup(lambda: OWN.iter_slices(2), Contacts(emails=("email",)), columns=tuple(OWN.columns))
    other = RowGroup(lambda: beside.iter_slices(2), contacts, "refusals", tuple(beside.columns))
    found = meet([own, other], (), ("consent",))
    return found.persons.height - OWN.height, found.refuse("consent", np.arange(OWN.height)).tolist()


def test_a_row_that_says_the_same_as_the_run_is_looked_at_once() -> None:
    assert looked_at(OWN, Contacts(emails=("email",))) == (0, [False] * 4)


@pytest.mark.parametrize(
    ("column", "cell", "refuses"),
    [
        ("consent", "no", [False, True, False, False]),
        ("email", "a@example.org", [False] * 4),
        ("id", "9", [False] * 4),
    ],
)
def test_a_row_that_says_anything_else_is_looked_at(column: str, cell: str, refuses: list[bool]) -> None:
    at = pl.int_range(pl.len()) == 1
    other = OWN.with_columns(pl.when(at).then(pl.lit(cell)).otherwise(column).alias(column))
    assert looked_at(other, Contacts(emails=("email",))) == (1, refuses)


def test_rows_with_a_column_that_the_run_lacks_are_all_looked_at() -> None:
    more = OWN.with_columns(phone=pl.lit("+49 30 5550001"))
    assert looked_at(more, Contacts(emails=("email",), phones=("phone",)))[0] == OWN.height


@given(
    st.lists(st.tuples(*[st.sampled_from([None, "1", "2", "3"])] * 2, st.sampled_from([None, "yes", "no"])), max_size=8)
)
def test_repeated_rows_change_nobodys_answer(rows: list[tuple[str | None, str | None, str | None]]) -> None:
    schema = dict.fromkeys(("id", "email", "consent"), pl.String())
    beside = pl.DataFrame(rows, schema=schema, orient="row").with_columns(pl.col("email") + "@example.org")
    unlike = beside.with_columns(more=pl.lit("x"))  # a column that the run lacks, so that every row is looked at
    contacts = Contacts(emails=("email",))
    assert looked_at(beside, contacts)[1] == looked_at(unlike, contacts)[1]


@pytest.mark.parametrize("needed", ["nothing", "an answer", "an address", "a list"])
def test_rows_beside_are_read_only_where_they_can_say_something(needed: str, tmp_path: Path) -> None:
    columns = {"an answer": ["id", "consent"], "an address": ["id", "email"]}.get(needed, ["id"])
    contacts = Contacts(emails=("email",) if needed == "an address" else ())
    strangers = OWN.with_columns(pl.Series("id", ["5", "6", "7", "8"]))
    other = RowGroup(lambda: strangers.select(columns).iter_slices(2), contacts, "refusals", tuple(columns))
    own = RowGroup(lambda: OWN.select("id").iter_slices(2), Contacts(), columns=("id",))
    (tmp_path / "list.csv").write_text("id\n9\n")
    lists = read_suppression(["list.csv"], tmp_path) if needed == "a list" else ()
    read = meet([own, other], lists, ("consent",)).persons.height - OWN.height
    assert read == (0 if needed == "nothing" else OWN.height)
