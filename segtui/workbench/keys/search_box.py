"""The box of the toolkit that searches actions and themes, with words of our own."""

from __future__ import annotations

from typing import Any

from rich.align import Align
from textual.app import App
from textual.command import CommandList, CommandPalette
from textual.theme import ThemeProvider
from textual.widgets.option_list import Option

from segtui.language.translation import _
from widgets.plain.text import PlainText


class SearchBox(CommandPalette):
    """The same, saying in the app's language that there is no match."""

    def _start_no_matches_countdown(self, search_value: str) -> None:
        self._stop_no_matches_countdown()

        def say_so() -> None:
            if search_value:
                told = Align.center(PlainText(_("No matches found"), "not bold"))
                self.query_one(CommandList).add_option(Option(told, disabled=True, id=self._NO_MATCHES))
            self._list_visible = bool(search_value)

        self._no_matches_timer = self.set_timer(self._NO_MATCHES_COUNTDOWN, say_so)


def search_actions(app: App[Any]) -> None:
    """Every action, by name; nothing where a dialog is open."""
    if len(app.screen_stack) == 1:
        app.push_screen(SearchBox(placeholder=_("Search for commands"), id="--command-palette"))


def search_themes(app: App[Any]) -> None:
    """Every theme, by name."""
    app.push_screen(SearchBox([ThemeProvider], placeholder=_("Search for themes")))
