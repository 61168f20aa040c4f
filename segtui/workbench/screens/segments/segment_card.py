"""The card of a segment: its size, what sets it apart, the rule that finds it, and its note."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from rich.style import Style
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll

from segtui.engine.transport.messages.payloads import CardFacts, CardTraitFacts
from segtui.language.figures import localised
from segtui.language.sentences import tell, tell_counted
from segtui.language.translation import _, to_translate
from widgets.drawing.palette import group_glyph
from widgets.plain.static import Static
from widgets.plain.table import PlainTable
from widgets.plain.text import PlainText
from widgets.plain.visible import visible

_AVERAGE = to_translate("No distinctive features: close to the overall average.")
_NOISE = to_translate("Rows in no segment.")


class CardView(VerticalScroll):
    """A card to read; it scrolls if it does not fit."""

    HELP_TITLE = "Card"
    HELP = "What distinguishes the segment."
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("j", "scroll_down", "Down", id="card.down", show=False, tooltip="Scroll down"),
        Binding("k", "scroll_up", "Up", id="card.up", show=False, tooltip="Scroll up"),
    ]

    def compose(self) -> ComposeResult:
        """The text."""
        yield Static()

    def show(self, card: CardFacts, note: str, style: Style, facts: Sequence[str], *, ascii: bool) -> None:
        """Show a card; `facts` are lines on its outcomes, its value and its stability."""
        self.query_one(Static).update(draw_card(card, note, style, facts, ascii=ascii))
        self.scroll_home(animate=False)


def draw_card(card: CardFacts, note: str, style: Style, facts: Sequence[str], *, ascii: bool) -> PlainTable:
    """A card for the screen, with hanging bullets."""
    table = PlainTable.grid(padding=(0, 1, 0, 0), expand=True)
    table.add_column(width=1)
    table.add_column(ratio=1)
    head = card["name"] if card["segment"] < 0 else f"{card['segment']} {card['name']}"
    table.add_row(PlainText(group_glyph(card["segment"], ascii), style), PlainText(visible(head), "bold"))
    table.add_row("", PlainText(sized(card)))
    for fact in facts:
        table.add_row("", PlainText(visible(fact)))
    if note:
        table.add_row("", "")
        table.add_row("", PlainText.assemble((_("Note:") + " ", "bold"), visible(note)))
    table.add_row("", "")
    for trait in card["traits"]:
        table.add_row("-" if ascii else "•", _drawn(trait))
    if not card["traits"]:
        table.add_row("", PlainText(_(_NOISE if card["segment"] < 0 else _AVERAGE)))
    if card["rule"]:
        heading, rule = card["rule"]
        table.add_row("", "")
        table.add_row("", PlainText.assemble((heading, "bold"), visible(rule)))
    return table


def card_text(card: CardFacts, note: str, facts: Sequence[str] = ()) -> str:
    """A card as plain text, for pasting elsewhere."""
    head = card["name"] if card["segment"] < 0 else f"{card['segment']} · {card['name']}"
    lines = [head, sized(card), *facts]
    lines += [tell("Note: {note}", note=note)] if note else []
    lines += [f"- {_trait_line(trait)}" for trait in card["traits"]] or [_(_NOISE if card["segment"] < 0 else _AVERAGE)]
    lines += ["".join(card["rule"])] if card["rule"] else []
    return "\n".join(map(visible, lines)) + "\n"


def sized(card: CardFacts) -> str:
    """Its rows, and their share of all."""
    share = localised(f"{card['share']:.1%}")
    return tell_counted("{count:,} row, {share} of all.", "{count:,} rows, {share} of all.", card["rows"], share=share)


def _drawn(trait: CardTraitFacts) -> PlainText:
    """A trait's line, with the segment's own figures in bold."""
    here, rest = _halves(trait)
    return PlainText.assemble((visible(here), "bold"), visible(rest))


def _trait_line(trait: CardTraitFacts) -> str:
    return "".join(_halves(trait))


def _halves(trait: CardTraitFacts) -> tuple[str, str]:
    against = tell("against {overall} overall ({effect:+z.1f} sd)", overall=trait["overall"], effect=trait["effect"])
    return f"{trait['name']} {trait['here']}", f" {against}"
