"""A language that nobody speaks, whose every sentence is 40 % longer than the English one and has accents."""

import string
from dataclasses import replace

from segtui.language import translation
from segtui.language.catalogue import catalogue

BEGIN, END = "‹", "›"
"""Around every text, so that one that is cut is found: neither is anywhere else on a screen."""
ACCENTS = str.maketrans("aeiouncAEIOU", "àéîöûñçÀÉÎÖÛ")
FILLING = "ipsum dolor ët amet sïc "
MORE = 0.4


class Longer:
    """In place of a catalogue's sentences."""

    def gettext(self, english):
        return english if english.startswith(("key: ", "heading: ", "columns: ")) else longer(english)

    def ngettext(self, one, other, count):
        return longer(one if count == 1 else other)


def longer(english):
    """The sentence with its {names} and `commands`, in longer words."""
    said, spaces = [], len(english) - len(english.strip())
    for plain, name, form, _ in string.Formatter().parse(english):
        quoted = plain.split("`")
        accented = [part if i % 2 else part.translate(ACCENTS) for i, part in enumerate(quoted)]
        said.append("`".join(accented).replace("{", "{{").replace("}", "}}"))
        said.append("" if name is None else "{" + name + (f":{form}" if form else "") + "}")
    more = round(MORE * len(english.strip()))
    text = "".join(said)
    end = len(text.rstrip())
    begin = len(text) - len(text.lstrip())
    filling = (FILLING * (more // len(FILLING) + 1))[:more].rstrip()
    assert spaces >= 0
    return f"{text[:begin]}{BEGIN}{text[begin:end]}{' ' if more > 4 else ''}{filling}{END}{text[end:]}"


def speak(monkeypatch):
    """From now on this language is spoken."""
    made = replace(catalogue("fr"), sentences=Longer())
    monkeypatch.setattr(translation, "_catalogue", lambda language: made)
    return translation.speaking("fr")
