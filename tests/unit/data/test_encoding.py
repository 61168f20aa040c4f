"""Text in any encoding becomes UTF-8, or an error with line and byte."""

import codecs

import pytest
from hypothesis import given
from hypothesis import strategies as st

from segtui.data.encoding import decode, line_at
from segtui.data.raw import Place
from segtui.errors import DataError

TEXT = "name,city\nJosé,Málaga\nZoë,Köln\n"


def decoded(tmp_path, content: bytes, wanted: str | None = None):
    (tmp_path / "x.csv").write_bytes(content)
    workspace = tmp_path / "workspace"
    workspace.mkdir(exist_ok=True)
    found = decode(Place(tmp_path / "x.csv", "x.csv", workspace), wanted)
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
    assert "most likely right: 4 of 4 characters" in found.notes[0]


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
    with pytest.raises(DataError, match='"utf-99" is no known encoding'):
        decoded(tmp_path, b"a,b\n", "utf-99")


def test_a_byte_that_is_no_utf_8_is_named_with_line_and_offset_when_the_encoding_is_given(tmp_path):
    with pytest.raises(DataError, match=r"x\.csv, line 2, byte 13: the byte 0xE9 is no UTF-8 text"):
        decoded(tmp_path, TEXT.encode("cp1252"), "utf-8")


def test_one_damaged_byte_in_much_utf_8_is_an_error_not_another_encoding(tmp_path):
    content = TEXT.encode() * 20
    with pytest.raises(DataError, match=r"x\.csv, line 61, byte \d+: the byte 0xFF is no UTF-8 text"):
        decoded(tmp_path, content + b"\xff\n" + content)


def test_a_file_cut_within_a_character_says_so(tmp_path):
    with pytest.raises(DataError, match=r"line 1, byte 1: the byte 0xC3 .*ends in the midst of a character"):
        decoded(tmp_path, b"a\xc3", "utf-8")


def test_a_zero_byte_in_text_asks_whether_the_file_is_binary(tmp_path):
    with pytest.raises(DataError, match=r"x\.csv, line 3, byte 10: a zero byte .*binary"):
        decoded(tmp_path, b"a,b\n1,2\n3,\x00\n" + b"1,2\n" * 5)


def test_faults_far_into_a_file_are_found_where_they_are(tmp_path):
    content = b"1,2\n" * 400_000 + "é,2\n".encode() * 400_000
    with pytest.raises(DataError, match=r"line 800,001, byte 3,600,000"):
        decoded(tmp_path, content + b"\xff\n")
    assert line_at(tmp_path / "x.csv", 3_600_000) == 800_001


@given(st.text(alphabet=st.characters(exclude_characters="\0", codec="utf-16"), min_size=1))
def test_any_text_survives_utf_16(tmp_path_factory, text):
    text = "id," + text
    folder = tmp_path_factory.mktemp("text")
    assert decoded(folder, text.encode("utf-16"))[1] == text.encode()
