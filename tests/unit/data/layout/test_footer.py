"""Rows at the end of a table that are nobody are left out and said; nobody who is somebody is."""

import pytest
import xlsxwriter

from segtui.data.layout.footer_words import is_ending, is_figure_row, is_sum_row
from segtui.data.reading.batches import Batches
from segtui.data.reading.read import read
from segtui.data.source import Source
from segtui.data.table import Table

ROWS = "id;name;age;spend\n" + "".join(f"{i};Kim{'xyzabcd'[i - 1]};{20 + i};{i * 10.5}\n" for i in range(1, 8))
NAMED = "name;city;spend\nKim;Rome;10\nJo;Bonn;20\nAnn;Paris;30\n"


def table(folder, text: str) -> Table:
    """The file read whole; batches have the same number of rows."""
    (folder / "x.csv").write_text(text)
    whole = read(Source(path="x.csv"), folder)
    with Batches(Source(path="x.csv"), folder, rows=2) as batches:
        assert sum(frame.height for frame, _ in batches) == whole.frame.height
    return whole


def sheet(folder, text: str) -> Table:
    with xlsxwriter.Workbook(folder / "x.xlsx", {"strings_to_numbers": True}) as book:
        page = book.add_worksheet()
        for at, line in enumerate(text.splitlines()):
            page.write_row(at, 0, line.split(";"))
    return read(Source(path="x.xlsx"), folder)


FOOTERS = [
    "Total;;168;294\n",
    ";Total;168;294\n",
    ";;168;294.0\n",
    "Grand total:;;;294\n",
    "Summe;7 Kunden;;294\n",
    "Gesamt;;;999\n",
    "(7 rows affected)\n",
    "\n(7 rows affected)\n",
    "7 rows in set (0.01 sec)\n",
    "-- end of report --\n",
    "Page 1 of 3;;;\n",
    "Source: CRM, exported by Kim;;;\n",
    "Customers:;7;;\n",
    "* without VAT;;;\n2024-03-01;;;\n",
    "\nThese figures are for internal use only.;;;\n",
    "Total;;168;294\nAverage;;24;42\n\n* preliminary figures\nSource: CRM\n----;---;--;--\n",
]


@pytest.mark.parametrize("make", [table, sheet])
@pytest.mark.parametrize("footer", FOOTERS)
def test_totals_and_remarks_at_the_end_are_nobody(tmp_path, make, footer):
    found = make(tmp_path, ROWS + footer)
    assert (found.id, found.frame.height) == ("id", 7) and found.frame.row(-1) == (7, "Kimd", 27, 73.5)
    assert any("at the end left out because" in note for note in found.reading.notes)


def test_each_row_left_out_is_said_with_its_line(tmp_path):
    notes = table(tmp_path, ROWS + "Total;;168;294\n\nSource: CRM\n").reading.notes
    assert (
        '2 rows at the end left out because they are not data (lines 9 and 11): "Total 168 294" and "Source: CRM".'
        in notes
    )


@pytest.mark.parametrize("make", [table, sheet])
@pytest.mark.parametrize(
    ("text", "rows"),
    [
        (ROWS + "8;Total Energies;12;4.5\n", 8),
        (ROWS + "8;Total;12;4.5\n", 8),
        (ROWS + "8;Total;168;294\n", 8),
        (ROWS + "8;;;\n", 8),
        (ROWS + ";Ann;24;42\n", 8),
        (ROWS + "8;Source: fair;12;4.5\n", 8),
        (NAMED + "Total;Paris;300\n", 4),
        (NAMED + "Total Energies;;60\n", 4),
        (NAMED + "Max;;20\n", 4),
        (NAMED + "Ann Lee;;\n", 4),
        (NAMED.replace("spend", "age") + ";Bonn;20\n", 4),
        ("code;spend\nC1;20\nC2;30\nC3;\n", 3),
        ("age\n30\n31\n32\nunknown\n", 4),
    ],
)
def test_somebody_with_an_id_or_a_name_stays(tmp_path, make, text, rows):
    assert make(tmp_path, text).frame.height == rows


def test_a_total_that_adds_nothing_up_stays_where_names_are_ids_and_is_said(tmp_path):
    assert table(tmp_path, NAMED + "Total;;60\n").frame.height == 3
    found = table(tmp_path, NAMED + "Total;;300\n")
    assert found.frame.height == 4 and any("(line 5) may be a total" in note for note in found.reading.notes)


@pytest.mark.parametrize(("end", "values"), [("(3 rows affected)", 3), ("Total 93", 3), ("Total: 93", 3)])
def test_one_column_has_a_footer_too(tmp_path, end, values):
    assert table(tmp_path, f"age\n30\n31\n32\n{end}\n").frame["age"].to_list() == [30, 31, 32][:values]


@pytest.mark.slow
def test_a_long_file_is_asked_for_its_sums_only_at_its_end(tmp_path):
    rows = "".join(f"{i},{i % 7},{i / 4}\n" for i in range(1, 5001))
    total = f",{sum(i % 7 for i in range(1, 5001))},{sum(i / 4 for i in range(1, 5001))}\n"
    assert table(tmp_path, "id,visits,spend\n" + rows + total).frame.height == 5000
    assert table(tmp_path, "id,visits,spend\n" + rows + ",3,12.5\n").frame.height == 5001


def test_the_words_of_footers():
    assert all(map(is_sum_row, ["Total", "GRAND TOTAL:", "Total (60 rows)", "Gesamtsumme", "Итого", "Total 60"]))
    assert not any(map(is_sum_row, ["Total Energies", "Summer", "Totally", "Sumatra", "Totale Co", ""]))
    assert is_figure_row("Average:") and not is_figure_row("Maxine") and not is_figure_row("Countess")
    assert all(
        map(is_ending, ["(1 row affected)", "60 row(s)", "End of report", "Seite 2", "Rows: 60", "Exported by K"])
    )
    assert not any(map(is_ending, ["Endre", "Page Smith", "Sourcery", "Kim Row", "Ann Notes", "7", ""]))


@pytest.mark.parametrize("word", ["N", "Max", "Sum", "Total", "Mean", "std", "Count", "n-", "Min_"])
@pytest.mark.parametrize("day", ["2024-02-01", "Rome"])
def test_ids_of_a_short_word_and_a_number_are_people(tmp_path, word, day):
    lines = ["id,age,spend,x", *(f"{word}{n},{30 + n},{n}.5,{day}" for n in range(12))]
    (tmp_path / "x.csv").write_text("\n".join(lines) + "\n")
    found = read(Source(path="x.csv"), tmp_path)
    assert found.frame["id"].to_list() == [f"{word}{n}" for n in range(12)] and not found.reading.notes


def test_more_rows_than_figures_there_are_end_no_table(tmp_path):
    lines = [
        "id,age,spend",
        *(f"{n},{30 + n},{n}.5" for n in range(9)),
        *(f"Max {n},{30 + n},{n}.5" for n in range(12)),
    ]
    (tmp_path / "x.csv").write_text("\n".join(lines) + "\n")
    assert read(Source(path="x.csv"), tmp_path).frame.height == 21
