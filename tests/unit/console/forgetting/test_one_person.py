"""People with several rows, and rows with odd ids, from a data file to an export, by the command."""

import csv
import json
import shutil

import polars as pl
import pytest

from segtui.delivery.export.target import targets

PEOPLE = 60
PLAN = """version = 1
[source]
path = "data.csv"
id = "{id}"
[features]
use = ["visits", "spend"]
[search.kmeans]
k = [3]
"""


def row(number, **more):
    """A row of a person whose segment is plain to see."""
    group = number % 3
    known = {"email": f"p{number}@example.com", "ok": "yes", "visits": group * 50 + number * 0.1}
    return {"id": 1000 + number, **known, "spend": 100 * group + number * 0.2, **more}


def write(place, rows, id="id"):
    fields = list(dict.fromkeys(name for one in rows for name in one))
    with place.open("w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, fields)
        writer.writerow({name: id if name == "id" else name for name in fields})
        writer.writerows(rows)


def made(command, folder, rows, more="", id="id"):
    write(folder / "data.csv", rows, id)
    (folder / "plan.toml").write_text(PLAN.format(id=id) + more, encoding="utf-8")
    done = command("run", "plan.toml", "-o", "run", "--quiet")
    assert done.returncode == 0, done.stderr
    return folder / "run"


def exported(command, folder, *words, to="csv", out="x.csv"):
    done = command("export", "run", "--to", to, "-o", out, *words, "--force")
    assert done.returncode == 0, done.stderr
    return done


def accounts():
    """Two accounts of each person, the second under another id, spelling and segment."""
    second = [
        row(n, id=2000 + n, email=f"P{n}+x@Example.com", visits=(n + 1) % 3 * 50 + n * 0.1) for n in range(PEOPLE)
    ]
    return [row(n) for n in range(PEOPLE)] + second


def person(address):
    return address.casefold().replace("+x", "")


@pytest.mark.slow
def test_a_no_under_another_spelling_keeps_the_address_out_of_the_file_of_every_platform(command, tmp_path):
    rows = [*accounts(), row(3, id=3003, email="p3@EXAMPLE.com", ok="no")]
    made(command, tmp_path, rows)
    for name, target in targets().items():
        if target.needs and "email" not in target.needs:
            continue
        for old in tmp_path.glob("x*"):
            old.unlink()
        more = ["--columns", "email"] if target.plain else []
        exported(command, tmp_path, "--consent", "ok", *more, to=name, out=f"x{target.suffix}")
        left_out = pl.read_csv(tmp_path / "x.left-out.csv", infer_schema=False)
        refused = left_out.filter(pl.col("reason") == "refused")
        assert sorted(refused["id"]) == ["1003", "2003", "3003"], name
        assert dict(refused.select("id", "detail").iter_rows())["1003"] == "ok: no in another row"


def test_a_no_in_a_row_that_cleaning_took_out_or_no_segment_has_is_a_no(command, tmp_path):
    rows = [row(n) for n in range(PEOPLE)]
    rows += [row(4, ok="no"), row(5, id=2005, email="P5@example.com", ok="no", spend="")]
    steps = '[[clean]]\nstep = "deduplicate"\nby = ["id"]\nkeep = "first"\n'
    made(command, tmp_path, rows, steps)
    exported(command, tmp_path, "--consent", "ok", "--columns", "email")
    left = set(pl.read_csv(tmp_path / "x.csv")["id"])
    assert left == {1000 + n for n in range(PEOPLE)} - {1004, 1005}
    # the same at the end of a run, and with columns that come from the data alone
    export = '[output]\ncolumns = "id"\n[[export]]\nto = "csv"\nconsent = "ok"\npath = "y.csv"\n'
    shutil.rmtree(tmp_path / "run")
    made(command, tmp_path, rows, steps + export)
    assert set(pl.read_csv(tmp_path / "run" / "y.csv")["id"]) == left
    exported(command, tmp_path, "--consent", "ok")
    assert set(pl.read_csv(tmp_path / "x.csv")["id"]) == left
    (tmp_path / "data.csv").unlink()
    told = command("export", "run", "--to", "csv", "-o", "z.csv", "--consent", "ok")
    assert told.returncode == 3, "the columns come from the data"


def test_where_the_data_is_gone_an_export_says_what_it_could_not_look_at(command, tmp_path):
    made(command, tmp_path, [*[row(n) for n in range(PEOPLE)], row(5, id=2005, spend="")])
    (tmp_path / "data.csv").unlink()
    assert (
        "opt-outs in rows without a segment can't be checked" in exported(command, tmp_path, "--consent", "ok").stderr
    )


def test_the_control_group_is_of_people(command, tmp_path):
    run = made(command, tmp_path, accounts())
    exported(command, tmp_path, "--consent", "ok", "--columns", "email", "--holdout", "0.3", "--segments", "0")
    control = set(pl.read_csv(run / "control.csv")["id"].to_list())
    held = {number % 1000 for number in control}
    assert control == {1000 + n for n in held} | {2000 + n for n in held} and held
    exported(command, tmp_path, "--consent", "ok", "--columns", "email")
    written = {person(address) for address in pl.read_csv(tmp_path / "x.csv")["email"]}
    assert written == {f"p{n}@example.com" for n in range(PEOPLE) if n not in held}
    # a control group of before, with one id of each
    only = pl.read_csv(run / "control.csv").filter(pl.col("id") < 2000)
    only.write_csv(run / "control.csv")
    known = json.loads((run / "run.json").read_text())
    (run / "run.json").write_text(json.dumps({k: v for k, v in known.items() if k != "records"}))
    exported(command, tmp_path, "--consent", "ok", "--columns", "email")
    assert {person(address) for address in pl.read_csv(tmp_path / "x.csv")["email"]} == written
    assert set(pl.read_csv(run / "control.csv")["id"].to_list()) == control


def test_who_is_held_out_stays_so_in_the_next_run_under_a_new_id(command, tmp_path):
    run = made(command, tmp_path, [row(n) for n in range(PEOPLE)])
    exported(command, tmp_path, "--consent", "ok", "--holdout", "0.2")
    held = {int(id) % 1000 for id in pl.read_csv(run / "control.csv")["id"]}
    write(tmp_path / "data.csv", [row(n, id=5000 + n, email=f"P{n}@example.com") for n in range(PEOPLE)])
    done = command("run", "plan.toml", "-o", "next", "--previous", "run", "--quiet")
    assert done.returncode == 0, done.stderr
    done = command("export", "next", "--to", "csv", "-o", "x.csv", "--consent", "ok", "--force")
    assert done.returncode == 0, done.stderr
    assert {int(id) % 1000 for id in pl.read_csv(tmp_path / "x.csv")["id"]} == set(range(PEOPLE)) - held


def test_a_no_to_one_channel_is_about_that_channel(command, tmp_path):
    phone = [row(n, phone=f"+4930555{n:04}", sms="yes") for n in range(PEOPLE)]
    rows = [*phone, row(1, id=2001, email="P1@example.com", phone="", ok="no", sms="")]
    made(command, tmp_path, rows)
    consent = ["--consent", "email=ok", "--consent", "sms=sms"]
    exported(command, tmp_path, *consent, to="brevo")
    found = {
        tuple(one[name] for name in ("EMAIL", "SMS"))
        for one in pl.read_csv(tmp_path / "x.csv", separator=";").to_dicts()
    }
    assert (None, "+49305550001") in found and not any(mail == "p1@example.com" for mail, _ in found)
    assert person((tmp_path / "x.opt-outs.csv").read_text(encoding="utf-8")).count("p1@example.com") == 2


def test_an_id_that_is_an_address_leaves_by_the_yes_of_its_channel(command, tmp_path):
    rows = [
        row(n, id=f"p{n}@example.com", ok="no" if n == 1 else "yes", sms="yes", phone=f"+4930555{n:04}")
        for n in range(PEOPLE)
    ]
    made(command, tmp_path, [{k: v for k, v in one.items() if k != "email"} for one in rows], id="mail")
    words = ["--consent", "email=ok", "--consent", "sms=sms", "--columns", "phone"]
    exported(command, tmp_path, *words)
    assert "p1@example.com" not in (tmp_path / "x.csv").read_text(encoding="utf-8")
    exported(command, tmp_path, "--consent", "sms=sms", "--columns", "phone")
    assert pl.read_csv(tmp_path / "x.csv").is_empty()


def test_lists_are_tried_before_the_search_and_told_in_the_summary_and_the_report(command, tmp_path):
    rows = [row(n) for n in range(PEOPLE)]
    (tmp_path / "stop.csv").write_text("email\nP7 <p7@example.com>\nnobody@else.org\n")
    export = '[[export]]\nto = "csv"\nconsent = "ok"\npath = "y.csv"\nsuppress = "stop.csv"\n'
    run = made(command, tmp_path, rows, export)
    assert "stop.csv: 1 of 2 entries matched 1 person" in (run / "report.md").read_text(encoding="utf-8")
    assert json.loads((run / "y.summary.json").read_text())["suppression"] == [
        {"list": "stop.csv", "entries": 2, "matched": 1, "people": 1, "by": {"e-mail": 1}}
    ]
    assert 1007 not in set(pl.read_csv(run / "y.csv")["id"])
    (tmp_path / "stop.csv").write_text("email\nnobody@else.org\n")
    refused = command("run", "plan.toml", "-o", "other", "--quiet")
    assert refused.returncode == 3 and "matches anyone" in refused.stderr and "suppress_may_miss" in refused.stderr
    assert not (tmp_path / "other").exists()
    allowed = (tmp_path / "plan.toml").read_text(encoding="utf-8") + "suppress_may_miss = true\n"
    (tmp_path / "plan.toml").write_text(allowed, encoding="utf-8")
    assert command("run", "plan.toml", "-o", "other", "--quiet").returncode == 0
    assert "no entry matches anyone" in (tmp_path / "other" / "y.summary.json").read_text(encoding="utf-8")


def test_a_list_of_an_export_may_name_people_outside_its_segments(command, tmp_path):
    made(command, tmp_path, [row(n) for n in range(PEOPLE)])
    (tmp_path / "stop.csv").write_text("id\n1000\n")
    segment = pl.read_csv(tmp_path / "run" / "segments.csv").filter(pl.col("id") != 1000)["segment"]
    other = next(
        s for s in segment if s != pl.read_csv(tmp_path / "run" / "segments.csv").row(0, named=True)["segment"]
    )
    exported(command, tmp_path, "--consent", "ok", "--suppress", "stop.csv", "--segments", str(other))
    (tmp_path / "stop.csv").write_text("id\n999\n")
    refused = command("export", "run", "--to", "csv", "-o", "z.csv", "--consent", "ok", "--suppress", "stop.csv")
    assert refused.returncode == 3 and "--suppress-may-miss" in refused.stderr and not (tmp_path / "z.csv").exists()
    exported(command, tmp_path, "--consent", "ok", "--suppress", "stop.csv", "--suppress-may-miss")


@pytest.mark.parametrize("empty", ["", " ", "null"])
def test_rows_without_an_id_are_left_out_and_counted(command, tmp_path, empty):
    export = '[[export]]\nto = "csv"\nconsent = "ok"\npath = "y.csv"\nattributes = "email"\nholdout = 0.1\n'
    rows = [row(n, id=empty if n in (5, 6) else 1000 + n) for n in range(PEOPLE)]
    run = made(command, tmp_path, rows, export)
    summary = json.loads((run / "y.summary.json").read_text(encoding="utf-8"))
    held = pl.read_csv(run / "control.csv").height
    assert summary["kept_back"] == {"control group": held, "no id": 2} and summary["written"] == PEOPLE - 2 - held
    assert "p5@example.com" not in (run / "y.csv").read_text(encoding="utf-8")
    exported(command, tmp_path, "--consent", "ok", to="mailchimp")
    assert "p6@example.com" not in (tmp_path / "x.csv").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    "id",
    [
        "id",
        "segment",
        *(pytest.param(n, marks=pytest.mark.slow) for n in ("segment_name", "row", "confidence", "customer_id")),
    ],
)
def test_every_option_works_whatever_the_id_is_called(command, tmp_path, monkeypatch, id):
    monkeypatch.setenv("SEGTUI_ID_KEY", "0123456789abcdef")
    others = [name for name in ("id", "segment", "segment_name", "row", "confidence") if name != id]
    frame = pl.DataFrame([{**row(n), "id": f"C{n}"} for n in range(PEOPLE)]).rename({"id": id})
    frame.with_columns(pl.lit("own").alias(name) for name in others).write_csv(tmp_path / "data.csv")
    (tmp_path / "plan.toml").write_text(PLAN.format(id=id), encoding="utf-8")
    done = command("run", "plan.toml", "-o", "run", "--quiet")
    assert done.returncode == 0, done.stderr
    own = pl.read_csv(tmp_path / "run" / "segments.csv", n_rows=0).columns[0]
    for to, words in (
        ("csv", ["--pseudonym", "--columns", own]),
        ("parquet", ["--pseudonym", "--columns", own]),
        ("json", ["--segments", "0,1", "--columns", "email,row"]),
        ("xlsx", ["--per-segment", "--holdout", "0.1"]),
        ("braze", ["--map", f"external_id={own}", "--pseudonym"]),
    ):
        out = f"x{targets()[to].suffix}"
        exported(command, tmp_path, "--consent", "ok", *words, to=to, out=out)
        if "--pseudonym" in words:
            read = pl.read_parquet if to == "parquet" else pl.read_csv
            cells = {str(cell) for one in read(tmp_path / out).rows() for cell in one}
            assert len(cells) > PEOPLE and not cells & {f"C{n}" for n in range(PEOPLE)}
    assert command("readout", "run", "data.csv", "--id", id, "--outcome", "spend").returncode == 0


def test_a_column_of_the_data_that_is_called_like_one_of_ours_is_named_in_the_error(command, tmp_path):
    made(command, tmp_path, [row(n, segment="own") for n in range(PEOPLE)])
    told = command("export", "run", "--to", "csv", "-o", "x.csv", "--consent", "ok", "--columns", "segment")
    assert told.returncode == 2 and 'is named "segment_2" in a run' in told.stderr
    exported(command, tmp_path, "--consent", "ok", "--columns", "id,segment_2")
    assert pl.read_csv(tmp_path / "x.csv").columns == ["id", "segment", "segment_name", "segment_2"]


def test_a_list_finds_people_by_columns_that_cleaning_dropped(command, tmp_path):
    export = '[[clean]]\nstep = "drop"\ncolumns = ["email", "ok"]\n'
    export += '[[export]]\nto = "csv"\nconsent = "ok"\npath = "y.csv"\nsuppress = "stop.csv"\n'
    (tmp_path / "stop.csv").write_text("email\nP7 <p7@example.com>\n")
    rows = [*[row(n) for n in range(PEOPLE)], row(8, id=1008, email="", ok="no")]
    run = made(command, tmp_path, rows, export)
    expected = {1000 + n for n in range(PEOPLE)} - {1007, 1008}
    assert set(pl.read_csv(run / "y.csv")["id"]) == expected
    exported(command, tmp_path, "--consent", "ok")
    assert set(pl.read_csv(tmp_path / "x.csv")["id"]) == expected
    (tmp_path / "stop.csv").write_text("email\nnobody@else.org\n")
    exported(command, tmp_path, "--consent", "ok", "--suppress-may-miss")
