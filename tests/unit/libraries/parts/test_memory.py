import pytest

from segtui.libraries.parts.memory import available, size_of, size_words


@pytest.mark.parametrize(
    ("text", "size"), [("800M", 800 * 2**20), ("8GiB", 2**33), ("1.5 gb", 1.5 * 2**30), ("12", 12)]
)
def test_a_size_is_read(text, size):
    assert size_of(text) == size


@pytest.mark.parametrize("text", ["", "a lot", "8 GiBs", "-1G", "1.2.3G"])
def test_what_is_no_size_is_told(text):
    with pytest.raises(ValueError):
        size_of(text)


def test_a_size_is_shown_as_a_person_reads_it():
    assert [size_words(640 * 2**20), size_words(3.25 * 2**30)] == ["640 MiB", "3.2 GiB"]
    assert [size_words(0), size_words(1), size_words(300_000)] == ["0 KiB", "1 KiB", "293 KiB"]


def test_some_memory_is_available():
    assert available() > 2**20
