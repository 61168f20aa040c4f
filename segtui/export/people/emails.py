"""E-mail addresses, checked by email-validator's rules without asking any server."""

from __future__ import annotations

import polars as pl

from segtui.export.people.parsed import ParsedContacts, each_distinct, looked_up, trim

# An address of plain letters whose local part needs no closer look: only its domain is asked about, once.
_PLAIN = r"^([A-Za-z0-9_+-]+(?:\.[A-Za-z0-9_+-]+)*)@([A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+)$"
_LONGEST_LOCAL, _LONGEST = 64, 254


def emails(cells: pl.Series) -> ParsedContacts:
    """Addresses with their domain in lower case, the part before the @ as it is; the sentence of the rule broken."""
    trimmed = trim(cells).str.replace(r"^(?i:mailto:)", "")
    frame = trimmed.alias("cell").to_frame()
    parts = frame.with_columns(
        local=pl.col("cell").str.extract(_PLAIN, 1), domain=pl.col("cell").str.extract(_PLAIN, 2).str.to_lowercase()
    )
    domains = parts["domain"].drop_nulls().unique(maintain_order=True)
    known = looked_up(parts["domain"], domains, [_read(f"someone@{domain}")[0] for domain in domains])
    parts = parts.with_columns(known=known.str.strip_prefix("someone@"))
    short = (pl.col("local").str.len_bytes() <= _LONGEST_LOCAL) & (pl.col("cell").str.len_bytes() <= _LONGEST)
    parts = parts.with_columns(quick=pl.when(short).then(pl.col("local") + "@" + pl.col("known")))
    # Whatever is not plainly right goes through the rules one by one.
    slow = each_distinct(parts.select(pl.when(pl.col("quick").is_null()).then("cell")).to_series(), _read)
    return ParsedContacts(parts["quick"].fill_null(slow.values).alias(cells.name), slow.faults)


def _read(text: str) -> tuple[str | None, str | None]:
    from email_validator import EmailNotValidError, validate_email

    try:
        return validate_email(text, check_deliverability=False).normalized, None
    except EmailNotValidError as error:
        return None, str(error).split(". ")[0].rstrip(".").lower()
