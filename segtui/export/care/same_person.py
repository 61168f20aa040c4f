"""The one form in which addresses, phone numbers and ids are compared: rather one person too few than one too many."""

from __future__ import annotations

import polars as pl

_HIDDEN = r"[\p{Cf}\x{034f}\x{115f}\x{1160}\x{3164}\x{fe00}-\x{fe0f}]"
_AT = r"(?i)\s*(?:\(\s*(?:at|ät|@)\s*\)|\[\s*(?:at|ät|@)\s*\]|\{\s*(?:at|ät|@)\s*\}|<at>|%40|&#0*64;|&commat;)\s*"
_DOT = r"(?i)\s*(?:\(\s*(?:dot|punkt|\.)\s*\)|\[\s*(?:dot|punkt|\.)\s*\]|\{\s*(?:dot|punkt|\.)\s*\}|<dot>)\s*"
_SPOKEN = r"(?i)^\s*(\S+)\s+at\s+(\S+?)\s+dot\s+(\S+)\s*$"
_AROUND = r"(?i)mailto:|[?&][a-z_]+="
_PLAIN = r"^[A-Za-z0-9._%+-]+@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+$"
_ADDRESS = r"[^\s<>()\[\]{},;:|\x22\\/@]+@[^\s<>()\[\]{},;:|\x22\\/@]+"
_GOOGLE = ("gmail.com", "googlemail.com")
_WHOLE = r"^([+-]?[0-9]+)\.0+$"
_EXACT_E = r"^[0-9]\.[0-9]+e\+?[0-9]{1,2}$"


def plain(cells: pl.Series) -> pl.Series:
    """Text without invisible characters, fullwidth letters made narrow, runs of blanks made one; empty text is null."""
    text = cells.cast(pl.String, strict=False)
    if text.str.contains(r"[^\x00-\x7f]").any():
        text = text.str.normalize("NFKC").str.replace_all(_HIDDEN, "")
    trimmed = text.str.replace_all(r"[\s\x00-\x1f]+", " ").str.strip_chars(" ")
    return trimmed.alias("").to_frame().select(pl.when(pl.col("") != "").then("")).to_series().alias(cells.name)


def addresses(cells: pl.Series) -> pl.DataFrame:
    """Every e-mail address in the cells, as `row` (from 0) and `text` as it is written there.

    They are found in `Kim Doe <kim@example.org>`, `mailto:…`, `kim(at)example.org`, and several in one cell.
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
        .with_columns(pl.col("text").str.replace_all(_AROUND, " ").str.extract_all(_ADDRESS))
        .explode("text", empty_as_null=False, keep_nulls=False)
        .with_columns(pl.col("text").str.strip_chars_start("'`.*").str.strip_chars_end("'`.*!?"))
        .filter(pl.col("text").str.contains(r"^[^@]+@[^@]+$"))
    )
    return pl.concat([easy, found]).sort("row", maintain_order=True)


def email_keys(texts: pl.Series) -> pl.Series:
    """Each address in lower case, without what follows a +, without dots at Gmail, whose two names are one."""
    text = pl.col("text").str.to_lowercase()
    local, domain = text.str.extract(r"^(.*)@", 1), text.str.extract(r"@([^@]*)$", 1).str.strip_chars_end(".")
    bare = local.str.replace(r"^([^+]+)\+.*$", "$1")
    google = domain.is_in(_GOOGLE)
    key = (
        pl.when(google).then(bare.str.replace_all(".", "", literal=True) + "@gmail.com").otherwise(bare + "@" + domain)
    )
    found = texts.alias("text").to_frame().select(key.alias("key")).to_series()
    if found.str.contains(r"[^\x00-\x7f]|@(?:.*\.)?xn--").any():
        found = found.map_elements(_international, return_dtype=pl.String)
    return found


def email_spellings(texts: pl.Series) -> pl.DataFrame:
    """The forms of each address that a system may have hashed, a column each; null where one is like another."""
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
    """The domain of each address and those above it but the last: `@mail.example.org`, `@example.org`."""
    key = email_keys(texts).alias("key").to_frame()
    at = pl.col("key").str.extract(r"@([^@]*)$", 1).str.split(".")
    shorter = [pl.when(at.list.len() > cut + 1).then("@" + at.list.slice(cut).list.join(".")) for cut in range(5)]
    return key.select(expr.alias(str(cut)) for cut, expr in enumerate(shorter))


def id_keys(cells: pl.Series) -> pl.Series:
    """Each id without blanks and quotes around it, in lower case; `12346.0` and `1.2346E4` are 12346."""
    bare = plain(cells).str.strip_chars("'\"` ").str.to_lowercase().str.replace(_WHOLE, "$1")
    exact = bare.str.contains(_EXACT_E).fill_null(False)
    if exact.any():
        bare = bare.map_elements(_written_out, return_dtype=pl.String)
    return bare.alias("").to_frame().select(pl.when(pl.col("") != "").then("")).to_series()


def pieces(cells: pl.Series) -> pl.DataFrame:
    """Every phone number in the cells that are several of them, as `row` (from 0) and `text`."""
    rows = pl.DataFrame({"row": pl.int_range(len(cells), dtype=pl.UInt32, eager=True), "text": plain(cells)})
    split = pl.col("text").str.replace(r"\.0$", "").str.replace_all("[;|]|, ", "\n").str.split("\n")
    return rows.drop_nulls("text").with_columns(split).explode("text", empty_as_null=False, keep_nulls=False)


def _international(key: str) -> str:
    """An address with its domain in ASCII, however it is written."""
    local, _, domain = key.rpartition("@")
    try:
        return f"{local}@{domain.encode('idna').decode()}"
    except UnicodeError:
        return key


def _written_out(text: str) -> str:
    """A whole number in E notation with all its digits; every other text as it is."""
    mantissa, _, power = text.partition("e")
    digits = mantissa.replace(".", "")
    if not digits.isdigit() or not power.lstrip("+").isdigit() or "." not in mantissa:
        return text
    after = len(digits) - 1 - int(power)
    whole = digits[: len(digits) - after] if after > 0 else digits
    return whole if after >= 0 and not digits[len(whole) :].strip("0") else text
