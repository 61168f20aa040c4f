"""Layouts of logs that programs export, known by their columns."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class ExportLayout:
    """A program's export: the columns that tell it, in any case, and which of them are what.

    Of `id`, `time` and `value` the first that is there counts. `value` may be a Polars SQL expression over columns that
    `tells` has. `order` is the column of the order's id; a layout that has one, or no `event`, is a log of orders.
    """

    name: str
    tells: tuple[str, ...]
    id: tuple[str, ...]
    time: tuple[str, ...]
    event: str | None = None
    value: tuple[str, ...] = ()
    order: str | None = None


LAYOUTS = (
    ExportLayout(
        name="Google Analytics 4",
        tells=("event_date", "event_timestamp", "event_name"),
        id=("user_id", "user_pseudo_id"),
        time=("event_timestamp",),
        event="event_name",
        value=("event_value_in_usd",),
    ),
    ExportLayout(
        name="Segment",
        tells=("event", "received_at", "sent_at"),
        id=("user_id", "anonymous_id"),
        time=("timestamp", "original_timestamp", "received_at"),
        event="event",
        value=("revenue", "value"),
    ),
    ExportLayout(
        name="Shopify",
        tells=("Name", "Financial Status", "Paid at", "Total"),
        id=("Email",),
        time=("Paid at",),
        value=("Total",),
        order="Name",
    ),
    ExportLayout(
        name="Stripe",
        tells=("id", "Amount", "Amount Refunded", "Currency", "Status"),
        id=("Customer ID", "Customer Email"),
        time=("Created date (UTC)", "Created (UTC)"),
        value=('"Amount" - "Amount Refunded"',),
        order="id",
    ),
    ExportLayout(
        name="UCI Online Retail",
        tells=("InvoiceNo", "StockCode", "Quantity", "InvoiceDate", "UnitPrice"),
        id=("CustomerID",),
        time=("InvoiceDate",),
        value=('"Quantity" * "UnitPrice"',),
        order="InvoiceNo",
    ),
    ExportLayout(
        name="UCI Online Retail II",
        tells=("Invoice", "StockCode", "Quantity", "InvoiceDate", "Price"),
        id=("Customer ID",),
        time=("InvoiceDate",),
        value=('"Quantity" * "Price"',),
        order="Invoice",
    ),
)


@dataclass(frozen=True)
class Recognized:
    """A layout that a table has, and its columns as they are written there; see `ExportLayout`."""

    name: str
    id: str
    time: str
    event: str | None
    value: str | None
    order: str | None


def recognize(columns: Sequence[str], filled: Sequence[str] | None = None) -> Recognized | None:
    """The layout of a table with these columns; ids are looked for in `filled`, by default in all."""
    written = {name.casefold(): name for name in columns}
    for layout in LAYOUTS:
        if all(name.casefold() in written for name in layout.tells):
            id = _first(layout.id, {name.casefold(): name for name in (columns if filled is None else filled)})
            time = _first(layout.time, written)
            if id is not None and time is not None:
                event, order = _first((layout.event or "",), written), _first((layout.order or "",), written)
                return Recognized(layout.name, id, time, event, _value(layout, written), order)
    return None


def _first(names: Sequence[str], there: Mapping[str, str]) -> str | None:
    return next((there[name.casefold()] for name in names if name.casefold() in there), None)


def _value(layout: ExportLayout, written: Mapping[str, str]) -> str | None:
    """The value's column, or the layout's expression with the columns as they are written here."""
    expression = next((each for each in layout.value if each.startswith('"')), None)
    if expression is None:
        return _first(layout.value, written)
    for name in layout.tells:
        expression = expression.replace(f'"{name}"', f'"{written[name.casefold()]}"')
    return expression
