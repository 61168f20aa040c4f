"""Each target's file read back and held against its platform's rules."""

import csv
import hashlib
import io
import json
import re
from pathlib import Path

import polars as pl
import pytest

from segtui.delivery.export import run_people
from segtui.delivery.export import write_export as writing
from segtui.delivery.export.config import Export
from segtui.delivery.export.row_builder import RowBuilder
from segtui.delivery.export.run_people import People
from segtui.delivery.export.target import find_target, targets
from segtui.delivery.export.write_export import write_export
from segtui.errors import PlanError
from segtui.publishing.staging import Staging

HEX = r"[0-9a-f]{64}"
EMAIL = r"[^@\s]+@[a-z0-9.-]+"
E164 = r"\+[1-9]\d{6,14}"
ANY = r"(?s:.*)"
ISO2 = "[A-Z]{2}"

# header: what each cell that is not empty must match
RULES = {
    "mailchimp": {"Email Address": EMAIL, "First Name": ANY, "Last Name": ANY, "Tags": r"[^,]{1,100}"},
    "brevo": {"EMAIL": EMAIL, "FIRSTNAME": ANY, "LASTNAME": ANY, "SMS": E164, "SEGMENT": ANY},
    "hubspot": {"Email": EMAIL, "First Name": ANY, "Last Name": ANY, "Segment": ANY},
    "klaviyo": {"Email": EMAIL, "Phone Number": E164, "First Name": ANY, "Last Name": ANY, "Segment": ANY},
    "braze": {
        "email": EMAIL,
        "phone": E164,
        "first_name": ANY,
        "last_name": ANY,
        "country": ISO2,
        "segment": ANY,
    },
    "salesforce": {"First Name": ANY, "Last Name": ANY, "Segment": ANY, "Email Address": EMAIL},
    "activecampaign": {"Email": EMAIL, "First Name": ANY, "Last Name": ANY, "Phone": E164, "Tags": r"[^,]{1,100}"},
    "google-ads": {"Email": HEX, "Phone": HEX, "First Name": HEX, "Last Name": HEX, "Country": ISO2, "Zip": ANY},
    "meta": {
        "email": HEX,
        "phone": HEX,
        "madid": r"[0-9a-f-]{36}",
        "fn": HEX,
        "ln": HEX,
        "zip": HEX,
        "ct": HEX,
        "country": HEX,
    },
    "linkedin": {
        "email": HEX,
        "firstname": ANY,
        "lastname": ANY,
        "jobtitle": "",
        "employeecompany": "",
        "country": ISO2,
        "googleaid": "",
    },
    "tiktok": {"Email_SHA256": HEX, "Phone_SHA256": HEX, "MAID": r"[0-9a-f-]{36}"},
}
NEEDED = {
    "mailchimp": [["Email Address"]],
    "brevo": [["EMAIL", "SMS"]],
    "hubspot": [["Email"]],
    "klaviyo": [["Email", "Phone Number"]],
    "braze": [["email", "phone"]],
    "salesforce": [["Email Address"]],
    "activecampaign": [["Email"]],
    "google-ads": [["Email", "Phone", "Last Name"]],
    "meta": [["email", "phone", "madid"]],
    "linkedin": [["email"]],
    "tiktok": [["Email_SHA256", "Phone_SHA256", "MAID"]],
}
NAMES = {0: "Few visits, lapsed", 1: "Loyal"}


def people(rows=60):
    """Customers as files have them: some without e-mail, some with a wrong phone, names that need quotes."""
    i = range(rows)
    frame = pl.DataFrame(
        {
            "id": [str(k) for k in i],
            "segment": pl.Series([k % 2 for k in i], dtype=pl.Int32),
            "segment_name": [NAMES[k % 2] for k in i],
            "E-Mail": [None if k % 10 == 3 else "nobody" if k % 10 == 4 else f" C.{k}+x@GMail.com" for k in i],
            "Vorname": [["Jörg", 'O"Neil', "=1+1", None][k % 4] for k in i],
            "Nachname": [["Müller;x", "a,b", "Lüders\nX"][k % 3] for k in i],
            "Telefon": ["12" if k % 5 == 3 else f"030 {1234567 + k}" for k in i],
            "Land": [["Deutschland", "germany", "DE", None][k % 4] for k in i],
            "PLZ": [f"0{k % 10}234" for k in i],
            "Ort": ["Bad Münder"] * rows,
            "IDFA": [f"38400000-8CF0-11BD-B23E-{k:012X}" for k in i],
            "Geburtsdatum": ["1990-12-31"] * rows,
            "income": [str(k * 1000) for k in i],
        }
    )
    return People(frame.lazy(), NAMES)


def exported(folder, order, who=None, name=None):
    place = folder / (name or f"x{find_target(order.to).suffix}")
    with Staging(force=True) as staging:
        done = write_export(order, who or people(), place, staging)
        staging.publish()
    return done


def order(to, **more):
    return Export(to=to, **({"region": "DE", "no_consent_column": True, "min_size": 1} | more))


def read(place, delimiter=","):
    text = place.read_bytes().decode("utf-8")
    assert not text.startswith("\ufeff")
    return list(csv.DictReader(io.StringIO(text, newline=""), delimiter=delimiter))


def all_rows(folder, done, to):
    return [r for f in done.summary.files for r in read(folder / f.path, find_target(to).delimiter)]


def test_every_target_has_its_rules_here():
    assert set(targets()) == {*RULES, "csv", "parquet", "xlsx", "json"}
    assert set(NEEDED) == set(RULES)


@pytest.mark.parametrize("to", RULES)
def test_a_platforms_file_keeps_its_platforms_rules(tmp_path, to):
    done = exported(tmp_path, order(to))
    rows = all_rows(tmp_path, done, to)
    assert rows and len(rows) == done.summary.written
    for row in rows:
        assert list(row) == list(RULES[to])
        for header, look in RULES[to].items():
            assert not row[header] or re.fullmatch(look, row[header]), (header, row[header])
        for one_of in NEEDED[to]:
            assert any(row[header] for header in one_of)
    assert done.summary.people == 60
    assert done.summary.written + sum(done.summary.unusable.values()) == 60
    assert len(done.ids) == done.summary.written


@pytest.mark.parametrize("to", [t for t in RULES if not find_target(t).segment])
def test_a_file_without_a_place_for_the_segment_is_one_for_each(tmp_path, to):
    done = exported(tmp_path, order(to))
    assert [(f.path, f.segment) for f in done.summary.files] == [
        ("x-few-visits-lapsed.csv", "Few visits, lapsed"),
        ("x-loyal.csv", "Loyal"),
    ]


@pytest.mark.parametrize("to", [t for t in RULES if find_target(t).segment])
def test_a_file_with_a_place_for_the_segment_says_it_and_can_be_one_for_each(tmp_path, to):
    header = find_target(to).segment.header
    rows = all_rows(tmp_path, exported(tmp_path, order(to)), to)
    said = {"Few visits / lapsed", "Loyal"} if find_target(to).segment.tag else set(NAMES.values())
    assert {row[header] for row in rows} == said
    each = exported(tmp_path, order(to, per_segment=True), name="each.csv")
    assert [f.path for f in each.summary.files] == ["each-few-visits-lapsed.csv", "each-loyal.csv"]


def sha(text):
    return hashlib.sha256(text.encode()).hexdigest()


def test_google_gets_gmail_without_dots_and_suffix_and_an_address_whole_or_not_at_all(tmp_path):
    rows = all_rows(tmp_path, exported(tmp_path, order("google-ads")), "google-ads")
    assert rows[0]["Email"] == sha("c0@gmail.com")
    assert rows[0]["Phone"] == sha("+49301234567")
    assert rows[0] | {"Email": "", "Phone": ""} == {
        "Email": "",
        "Phone": "",
        "First Name": sha("jörg"),
        "Last Name": sha("müller;x"),
        "Country": "DE",
        "Zip": "00234",
    }
    address = ["First Name", "Last Name", "Country", "Zip"]
    assert {sum(bool(row[h]) for h in address) for row in rows} == {0, 4}


def test_meta_and_tiktok_get_their_own_forms(tmp_path):
    meta = all_rows(tmp_path, exported(tmp_path, order("meta")), "meta")[0]
    assert meta["email"] == sha("c.0+x@gmail.com")
    assert meta["phone"] == sha("49301234567")
    assert (meta["fn"], meta["ln"], meta["ct"]) == (sha("jörg"), sha("müllerx"), sha("badmunder"))
    assert meta["country"] == sha("de")
    tiktok = all_rows(tmp_path, exported(tmp_path, order("tiktok")), "tiktok")[0]
    assert tiktok["Email_SHA256"] == sha("c.0@gmail.com")
    assert tiktok["Phone_SHA256"] == sha("+49301234567")


def test_nothing_leaves_that_was_not_asked_for(tmp_path):
    for to in targets():
        done = exported(tmp_path, order(to))
        sources = {column["from"] for column in done.summary.columns.values()}
        assert not sources & {"income", "Geburtsdatum"}, to
    plain = read(exported(tmp_path, order("csv")).summary.files and tmp_path / "x.csv")
    assert list(plain[0]) == ["id", "segment", "segment_name"]
    asked = exported(tmp_path, order("braze", columns={"dob": "Geburtsdatum"}, attributes=["income"]), name="b.csv")
    row = read(tmp_path / asked.summary.files[0].path)[0]
    assert (row["dob"], row["income"]) == ("1990-12-31", "0")


def test_the_formats_read_back_as_the_data_is(tmp_path):
    wanted = {"columns": {"Telephone": "Telefon"}, "attributes": ["income", "PLZ"]}
    for to in ("csv", "parquet", "xlsx", "json"):
        exported(tmp_path, order(to, **wanted))
    head = ["id", "segment", "segment_name", "Telephone", "income", "PLZ"]
    first = (0, 0, "Few visits, lapsed", "030 1234567", 0, "00234")
    assert pl.read_parquet(tmp_path / "x.parquet").columns == head
    assert pl.read_parquet(tmp_path / "x.parquet").row(0) == first
    assert pl.read_excel(tmp_path / "x.xlsx").row(0) == first
    assert json.loads((tmp_path / "x.json").read_text())[0] == dict(zip(head, first, strict=True))
    assert read(tmp_path / "x.csv")[0] == dict(zip(head, map(str, first), strict=True))


def test_who_is_left_out_is_named_with_the_reason_and_counted(tmp_path):
    done = exported(tmp_path, order("mailchimp"))
    assert done.summary.unusable == {"no e-mail": 6, "e-mail not valid": 6}
    out = read(tmp_path / "x.left-out.csv")
    assert len(out) == 12
    assert out[0] == {"id": "3", "reason": "no e-mail", "detail": ""}
    assert out[1] == {"id": "4", "reason": "e-mail not valid", "detail": "an email address must have an @-sign"}
    told = json.loads((tmp_path / "x.summary.json").read_text(encoding="utf-8"))
    assert told == json.loads(json.dumps(done.summary.facts()))
    assert told["files"][0]["sha256"] == hashlib.sha256((tmp_path / "x.csv").read_bytes()).hexdigest()


def test_cells_without_a_usable_value_are_left_empty_and_counted(tmp_path):
    done = exported(tmp_path, order("braze"))
    assert done.summary.emptied["phone"] == sum(r["phone"] == "" for r in all_rows(tmp_path, done, "braze"))


def test_klaviyo_gets_nobody_twice_even_in_different_batches(tmp_path, monkeypatch):
    monkeypatch.setattr(writing, "ROWS_A_BATCH", 7)
    frame = (
        people().rows.collect().with_columns(pl.lit("A@b.de").alias("E-Mail"), pl.lit(None, pl.String).alias("Telefon"))
    )
    frame = frame.with_columns(pl.when(pl.col("id") == "50").then(pl.lit("a@B.de")).otherwise("E-Mail").alias("E-Mail"))
    done = exported(tmp_path, order("klaviyo"), People(frame.lazy(), NAMES))
    assert done.summary.written == 1
    assert done.summary.unusable == {"already in the file": 59}


def test_mailchimps_cells_are_cut_at_255_bytes_between_letters(tmp_path):
    frame = people().rows.collect().with_columns(pl.lit("é" * 200).alias("Vorname"))
    rows = all_rows(tmp_path, exported(tmp_path, order("mailchimp"), People(frame.lazy(), NAMES)), "mailchimp")
    assert rows[0]["First Name"] == "é" * 127


@pytest.mark.parametrize(("to", "least"), [("meta", 100), ("linkedin", 300), ("tiktok", 1000)])
def test_too_small_an_audience_is_warned_of(tmp_path, to, least):
    warnings = exported(tmp_path, order(to)).summary.warnings
    assert any(f"needs at least {least:,}" in warning for warning in warnings)


def test_linkedin_is_split_at_300_000_rows(tmp_path):
    count = 300_001
    frame = pl.DataFrame({"id": [str(i) for i in range(count)]}).with_columns(
        pl.lit(1, pl.Int32).alias("segment"),
        pl.lit("Loyal").alias("segment_name"),
        email=pl.concat_str(pl.lit("c"), "id", pl.lit("@example.com")),
    )
    done = exported(tmp_path, order("linkedin"), People(frame.lazy(), {1: "Loyal"}))
    sizes = [(f.path, f.bytes) for f in done.summary.files]
    assert [path for path, _ in sizes] == ["x-loyal.csv", "x-loyal-2.csv"]
    assert all(size <= 20_000_000 for _, size in sizes)
    assert sum(f.rows for f in done.summary.files) == count


def test_an_export_made_again_removes_the_files_it_no_longer_fills(tmp_path):
    exported(tmp_path, order("meta"))
    exported(tmp_path, order("meta", segments=["Loyal"]))
    assert sorted(p.name for p in tmp_path.iterdir()) == ["x-loyal.csv", "x.left-out.csv", "x.summary.json"]


def test_segments_are_chosen_by_name_or_number_and_noise_only_when_asked_for(tmp_path):
    noisy = (
        people()
        .rows.collect()
        .with_columns(pl.when(pl.col("segment") == 0).then(-1).otherwise("segment").cast(pl.Int32).alias("segment"))
    )
    who = People(noisy.lazy(), {-1: "Noise", 1: "Loyal"})
    assert exported(tmp_path, order("csv"), who).summary.people == 30
    assert exported(tmp_path, order("csv", segments=["noise", 1]), who).summary.people == 60
    with pytest.raises(PlanError, match='did you mean "Loyal"'):
        exported(tmp_path, order("csv", segments=["loyall"]), who)


@pytest.mark.parametrize(
    ("to", "more", "told"),
    [
        ("mailchimp", {"columns": {"Email Address": "mail"}}, 'there is no column "mail"'),
        ("mailchimp", {"columns": {"email address": "E-Mail"}}, 'did you mean "Email Address"'),
        ("mailchimp", {"columns": {"Tags": "Ort"}}, "holds the segment's name"),
        ("mailchimp", {"columns": {"Email Address": ""}}, "needs"),
        ("mailchimp", {"attributes": ["incom"]}, 'did you mean "income"'),
        ("meta", {"attributes": ["income"]}, "accepts no other columns"),
        ("meta", {"columns": {"income": "income"}}, 'has no column "income"'),
        ("csv", {"columns": {"income": "PLZ"}, "attributes": ["income"]}, 'two columns would be named "income"'),
    ],
)
def test_a_wrong_name_is_refused_before_anything_is_written(tmp_path, to, more, told):
    with pytest.raises(PlanError) as error:
        exported(tmp_path, order(to, **more))
    assert told in error.value.describe()
    assert list(tmp_path.iterdir()) == []


def test_a_column_can_be_named_or_left_empty(tmp_path):
    done = exported(tmp_path, order("mailchimp", columns={"First Name": "Ort", "Last Name": "", "Town": "Ort"}))
    row = read(tmp_path / "x.csv")[0]
    assert row == {
        "Email Address": "C.0+x@gmail.com",
        "First Name": "Bad Münder",
        "Tags": "Few visits / lapsed",
        "Town": "Bad Münder",
    }
    assert done.summary.columns["Email Address"]["told"].startswith("by its name")


def test_an_export_needs_little_memory_beside_its_batches(tmp_path, monkeypatch):
    seen = []
    monkeypatch.setattr(run_people, "ROWS_A_BATCH", 10)
    make = RowBuilder.make
    monkeypatch.setattr(RowBuilder, "make", lambda self, batch: seen.append(batch.height) or make(self, batch))
    frame = people(100).rows.collect()
    frame.drop("segment").with_columns(frame["segment"]).write_csv(tmp_path / "in.csv")
    rows = pl.scan_csv(tmp_path / "in.csv", infer_schema=False).with_columns(pl.col("segment").cast(pl.Int32))
    exported(tmp_path, order("csv"), People(rows, NAMES))
    assert max(seen) <= 10
    assert sum(seen) == 100


def test_each_targets_docstring_says_what_it_rests_on():
    for place in (Path(writing.__file__).parent / "targets").glob("[a-z]*.py"):
        text = place.read_text(encoding="utf-8")
        assert len(text.split('"""')[1]) > 60, place.name
