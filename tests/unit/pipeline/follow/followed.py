"""A shop whose run is followed: its tables, its plan, and a stream of what its customers do afterwards."""

import csv
import datetime as dt
import json
import random
import shutil
import sqlite3

from segtui.pipeline.artifacts.run_reader import RunFiles
from segtui.pipeline.follow.follow_run import follow_run
from segtui.pipeline.follow.follower import FollowLimits
from segtui.pipeline.progress import Silent
from segtui.pipeline.run import RunOptions, run_plan
from segtui.plan.load import load

BEGIN = dt.datetime(2026, 1, 5)
TYPES = ("view", "open", "click", "purchase")
EVENT_COLUMNS = ("customer_id", "timestamp", "event", "amount")
ORDER_COLUMNS = ("customer_id", "order_date", "order_id", "total")
PLAN = """
[source]
path = "customers.csv"
id = "customer_id"
[[clean]]
step = "impute"
columns = ["income"]
method = "median"
[[derive]]
kind = "events"
path = "events.csv"
id = "customer_id"
time = "timestamp"
event = "event"
value = "amount"
paths = [["view", "click", "purchase"]]
[[derive]]
kind = "rfm"
path = "orders.csv"
id = "customer_id"
date = "order_date"
amount = "total"
order = "order_id"
[[derive]]
kind = "lead_score"
path = "events.csv"
id = "customer_id"
time = "timestamp"
event = "event"
points = { open = 5, click = 10, purchase = 20 }
half_life = "30d"
[[derive]]
kind = "clv"
path = "orders.csv"
id = "customer_id"
date = "order_date"
amount = "total"
horizon = "8w"
[features]
use = ["income", "events_30d", "recency_days", "monetary", "lead_score"]
[search.kmeans]
k = [4]
[select]
min_share = 0.0001
[stability]
resamples = 0
[report]
html = false
[[write]]
connection = "sqlite:///out.db"
table = "segments"
columns = ["segment", "segment_name", "confidence"]
[follow]
from = "stream"
id = "customer_id"
batch = 400
late = "2d"
[[follow.to]]
write = "segments"
"""


def happenings(draw, day, days, number, people):
    """Rows (time, customer, type, amount) by time."""
    found = []
    for _ in range(number):
        who = min(people, int(draw.paretovariate(1.2) * 3)) if draw.random() < 0.5 else draw.randint(1, people)
        at = BEGIN + dt.timedelta(days=day, seconds=draw.randrange(days * 86_400))
        kind = draw.choice(TYPES)
        found.append((at, who, kind, round(draw.uniform(1, 90), 2) if kind == "purchase" else ""))
    return sorted(found, key=lambda row: row[0])


def table(place, columns, rows):
    with place.open("w", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(columns)
        writer.writerows(rows)


def orders_of(rows, draw, first):
    """A row of an order for each purchase; a few are cancelled, and some share an order."""
    bought = [row for row in rows if row[2] == "purchase"]
    for number, (at, who, _, amount) in enumerate(bought):
        yield who, at.strftime("%Y-%m-%d"), ("C" if draw.random() < 0.05 else "") + str(first + number // 2), amount


def shop(folder, seed=5, people=80):
    """The tables and the plan of a shop."""
    draw = random.Random(seed)
    rows = happenings(draw, 0, 60, 1500, people)
    incomes = [
        (who, draw.randrange(1000, 9000) if who % 17 else "", draw.choice("FDI")) for who in range(1, people + 1)
    ]
    table(folder / "customers.csv", ("customer_id", "income", "country"), incomes)
    table(folder / "events.csv", EVENT_COLUMNS, [(who, str(at), kind, amount) for at, who, kind, amount in rows])
    table(folder / "orders.csv", ORDER_COLUMNS, orders_of(rows, draw, 10_000))
    with sqlite3.connect(folder / "out.db") as database:
        database.execute("create table other (a)")
    (folder / "plan.toml").write_text(PLAN)
    return folder


def messages(seed=6, number=900, days=100, people=90, late=0.02):
    """Events of the days after the shop's tables, some out of order or late, some with a new income."""
    draw = random.Random(seed)
    rows = happenings(draw, 60, days, number, people)
    found = []
    for (at, who, kind, amount), order in zip(rows, range(number), strict=True):
        fields = {"customer_id": who, "timestamp": str(at), "event": kind}
        if amount != "":
            marked = "C" if draw.random() < 0.05 else ""
            fields |= {"amount": amount, "order_id": f"{marked}{50_000 + order // 3}", "total": amount}
            fields |= {"order_date": at.strftime("%Y-%m-%d")}
        if draw.random() < 0.03:
            fields["income"] = draw.randrange(1000, 9000)
        found.append(fields)
    for place in range(number):
        if draw.random() < late:
            other = min(number - 1, place + draw.randrange(1, 12))
            found[place], found[other] = found[other], found[place]
    return found


def stream(folder, found, size=250):
    """A folder of files of JSON lines."""
    (folder / "stream").mkdir(exist_ok=True)
    for begin in range(0, len(found), size):
        lines = "".join(json.dumps(fields) + "\n" for fields in found[begin : begin + size])
        (folder / "stream" / f"{begin:06}.ndjson").write_text(lines)


def made_run(folder):
    """The finished run of a shop."""
    run_plan(load(folder / "plan.toml"), RunOptions(folder, folder / "run"), Silent())
    return folder


def copied(shop_folder, folder):
    """A shop with its run, to be changed."""
    shutil.copytree(shop_folder, folder, dirs_exist_ok=True)
    return folder


def follow(folder, **limits):
    """Follow what is there."""
    return follow_run(RunFiles.open(folder / "run"), FollowLimits(**{"once": True, **limits}), Silent())


def written(folder):
    """The table of segments, by customer."""
    with sqlite3.connect(folder / "out.db") as database:
        return database.execute("select * from segments order by customer_id").fetchall()
