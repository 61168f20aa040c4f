"""Words of columns' names by what they mean: money, events, codes, units."""

from __future__ import annotations

MONEY = {"monetary", "spend", "spent", "spending", "amount", "revenue", "sales", "turnover", "ltv", "clv"}
NOT_SPENT = {
    *("loan", "credit", "debt", "debit", "claim", "claims", "refund", "refunds", "refunded", "returned", "discount"),
    *("discounts", "tax", "taxes", "salary", "deposit", "deposits", "due", "overdue", "owed", "change", "limit", "fee"),
    *(
        "balance",
        "share",
        "rate",
        "ratio",
        "growth",
        "budget",
        "next",
        "future",
        "forecast",
        "predicted",
        "expected",
        "target",
    ),
    *("utilization", "variance", "penalty", "penalties", "premium", "premiums", "margin", "cost", "costs", "donated"),
    "target",
}
"""What an amount beside these words is not: what a customer spent."""
BESIDE_MONEY = {"total", "net", "gross", "value", "customer", "lifetime", "order", "orders", "purchase", "purchases"}
EVENTS = {
    *("purchase", "purchases", "order", "orders", "transaction", "transactions", "visit", "visits", "session"),
    *("sessions", "invoice", "invoices", "trip", "trips", "booking", "bookings", "click", "clicks", "open", "opens"),
    *("login", "logins", "call", "calls", "ticket", "tickets", "payment", "payments", "advance", "advances"),
    *(
        "gift",
        "gifts",
        "donation",
        "donations",
        "cancellations",
        "bookings",
        "nights",
        "children",
        "claims",
        "contacts",
        "requests",
        "spaces",
    ),
    *("email", "emails", "complaint", "complaints", "return", "returns", "installment", "installments", "views"),
}
COUNTS = {"orders", "visits", "transactions", "invoices", "clicks", "cancellations", "bookings", "nights", "claims"}
COUNTS |= {
    "requests",
    "complaints",
    "tickets",
    "calls",
    "emails",
    "logins",
    "sessions",
    "trips",
    "opens",
    "views",
    "gifts",
}
BUYING = {"order", "orders", "purchase", "purchases", "transaction", "transactions", "invoice", "invoices"}
FILLER = {"total", "customer", "annual", "yearly", "number", "of", "the", "in", "on", "at", "per", "last", "home"}
GOODS = {"products", "product", "items", "item", "goods"}
LATELY = {"last", "past", "this", "current", "recent"}
CODES = {"channel", "region", "code", "type", "category", "class", "zip", "postcode", "store", "country", "group"}
CODES |= {"cluster", "segment", "gender", "sex", "status", "city", "state", "branch"}
ONE_IN_S = {"sales", "sports", "savings", "goods", "arts", "news", "customs", "systems", "operations", "parts"}
ONE_IN_S |= {"days", "weeks", "months", "years", "hours", "minutes", "items", "products", "units", "points", "users"}
ONE_IN_S |= {"customers", "members", "employees", "people", "persons", "rooms", "pages", "times", "dollars", "kids"}
"""Words in -s that say what the next word is about, where another one is a thing of its own: detergents, paper."""
AMOUNTS_IN_S = {"sales", "savings", "earnings", "charges", "costs", "fees", "taxes", "wages", "expenses", "prices"}
AMOUNTS_IN_S |= {"scores", "gains", "losses", "assets", "deposits", "premiums", "business", "access", "success"}
AMOUNTS_IN_S |= {"payments", "margins", "profits", "revenues", "returns", "goods", "news", "groceries", "ratings"}
AMOUNTS_IN_S |= {"penalties", "refunds", "debts", "loans", "claims", "limits", "dues", "credits", "rewards", "rates"}
AMOUNTS_IN_S |= {"balances", "bonuses", "sports", "arts"}
"""Words in -s that there is much or little of rather than many or few."""
MEASURED = {"value", "score", "count", "size", "amount", "time", "length", "index", "level", "total", "sum", "quantity"}
MEASURED |= {"average", "number", "frequency", "price", "volume", "weight", "max", "min", "ago", "old", "left", "ever"}
IDS = {"id", "uuid", "guid", "key"}
