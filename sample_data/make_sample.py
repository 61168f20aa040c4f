"""Makes the sample data: real orders converted, and invented, badly kept customers to go with them.

    python make_sample.py                      customers.csv, from cdnow_orders.csv beside it
    python make_sample.py CDNOW_sample.txt     cdnow_orders.csv too, from the file in the lifetimes 0.11.3 wheel

The same seed gives the same bytes.
"""

from __future__ import annotations

import csv
import datetime as dt
import random
import sys
from collections import defaultdict
from dataclasses import dataclass, replace
from pathlib import Path

HERE = Path(__file__).parent
END = dt.date(1998, 7, 1)
ROWS, WITH_ORDERS, WITHOUT_ORDERS = 2_000, 1_893, 50


@dataclass(frozen=True)
class Group:
    """A kind of customer: what its members are like, as mean and spread."""

    age: tuple[float, float]
    income: tuple[float, float]
    visits: tuple[float, float]
    discount: tuple[float, float]
    stores: float
    channels: tuple[float, float, float]
    newsletter: float


# What sets a group apart is tied to how its members really bought: see group_of.
GROUPS = {
    "collectors": Group((41, 6), (64_000, 6_000), (14, 2.2), (9, 4), 0.9, (0.7, 0.2, 0.1), 0.85),
    "regulars": Group((36, 6), (46_000, 5_000), (9, 1.6), (22, 5), 0.6, (0.6, 0.2, 0.2), 0.7),
    "gift givers": Group((54, 6), (71_000, 7_000), (2.5, 0.9), (5, 3), 1.4, (0.2, 0.6, 0.2), 0.3),
    "bargain hunters": Group((24, 3), (23_000, 3_000), (7, 1.5), (58, 7), 0.2, (0.9, 0.05, 0.05), 0.6),
    "passers-by": Group((45, 9), (38_000, 5_000), (1.5, 0.7), (27, 6), 0.4, (0.4, 0.2, 0.4), 0.15),
}
CHANNELS = ("web", "catalogue", "store")
CITIES = ("Boston", "Chicago", "Denver", "Montréal", "New York", "Québec", "San José", "Seattle")
NOTHING = ("", "", "N/A", "-", "?", "null", "NA")


@dataclass(frozen=True)
class Bought:
    """What a customer's real orders say."""

    first: dt.date
    last: dt.date
    orders: int
    spent: float


@dataclass(frozen=True)
class Customer:
    customer_id: int
    email: str
    signup_date: dt.date
    last_visit: dt.date
    birth_year: int
    city: str
    channel: str
    newsletter: bool
    income: float
    store_spend: float
    visits: int
    discount: float


def convert(source: Path) -> None:
    """The lifetimes wheel's CDNOW_sample.txt as a CSV file: the id within the sample, ISO dates, USD."""
    with (HERE / "cdnow_orders.csv").open("w", encoding="utf-8", newline="") as out:
        writer = csv.writer(out, lineterminator="\n")
        writer.writerow(["customer_id", "order_date", "cds", "amount"])
        for line in source.read_text(encoding="ascii").splitlines():
            if line.strip():
                _, id, day, cds, amount = line.split()
                writer.writerow([int(id), dt.datetime.strptime(day, "%Y%m%d").date(), int(cds), amount])


def bought() -> dict[int, Bought]:
    lines = defaultdict(list)
    with (HERE / "cdnow_orders.csv").open(encoding="utf-8", newline="") as orders:
        for row in csv.DictReader(orders):
            lines[int(row["customer_id"])].append((dt.date.fromisoformat(row["order_date"]), float(row["amount"])))
    return {
        id: Bought(min(d for d, _ in own), max(d for d, _ in own), len(own), sum(a for _, a in own))
        for id, own in lines.items()
    }


def group_of(own: Bought, rng: random.Random) -> Group:
    """The kind of customer that buys so; one in twenty is of a kind that its orders don't show."""
    if rng.random() < 0.05:
        return GROUPS[rng.choice(list(GROUPS))]
    if own.orders >= 6:
        return GROUPS["collectors"]
    if own.orders >= 3:
        return GROUPS["regulars"]
    if own.spent / own.orders > 38:
        return GROUPS["gift givers"]
    return GROUPS["bargain hunters" if own.spent / own.orders < 16 else "passers-by"]


def customer(id: int, own: Bought | None, rng: random.Random) -> Customer:
    """A customer as it would stand in a well-kept table."""
    signup = (own.first if own else dt.date(1997, 1, 1)) - dt.timedelta(days=rng.randrange(1, 40))
    group = group_of(own, rng) if own else GROUPS["passers-by"]
    seen = own.last if own else signup
    income = max(9_000.0, rng.gauss(*group.income))
    return Customer(
        customer_id=id,
        email=f"c{id}@example.com",
        signup_date=signup,
        last_visit=seen + dt.timedelta(days=int((END - seen).days * rng.random() ** 3)),
        birth_year=1997 - min(90, max(16, round(rng.gauss(*group.age)))),
        city=rng.choice(CITIES),
        channel=rng.choices(CHANNELS, group.channels)[0],
        newsletter=rng.random() < group.newsletter,
        income=round(income, -2),
        store_spend=round(group.stores * income / 100 * (0.6 + 0.8 * rng.random()), 2),
        visits=max(0, round(rng.gauss(*group.visits))),
        discount=min(95.0, max(0.0, round(2 * rng.gauss(*group.discount)) / 2)),
    )


def comma(amount: float, digits: int = 2) -> str:
    """1234.5 as 1 234,50."""
    return f"{amount:,.{digits}f}".replace(",", " ").replace(".", ",")


def written(who: Customer, rng: random.Random) -> list[str]:
    """The row as several hands typed it."""
    signup_formats = rng.choices(("%Y-%m-%d", "%d.%m.%Y", "%d %b %Y", "%m/%d/%Y"), (60, 20, 12, 8))[0]
    cases = rng.choices((str, str.upper, str.lower), (85, 8, 7))[0]
    city = cases(who.city if rng.random() < 0.8 else who.city.replace("é", "e"))
    channel = "catalog" if who.channel == "catalogue" and rng.random() < 0.3 else who.channel
    incomes = (f"{who.income:.0f}", f"${who.income:,.0f}", f"${who.income:,.2f}", f"{comma(who.income)} $")
    euros, dollars = f"{comma(who.store_spend / 1.1)} €", f"${who.store_spend:,.2f}"
    discounts = (f"{who.discount:g} %", f"{who.discount:g}%".replace(".", ","))
    return [
        str(who.customer_id),
        who.email.upper() if rng.random() < 0.05 else who.email,
        who.signup_date.strftime(signup_formats),
        who.last_visit.isoformat(),
        "" if rng.random() < 0.03 else str(who.birth_year),
        f"  {city}" if rng.random() < 0.05 else f"{city} " if rng.random() < 0.05 else city,
        channel.title() if rng.random() < 0.2 else channel,
        rng.choice(("yes", "Yes", "y") if who.newsletter else ("no", "No", "n")),
        rng.choice(NOTHING) if rng.random() < 0.06 else rng.choices(incomes, (50, 20, 20, 10))[0],
        rng.choice(NOTHING) if rng.random() < 0.04 else rng.choices((dollars, euros), (70, 30))[0],
        "" if rng.random() < 0.02 else str(who.visits),
        rng.choice(NOTHING) if rng.random() < 0.03 else rng.choices(discounts, (80, 20))[0],
    ]


def spoiled(everyone: list[Customer], rng: random.Random) -> list[Customer]:
    """A few customers made impossible or outlandish."""
    wrong = rng.sample(range(len(everyone)), 46)
    for i in wrong[:11]:
        everyone[i] = replace(everyone[i], birth_year=rng.choice((0, 1871, 1893, 1899, 2096)))
    for i in wrong[11:18]:
        everyone[i] = replace(everyone[i], income=rng.choice((666_666.0, 999_999.0, 5_000_000.0)))
    for i in wrong[18:27]:
        everyone[i] = replace(
            everyone[i], last_visit=everyone[i].signup_date - dt.timedelta(days=rng.randrange(30, 400))
        )
    for i in wrong[27:36]:
        everyone[i] = replace(everyone[i], visits=rng.choice((250, 365, 999)))
    for i in wrong[36:]:
        everyone[i] = replace(everyone[i], store_spend=round(everyone[i].store_spend * 40, 2))
    return everyone


def repeated(rows: list[list[str]], rng: random.Random) -> list[list[str]]:
    """Enough rows once more to make the table full: half as they are, half with cells missing."""
    more = rng.sample(rows, ROWS - len(rows))
    half = len(more) // 2
    return [*rows, *more[:half], *([*row[:4], "", *row[5:8], "", "", *row[10:]] for row in more[half:])]


def make(seed: int = 1997) -> None:
    rng = random.Random(seed)
    orders = bought()
    ids = [*rng.sample(sorted(orders), WITH_ORDERS), *range(3_001, 3_001 + WITHOUT_ORDERS)]
    everyone = spoiled([customer(id, orders.get(id), rng) for id in sorted(ids)], rng)
    rows = repeated([written(who, rng) for who in everyone], rng)
    rng.shuffle(rows)
    with (HERE / "customers.csv").open("w", encoding="utf-8", newline="") as out:
        writer = csv.writer(out, lineterminator="\n")
        writer.writerow([name if name != "discount" else "discount_share" for name in Customer.__dataclass_fields__])
        writer.writerows(rows)


if __name__ == "__main__":
    if len(sys.argv) > 1:
        convert(Path(sys.argv[1]))
    make()
