"""The normal form in which addresses, phone numbers and ids are compared; in doubt, two people count as one."""

from __future__ import annotations

import polars as pl

HIDDEN = r"[\p{Cf}\x{034f}\x{115f}\x{1160}\x{3164}\x{fe00}-\x{fe0f}]"
_AT = r"(?i)\s*(?:\(\s*(?:at|ät|@)\s*\)|\[\s*(?:at|ät|@)\s*\]|\{\s*(?:at|ät|@)\s*\}|<at>|%40|&#0*64;|&commat;)\s*"
_DOT = r"(?i)\s*(?:\(\s*(?:dot|punkt|\.)\s*\)|\[\s*(?:dot|punkt|\.)\s*\]|\{\s*(?:dot|punkt|\.)\s*\}|<dot>)\s*"
_SPOKEN = r"(?i)^\s*(\S+)\s+at\s+(\S+?)\s+dot\s+(\S+)\s*$"
_AROUND = r"(?i)mailto:|[?&][a-z_]+="
_PLAIN = r"^[A-Za-z0-9._%+-]+@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+$"
_ADDRESS = r"[^\s<>()\[\]{},;:|\x22\\/@]+@[^\s<>()\[\]{},;:|\x22\\/@]+"
_GOOGLE = ("gmail.com", "googlemail.com")
_ONE_MAILBOX = {
    name: names.split()[0]
    for names in (
        "gmail.com googlemail.com",
        "icloud.com me.com mac.com",
        "proton.me protonmail.com protonmail.ch pm.me",
        "yandex.ru yandex.com ya.ru yandex.by yandex.kz yandex.ua",
    )
    for name in names.split()
}
"""Domains under which a provider has one mailbox: kim@me.com is also kim@icloud.com."""
_QUOTED = r"\x22([^\s\x22@<>]+)\x22@"
_SEVERAL = r"[;|]|, | / "
_WORDS = r"\p{L}+[:.]?"
_WHOLE = r"^([+-]?[0-9]+)\.0+$"
_EXACT_E = r"^[0-9]\.[0-9]+e\+?[0-9]{1,2}$"


def plain(cells: pl.Series) -> pl.Series:
    """Text without invisible characters, with fullwidth letters narrowed and runs of blanks collapsed; empty text is
    null."""
    text = cells.cast(pl.String, strict=False)
    if text.str.contains(r"[^\x00-\x7f]").any():
        text = text.str.normalize("NFKC").str.replace_all(HIDDEN, "")
    trimmed = text.str.replace_all(r"[\s\x00-\x1f]+", " ").str.strip_chars(" ")
    return trimmed.alias("").to_frame().select(pl.when(pl.col("") != "").then("")).to_series().alias(cells.name)


def addresses(cells: pl.Series) -> pl.DataFrame:
    """Every e-mail address in the cells, as `row` (from 0) and `text` as it is written there.

    Recognized are `Kim Doe <kim@example.org>`, `mailto:…`, `kim(at)example.org`, and several in one cell.
    """
    rows = pl.DataFrame({"row": pl.int_range(len(cells), dtype=pl.UInt32, eager=True), "text": plain(cells)})
    rows = rows.drop_nulls("text").with_columns(easy=pl.col("text").str.contains(_PLAIN))
    easy = rows.filter("easy").select("row", "text")
    hard = rows.filter(~pl.col("easy")).select("row", "text")
    hard = hard.filter(pl.col("text").str.contains(r"(?i)@|at|ät|%40|&#0*64;"))
    if hard.is_empty():
        return easy
    found = (
        hard.with_columns(pl.col("text").str.replace_all(_AT, "@").str.replace_all(_DOT, "."))
        .with_columns(pl.col("text").str.replace(_SPOKEN, "${1}@${2}.${3}").str.replace_all(r"\s*@\s*", "@"))
        .with_columns(pl.col("text").str.replace_all(_QUOTED, "${1}@"))
        .with_columns(pl.col("text").str.replace_all(_AROUND, " ").str.extract_all(_ADDRESS))
        .explode("text", empty_as_null=False, keep_nulls=False)
        .with_columns(pl.col("text").str.strip_chars_start("'`.*").str.strip_chars_end("'`.*!?"))
        .filter(pl.col("text").str.contains(r"^[^@]+@[^@]+$"))
    )
    return pl.concat([easy, found]).sort("row", maintain_order=True)


def email_keys(texts: pl.Series) -> pl.Series:
    """Each address in lower case, without quotes, without what follows a +, without dots at Gmail, and with one of a
    mailbox's domains."""
    text = pl.col("text").str.to_lowercase()
    local, domain = text.str.extract(r"^(.*)@", 1), text.str.extract(r"@([^@]*)$", 1).str.strip_chars_end(".")
    bare = local.str.replace(r"^([^+]+)\+.*$", "$1")
    dotless = pl.when(domain.is_in(_GOOGLE)).then(bare.str.replace_all(".", "", literal=True)).otherwise(bare)
    key = dotless + "@" + domain.replace(_ONE_MAILBOX)
    found = texts.alias("text").to_frame().select(key.alias("key")).to_series()
    if found.str.contains(r"[^\x00-\x7f]|@(?:.*\.)?xn--").any():
        found = found.map_elements(_international, return_dtype=pl.String)
    return found


def email_spellings(texts: pl.Series) -> pl.DataFrame:
    """The forms of each address that a system may have hashed, one column each; null if equal to another."""
    text = pl.col("text")
    lower = text.str.to_lowercase()
    local, domain = lower.str.extract(r"^(.*)@", 1), lower.str.extract(r"@([^@]*)$", 1)
    bare = local.str.replace(r"^([^+]+)\+.*$", "$1")
    dotless = bare.str.replace_all(".", "", literal=True)
    google = domain.is_in(_GOOGLE)
    return (
        texts.alias("text")
        .to_frame()
        .select(
            pl.when(text != lower).then(text).alias("written"),
            lower.alias("lower"),
            pl.when(local != bare).then(bare + "@" + domain).alias("bare"),
            pl.when(google).then(local.str.replace_all(".", "", literal=True) + "@" + domain).alias("tagged"),
            *(pl.when(google).then(dotless + "@" + name).alias(name) for name in _GOOGLE),
        )
    )


def domains(texts: pl.Series) -> pl.DataFrame:
    """The domain of each address and its parent domains except the top-level one: `@mail.example.org`,
    `@example.org`."""
    key = email_keys(texts).alias("key").to_frame()
    at = pl.col("key").str.extract(r"@([^@]*)$", 1).str.split(".")
    shorter = [pl.when(at.list.len() > cut + 1).then("@" + at.list.slice(cut).list.join(".")) for cut in range(5)]
    return key.select(expr.alias(str(cut)) for cut, expr in enumerate(shorter))


def id_keys(cells: pl.Series) -> pl.Series:
    """Each id without surrounding blanks and quotes, in lower case; `12346.0` and `1.2346E4` are 12346."""
    bare = plain(cells).str.strip_chars("'\"` ").str.to_lowercase().str.replace(_WHOLE, "$1")
    bare = digits_written_out(bare)
    return bare.alias("").to_frame().select(pl.when(pl.col("") != "").then("")).to_series()


def pieces(cells: pl.Series) -> pl.DataFrame:
    """Every phone number in the cells, which may be several, as `row` (from 0) and `text`.

    Beside words (`mobile: …`, `… or …`), the whole cell and each part between the words may be one.
    """
    lines = cells.cast(pl.String, strict=False).str.strip_chars().str.replace_all(r"[\r\n]+", ";")
    rows = pl.DataFrame({"row": pl.int_range(len(cells), dtype=pl.UInt32, eager=True), "text": plain(lines)})
    split = pl.col("text").str.replace(r"\.0$", "").str.replace_all(_SEVERAL, "\n").str.split("\n")
    found = rows.drop_nulls("text").with_columns(split).explode("text", empty_as_null=False, keep_nulls=False)
    if found["text"].str.contains(r"(?i)^\s*[0-9]\.[0-9]+e").any():
        found = found.with_columns(digits_written_out(found["text"].str.strip_chars().str.to_lowercase()).alias("text"))
    worded = found.filter(pl.col("text").str.contains(r"\p{L}"))
    if worded.is_empty():
        return found
    between = worded.with_columns(pl.col("text").str.replace_all(_WORDS, "\n").str.split("\n"))
    numbers = between.explode("text", empty_as_null=False, keep_nulls=False)
    numbers = numbers.with_columns(pl.col("text").str.replace_all(r"^[^\d+(]*[(]?[^\d+(]*|\D+$", ""))
    return (
        pl.concat([found, numbers.filter(pl.col("text") != "")])
        .unique(maintain_order=True)
        .sort("row", maintain_order=True)
    )


def digits_written_out(texts: pl.Series) -> pl.Series:
    """Whole numbers in E notation, in lower case, written with all digits; any other text unchanged."""
    exact = texts.str.contains(_EXACT_E).fill_null(False)
    return texts.map_elements(_written_out, return_dtype=pl.String) if exact.any() else texts


def _international(key: str) -> str:
    """An address with its domain in ASCII, however it is written."""
    local, _, domain = key.rpartition("@")
    try:
        return f"{local}@{domain.encode('idna').decode()}"
    except UnicodeError:
        return key


def _written_out(text: str) -> str:
    """A whole number in E notation written with all its digits; any other text unchanged."""
    mantissa, _, power = text.partition("e")
    digits = mantissa.replace(".", "")
    if not digits.isdigit() or not power.lstrip("+").isdigit() or "." not in mantissa:
        return text
    after = len(digits) - 1 - int(power)
    whole = digits[: len(digits) - after] if after > 0 else digits
    return whole if after >= 0 and not digits[len(whole) :].strip("0") else text
