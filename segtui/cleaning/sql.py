"""SQL in a plan, read within limits: what would crash Polars or take hours is refused first.

A name in double quotes is exactly that column, even if Polars would take it for a pattern (`"^x.*$"`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

import polars as pl

from segtui.cleaning.sql_integers import widened, widened_column
from segtui.cleaning.sql_kinds import mixed_kinds
from segtui.cleaning.sql_place import unreadable
from segtui.errors import Fault, PlanError, SegtuiError, nearest
from segtui.language.sentences import say
from segtui.libraries.boundary import foreign

OPERATORS, DEPTH, COPIES, PRECISION, PADDED = 500, 40, 8, 38, 10_000
_TOKEN = re.compile(
    r"""(?P<comment>--[^\n]*|/\*.*?\*/)|(?P<text>'(?:[^']|'')*')|(?P<name>"(?:[^"]|"")*"|`[^`]*`)"""
    r"""|(?P<number>\d[\w.]*)|(?P<word>[^\W\d]\w*)|(?P<sign>\S)""",
    re.DOTALL,
)
_OPERATORS = {
    *("and", "or", "not", "is", "in", "like", "ilike", "rlike", "regexp", "similar", "between", "xor", "div"),
    *("case", "when", "over", "collate", "at"),
}
_WIDE = {"decimal", "numeric", "dec", "bigdecimal", "bignumeric"}
_PADS = {"lpad", "rpad"}
_QUERIES = {"select", "with", "from", "exists"}
_PLAIN = pl.QueryOptFlags.none()
"""Polars' optimizer takes time cubic in the length of a condition, and saves none here."""


_DATES = say("write a date as DATE '2024-01-31' and a time as TIMESTAMP '2024-01-31 08:45:00'")
_TEXT = say("text goes in single quotes, 'like this'; a column name with spaces in double quotes")


_CLOCK = {"current_date", "current_time", "current_timestamp", "localtime", "localtimestamp"}
"""What SQL calls the day or time of the evaluation; NOW() does as well, but now alone is a column."""


class SqlError(SegtuiError):
    """What is wrong with the SQL, in `what` and `fix`; the caller knows where it is."""


@dataclass(frozen=True)
class Sql:
    """An expression read from SQL; `columns` are those that it names, each once."""

    expression: pl.Expr
    columns: tuple[str, ...]
    placeholders: dict[str, str] = field(default_factory=dict)
    """The placeholders in the expression for columns whose names would be taken for patterns."""

    def of(self, frame: pl.DataFrame) -> pl.Series:
        """Its value for each row of a frame that has the columns, or one value for all. Raises SqlError."""
        stood_for = {column: placeholder for placeholder, column in self.placeholders.items()}
        named = [frame.get_column(c).alias(stood_for.get(c, c)) for c in self.columns]
        named = named or [pl.repeat(None, frame.height, dtype=pl.Null, eager=True).alias("segtui rows")]  # for COUNT(*)
        here = pl.DataFrame([widened_column(column) for column in named])
        if mixed := mixed_kinds(self.expression, here, self.placeholders):
            raise SqlError(say("does not fit the columns: {what}", what=mixed.what), fix=mixed.fix)
        with foreign(lambda why: SqlError(say("does not fit the columns: {why}", why=why))):
            wide = widened(self.expression, here)
            found = here.lazy().select(pl.lit(0), value=wide).collect(optimizations=_PLAIN)
        return found.get_column("value")


def read_sql(text: str, kind: str) -> Sql:
    """The expression of an SQL text, `kind` is what it should be.

    Raises SqlError if it can't be read, is too large, or has another value on another day.
    """
    tokens = [(m.lastgroup or "", m[0], m.start()) for m in _TOKEN.finditer(text) if m.lastgroup != "comment"]
    _refuse(tokens)
    plain, placeholders = _without_patterns(text, tokens)
    words = _words(tokens)
    with foreign(
        lambda why: SqlError(
            say("can't be read as {kind}: {text}", kind=kind, text=unreadable(text, str(why))), fix=_unended(words)
        )
    ):
        expression = pl.sql_expr(plain)
        several, names = expression.meta.has_multiple_outputs(), expression.meta.root_names()
    if not expression.meta.undo_aliases().meta.eq(expression) and "as" not in _words(tokens[-2:]):
        end = tokens[-1][1]
        raise SqlError(say("can't be read as {kind}: unexpected {end} at its end", kind=kind, end=end), fix=_TEXT)
    if several:
        raise SqlError(say("stands for several columns"), fix=say("list the columns one by one"))
    return Sql(expression, tuple(dict.fromkeys(placeholders.get(n, n) for n in names)), placeholders)


_Token = tuple[str, str, int]


def _unended(words: Sequence[str]) -> str:
    return say("CASE WHEN … THEN … ends with END") if words.count("case") > words.count("end") else ""


def _words(tokens: Sequence[_Token]) -> list[str]:
    """Each token in small letters if it is a word, else nothing."""
    return [text.lower() if kind == "word" else "" for kind, text, _ in tokens]


def _refuse(tokens: Sequence[_Token]) -> None:
    words = _words(tokens)
    _refuse_clock(words, [text for _, text, _ in tokens])
    operators = sum(_is_operator(kind, text) for kind, text, _ in tokens)
    if operators > OPERATORS:
        what = say("has {operators:,} operators, more than {operators_2}", operators=operators, operators_2=OPERATORS)
        raise SqlError(what, fix=say("write many values as x IN (…), or use several steps"))
    if max(_depths(tokens), default=0) > DEPTH:
        raise SqlError(say("is nested more than {depth} deep", depth=DEPTH), fix=say("use several steps"))
    if _copies(tokens) > COPIES:
        raise SqlError(say("has more than {copies} nested BETWEENs", copies=COPIES), fix=say("write AND between them"))
    for at, word in enumerate(words):
        if word in _QUERIES and "select" in words:
            raise SqlError(say("contains a query (SELECT)"), fix=say("write a condition on the columns of this table"))
        if word in _WIDE:
            _refuse_wide([text for _, text, _ in tokens[at + 1 : at + 6]])
        if word in _PADS:
            _refuse_padded(list(_arguments(tokens[at + 1 :])))


def _refuse_clock(words: Sequence[str], texts: Sequence[str]) -> None:
    for at, word in enumerate(words):
        if word in _CLOCK or (word == "now" and texts[at + 1 : at + 2] == ["("]):
            what = say("uses {word}, which changes with each run", word=word.upper())
            raise SqlError(
                what, fix=say("write the day as DATE '2024-01-31', or the time as TIMESTAMP '2024-01-31 12:00:00'")
            )


def _is_operator(kind: str, text: str) -> bool:
    return (kind == "sign" and text not in "(),.;") or (kind == "word" and text.lower() in _OPERATORS)


def _depths(tokens: Sequence[_Token]) -> Iterator[int]:
    depth = 0
    for kind, text, _ in tokens:
        if text in ("(", "[") or (kind == "word" and text.lower() == "case"):
            depth += 1
        elif text in (")", "]") or (kind == "word" and text.lower() == "end"):
            depth -= 1
        yield depth


def _copies(tokens: Sequence[_Token]) -> int:
    """How deep BETWEENs are nested: each one doubles everything to its left."""
    levels, most = [[0, 0]], 0
    for kind, text, _ in tokens:
        word = text.lower() if kind == "word" else text
        level = levels[-1]
        if word == "between":
            level[0], level[1] = level[0] + 1, level[1] + 1
        elif word == "and" and level[1]:
            level[1] -= 1
        elif word in ("and", "or", ","):
            level[0] = 0
        elif text == "(":
            levels.append([0, 0])
        elif text == ")" and len(levels) > 1:
            levels[-2][0] += levels.pop()[0]
        most = max(most, levels[-1][0])
    return most


def _refuse_wide(following: Sequence[str]) -> None:
    """`DECIMAL(99, 9)` makes Polars panic."""
    if following[:1] != ["("]:
        return
    sizes = [int(text[:9]) for text in following[1:4:2] if text.isascii() and text.isdecimal()]
    if sizes and (sizes[0] > PRECISION or max(sizes) > sizes[0]):
        what = say("a DECIMAL has at most {precision} digits, including decimals", precision=PRECISION)
        raise SqlError(what, fix=say("such as DECIMAL(18, 2), or DOUBLE"))


def _arguments(tokens: Sequence[_Token]) -> Iterator[list[str]]:
    """The tokens of each argument of a call, starting at its opening parenthesis."""
    found: list[str] = []
    for (_, text, _), depth in zip(tokens, _depths(tokens), strict=True):
        if depth == 0 or (depth == 1 and text == ","):
            yield found
            found = []
            if depth == 0:
                return
        elif depth > 1 or text != "(":
            found.append(text)


def _refuse_padded(arguments: Sequence[Sequence[str]]) -> None:
    """A width is allocated for each row before any memory check."""
    width = list(arguments[1]) if len(arguments) > 1 else []
    if len(width) != 1 or not width[0].isdecimal() or int(width[0][:9]) > PADDED:
        raise SqlError(say("the width of a padded text is a number up to {padded:,}", padded=PADDED))


def _without_patterns(text: str, tokens: Sequence[_Token]) -> tuple[str, dict[str, str]]:
    """The text with a placeholder for each quoted name that Polars would take for a pattern."""
    stood_for: dict[str, str] = {}
    parts, at = [], 0
    for kind, written, start in tokens:
        name = written[1:-1].replace('""', '"') if kind == "name" else ""
        if name == "*" or (name.startswith("^") and name.endswith("$")):
            placeholder = stood_for.setdefault(name, f"segtui column {len(stood_for) + 1}")
            parts += [text[at:start], f'"{placeholder}"']
            at = start + len(written)
    return "".join([*parts, text[at:]]), {placeholder: name for name, placeholder in stood_for.items()}


def faults(sql: str, columns: Sequence[str], key: str) -> list[Fault]:
    """What is wrong with a condition before it sees any data: SQL that can't be read, missing columns."""
    try:
        names = names_in(sql)
    except PlanError as error:
        return [Fault(key, f.what, f.fix) for f in error.faults]
    return [Fault(key, say('there is no column "{n}"', n=n), nearest(n, columns)) for n in names if n not in columns]


def names_in(sql: str) -> list[str]:
    """The columns that a condition names, each once; PlanError if it can't be read."""
    return list(_read(sql, "").columns)


def true_rows(frame: pl.DataFrame, sql: str, key: str) -> pl.Series:
    """Whether the condition holds for each row: Boolean, null where a null cell leaves it undecided.

    Raises PlanError under `key` if it can't be read, does not fit the columns' types or is not Boolean.
    """
    unknown = faults(sql, frame.columns, key)
    if unknown:
        raise PlanError(unknown)
    try:
        found = _read(sql, key).of(frame)
    except SqlError as error:
        raise PlanError([Fault(key, error.what, error.fix or _hint(error.what))]) from None
    if found.dtype == pl.Null:
        found = found.cast(pl.Boolean)
    if found.dtype != pl.Boolean or found.len() not in (1, frame.height):  # window functions give other lengths
        raise PlanError(
            [Fault(key, say("is not a condition: it must be true or false for each row"), say("such as income > 0"))]
        )
    return found.new_from_index(0, frame.height) if found.len() == 1 != frame.height else found


def _read(sql: str, key: str) -> Sql:
    try:
        return read_sql(sql, say("a condition"))
    except SqlError as error:
        raise PlanError([Fault(key, error.what, error.fix or _TEXT)]) from None


def _hint(what: str) -> str:
    return _DATES if "date" in what else _TEXT
