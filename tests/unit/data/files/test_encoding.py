"""Text in any encoding becomes UTF-8, or an error with line and byte."""

import codecs

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from segtui.data.files.encoding import decode, line_at
from segtui.data.raw.raw_table import InputFile
from segtui.errors import DataError

TEXT = "name,city\nJosé,Málaga\nZoë,Köln\n"


def decoded(tmp_path, content: bytes, wanted: str | None = None):
    (tmp_path / "x.csv").write_bytes(content)
    workspace = tmp_path / "workspace"
    workspace.mkdir(exist_ok=True)
    found = decode(InputFile(tmp_path / "x.csv", "x.csv", workspace), wanted)
    return found, found.place.path.read_bytes()


def test_utf_8_is_left_where_it_is(tmp_path):
    found, content = decoded(tmp_path, TEXT.encode())
    assert (found.encoding, found.notes, content) == ("utf-8", (), TEXT.encode())
    assert found.place.path == tmp_path / "x.csv"


@pytest.mark.parametrize(
    ("content", "encoding"),
    [
        (TEXT.encode("utf-16"), "utf-16"),
        (codecs.BOM_UTF16_BE + TEXT.encode("utf-16-be"), "utf-16"),
        (TEXT.encode("utf-16-le"), "utf-16"),
        (TEXT.encode("utf-16-be"), "utf-16"),
        (TEXT.encode("utf-32"), "utf-32"),
    ],
    ids=["le with mark", "be with mark", "le", "be", "utf-32"],
)
def test_utf_16_and_32_are_seen_with_and_without_a_byte_order_mark(tmp_path, content, encoding):
    found, rewritten = decoded(tmp_path, content)
    assert (found.encoding, rewritten.decode()) == (encoding, TEXT)


def test_windows_1252_is_what_is_left_and_the_note_says_how_sure_that_is(tmp_path):
    found, rewritten = decoded(tmp_path, TEXT.encode("cp1252"))
    assert (found.encoding, rewritten.decode()) == ("windows-1252", TEXT)
    assert "probably right: 4 of 4 non-ASCII characters" in found.notes[0]


def test_another_8_bit_encoding_is_called_a_guess(tmp_path):
    found, _ = decoded(tmp_path, "имя,город\nИван,Москва\n".encode("cp1251"))
    assert "a guess" in found.notes[0]


def test_bytes_that_windows_1252_does_not_have_ask_for_the_encoding(tmp_path):
    with pytest.raises(DataError, match=r"x\.csv, line 2, byte 9: .*neither UTF-8 nor Windows-1252"):
        decoded(tmp_path, b"name,age\n\x81\x8d,3\n")


@pytest.mark.parametrize("wanted", ["windows-1252", "cp1252", "latin-1", "mac-roman"])
def test_the_encoding_can_be_given(tmp_path, wanted):
    found, rewritten = decoded(tmp_path, TEXT.encode(wanted), wanted)
    assert rewritten.decode() == TEXT and not found.notes


def test_an_unknown_encoding_is_an_error(tmp_path):
    with pytest.raises(DataError, match='unknown encoding "utf-99"'):
        decoded(tmp_path, b"a,b\n", "utf-99")


def test_a_byte_that_is_no_utf_8_is_named_with_line_and_offset_when_the_encoding_is_given(tmp_path):
    with pytest.raises(DataError, match=r"x\.csv, line 2, byte 13: the byte 0xE9 is not valid UTF-8"):
        decoded(tmp_path, TEXT.encode("cp1252"), "utf-8")


def test_one_damaged_byte_in_much_utf_8_is_read_as_windows_1252_and_reported(tmp_path):
    content = TEXT.encode() * 20
    found, text = decoded(tmp_path, content + b"\xff,Bl\xe9\n" + content)
    assert (found.encoding, found.repaired) == ("utf-8", 1)
    assert text.decode() == TEXT * 20 + "ÿ,Blé\n" + TEXT * 20
    assert found.notes == (
        "The text is UTF-8, but 1 line has bytes that are not and were read as Windows-1252 (line 61).",
    )


@pytest.mark.parametrize("mark", [b"", codecs.BOM_UTF8])
@pytest.mark.parametrize(("city", "read_as"), [(b"Bl\xe9", "Blé"), (b"\x80 5", "€ 5"), (b"A\x81B", "A\ufffdB")])
def test_one_sound_character_makes_the_text_utf_8(tmp_path, mark, city, read_as):
    found, text = decoded(tmp_path, mark + "id,city\n1,Köln\n".encode() + b"2," + city + b"\n")
    assert found.encoding == "utf-8" and text.decode().removeprefix("\ufeff") == f"id,city\n1,Köln\n2,{read_as}\n"


def test_one_line_of_utf_8_among_western_ones_keeps_its_letters(tmp_path):
    western = "".join(f"{i},Andrée\n" for i in range(9))
    found, text = decoded(tmp_path, "id,name\n1,José\n".encode() + western.encode("cp1252"))
    assert text.decode() == "id,name\n1,José\n" + western and found.repaired == 9


def test_damaged_lines_are_counted_over_blocks(tmp_path):
    good = "1,é\n".encode() * 300_000
    found, text = decoded(tmp_path, good + b"2,\xe9\xe8\n" + good + b"3,\xe9\n")
    assert found.repaired == 2 and "(lines 300,001 and 600,002)" in found.notes[0]
    assert text.decode().splitlines()[300_000] == "2,éè"


def test_more_damaged_than_sound_is_an_error_where_utf_8_is_given(tmp_path):
    with pytest.raises(DataError, match=r"line 2, byte 9: the byte 0xFF is not valid UTF-8"):
        decoded(tmp_path, b"id,city\n1\xff\xfe,\xe9\n2,\xc3\xa9\n", "utf-8")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "utf-16-le"])
def test_a_character_cut_by_the_end_is_left_out_and_said(tmp_path, encoding):
    found, text = decoded(tmp_path, "id,city\n1,Blé".encode(encoding)[:-1])
    assert text.decode() == "id,city\n1,Bl" and "ends within a character" in found.notes[0]


PADDED = [
    b"\0" * 512 + b"id,x\n1,2\n",
    b"id,x\n1,2\n" + b"\0" * 3_000_000,
    b"id,x\n1,2\n\0",
    b"id,x\0\0\0\n1,2\0\0\0\0\n",
    b"id,x\n\0\0\0\0\x001,2\n",
    b"id,x\r\n\0\0\0\x001,2\n",
    b"id,x\n1,2\n\x1a",
    b"id,x\n1,2\n\x1a\0\0\0",
    codecs.BOM_UTF8 + b"id,x\n" + codecs.BOM_UTF8 + b"1,2\n\0\0",
]


@pytest.mark.parametrize("content", PADDED)
def test_zero_padding_and_marks_within_are_taken_out(tmp_path, content):
    found, text = decoded(tmp_path, content)
    assert text.decode().replace("\r", "").rstrip("\n") == "id,x\n1,2" and found.encoding == "utf-8"


def test_padding_of_utf_16_is_taken_out_too(tmp_path):
    for padding in (b"\0" * 7, b"\0" * 8):
        assert decoded(tmp_path, TEXT.encode("utf-16") + padding)[1].decode() == TEXT
    twice = TEXT.encode("utf-16") * 2
    assert decoded(tmp_path, twice)[1].decode() == TEXT * 2


def test_utf_16_without_a_mark_is_seen_where_most_of_it_is_not_western(tmp_path):
    text = "имя,город\nИван,Москва\nАнна,Тула\n" * 20
    for encoding in ("utf-16-le", "utf-16-be"):
        assert decoded(tmp_path, text.encode(encoding))[1].decode() == text


def test_a_zero_byte_in_the_midst_of_a_line_asks_whether_the_file_is_binary(tmp_path):
    with pytest.raises(DataError, match=r"x\.csv, line 3: a zero byte .*binary"):
        decoded(tmp_path, b"a,b\n1,2\n3,\x004\n" + b"1,2\n" * 5)


def test_the_line_of_a_byte_far_into_a_file_is_found(tmp_path):
    (tmp_path / "x.csv").write_bytes(b"1,2\n" * 400_000 + "é,2\n".encode() * 400_000 + b"\xff\n")
    assert line_at(tmp_path / "x.csv", 3_600_000) == 800_001


@pytest.mark.parametrize("mark", [codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE])
def test_a_mark_of_utf_16_counts_unless_what_follows_is_utf_8(tmp_path, mark):
    rest = "日本,1\n".encode("utf-16-le" if mark == codecs.BOM_UTF16_LE else "utf-16-be")
    assert decoded(tmp_path, mark + rest)[1].decode() == "日本,1\n"
    assert decoded(tmp_path, mark + rest[:4])[1].decode() == "日本"
    assert decoded(tmp_path, mark)[1] == b""
    assert decoded(tmp_path, mark + b"id,x\n1,2\n")[1].endswith(b"id,x\n1,2\n")


@given(
    st.lists(st.sampled_from(["a", "é", "€", "\n", ",", "日"]), min_size=1), st.integers(0, 40), st.binary(max_size=2)
)
@example(["a"], 0, b"\xfe\xff")
@example([",", "日", "\n"], 0, b"\xff\xfe")
def test_bytes_put_anywhere_into_utf_8_change_nothing_else(tmp_path_factory, letters, at, wrong):
    wrong = bytes(byte | 0xF8 for byte in wrong)
    whole = "é" * 3 + "".join(letters)
    content = whole[:at].encode() + wrong + whole[at:].encode()
    text = decoded(tmp_path_factory.mktemp("text"), content)[1].decode()
    assert text == whole[:at] + wrong.decode("windows-1252", errors="replace") + whole[at:]


@given(st.text(alphabet=st.characters(exclude_characters="\0\x1a\ufeff", codec="utf-16"), min_size=1))
def test_any_text_survives_utf_16(tmp_path_factory, text):
    text = "id," + text
    folder = tmp_path_factory.mktemp("text")
    assert decoded(folder, text.encode("utf-16"))[1] == text.encode()
