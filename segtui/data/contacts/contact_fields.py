"""E-mail addresses by email-validator's rules, asking no server, and phones in E.164 by Google's libphonenumber."""

from __future__ import annotations

from functools import cache

import polars as pl

from segtui.data.contacts.parsed import ParsedContacts, each_distinct, looked_up, trim

# An address of plain letters whose local part is valid: only its domain is checked, once.
_PLAIN = r"^([A-Za-z0-9_+-]+(?:\.[A-Za-z0-9_+-]+)*)@([A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+)$"
_LONGEST_LOCAL, _LONGEST = 64, 254


def emails(cells: pl.Series) -> ParsedContacts:
    """Addresses with their domain in lower case and the part before the @ unchanged; faults name the broken rule."""
    trimmed = trim(cells).str.replace(r"^(?i:mailto:)", "")
    frame = trimmed.alias("cell").to_frame()
    parts = frame.with_columns(
        local=pl.col("cell").str.extract(_PLAIN, 1), domain=pl.col("cell").str.extract(_PLAIN, 2).str.to_lowercase()
    )
    domains = parts["domain"].drop_nulls().unique(maintain_order=True)
    known = looked_up(parts["domain"], domains, [_read_email(f"someone@{domain}")[0] for domain in domains])
    parts = parts.with_columns(known=known.str.strip_prefix("someone@"))
    short = (pl.col("local").str.len_bytes() <= _LONGEST_LOCAL) & (pl.col("cell").str.len_bytes() <= _LONGEST)
    parts = parts.with_columns(quick=pl.when(short).then(pl.col("local") + "@" + pl.col("known")))
    # Everything that is not obviously valid goes through the rules one by one.
    slow = each_distinct(parts.select(pl.when(pl.col("quick").is_null()).then("cell")).to_series(), _read_email)
    return ParsedContacts(parts["quick"].fill_null(slow.values).alias(cells.name), slow.faults)


def _read_email(text: str) -> tuple[str | None, str | None]:
    from email_validator import EmailNotValidError, validate_email

    try:
        return validate_email(text, check_deliverability=False).normalized, None
    except EmailNotValidError as error:
        return None, str(error).split(". ")[0].rstrip(".").lower()


def phones(cells: pl.Series, regions: pl.Series | None = None, region: str | None = None) -> ParsedContacts:
    """Numbers such as +493012345; one without a country code is read as a number of `region`, else of the row's
    `regions`.

    `regions` are two-letter ISO 3166 codes in capitals, null if unknown.
    """
    rows = pl.DataFrame({"cell": trim(cells)}).with_columns(
        region=pl.lit(region, dtype=pl.String) if region or regions is None else regions
    )
    distinct = rows.drop_nulls("cell").unique(maintain_order=True)
    read = [_read_phone(cell, country) for cell, country in distinct.iter_rows()]
    answers = distinct.with_columns(
        value=pl.Series([value for value, _ in read], dtype=pl.String),
        fault=pl.Series([fault for _, fault in read], dtype=pl.String),
    )
    found = rows.join(answers, on=["cell", "region"], how="left", nulls_equal=True, maintain_order="left")
    return ParsedContacts(found["value"].alias(cells.name), found["fault"])


def _read_phone(text: str, region: str | None) -> tuple[str | None, str | None]:
    import phonenumbers

    # 00 is how most of the world dials abroad; without a country there is no other way to know.
    wanted = f"+{text[2:]}" if region is None and text.startswith("00") else text
    try:
        number = phonenumbers.parse(wanted, region)
    except phonenumbers.NumberParseException as error:
        if error.error_type == phonenumbers.NumberParseException.INVALID_COUNTRY_CODE and not text.startswith("+"):
            return None, "its country is unknown"
        return None, "is not a phone number"
    if (abroad := _without_its_plus(text, region)) is not None:
        number = abroad
    if not phonenumbers.is_valid_number(number):
        return None, "is not a valid phone number" + (f" of {region}" if region and not text.startswith("+") else "")
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164), None


def _without_its_plus(text: str, region: str | None):  # type: ignore[no-untyped-def]
    """The number that bare digits stand for if they start with a country code: spreadsheets drop the plus."""
    import phonenumbers

    code = _code(region) if region else None
    if code is None or not text.isascii() or not text.isdigit() or not text.startswith(code):
        return None
    try:
        number = phonenumbers.parse(f"+{text}")
    except phonenumbers.NumberParseException:  # too short, such as 12 of the United States
        return None
    return number if phonenumbers.is_valid_number(number) else None


@cache
def _code(region: str) -> str | None:
    import phonenumbers

    return str(phonenumbers.country_code_for_region(region)) or None
