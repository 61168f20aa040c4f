"""Every sentence that the code marks is in every catalogue, with all its forms and the same {names}."""

import importlib.util
import re
import string
from pathlib import Path
from typing import get_args

import pytest

from segtui.language.translation import Language

SCRIPT = Path(__file__).parents[2] / "update_language.py"
SPEC = importlib.util.spec_from_file_location("update_language", SCRIPT)
assert SPEC and SPEC.loader
update = importlib.util.module_from_spec(SPEC)
SPEC.loader.exec_module(update)
HOW = "run tests/update_language.py and translate what it names"
LOOSE = re.compile("(?<=\\w)[;?!]|[ \\w)][:%»](?=\\s|$)| [;?!]|« |[\"']")
"""In French: a sign without its no-break space, or a straight quote."""
CODE = re.compile(r"`[^`]*`|[\w.]+ ?= ?(\"[^\"]*\"((,| ou) \"[^\"]*\")*|\[[^\]]*\]|\{[^}]*\})")
"""What somebody types or a plan holds, which has its own signs: a command, or a key with its value."""


@pytest.fixture(scope="module")
def code():
    return {message.id for message in update.sentences() if message.id}


@pytest.fixture(params=update.catalogues(), ids=lambda path: path.parents[1].name)
def catalogue(request):
    return update.read(request.param)


def forms(message):
    return message.string if isinstance(message.string, tuple) else (message.string,)


def names(text):
    """The {names} of a sentence, each as often as it is there."""
    return sorted(name for _, name, _, _ in string.Formatter().parse(text) if name is not None)


def test_there_is_a_catalogue_for_every_language():
    assert {path.parents[1].name for path in update.catalogues()} == {*get_args(Language)} - {"en"}


def test_every_sentence_of_the_code_is_in_the_catalogue(catalogue, code):
    known = {message.id for message in catalogue if message.id}
    assert not code - known, HOW
    assert not known - code, HOW


def test_no_form_is_empty(catalogue):
    assert not [message.id for message in update.empty(catalogue)], HOW


@pytest.mark.parametrize(
    ("wrong", "entry"),
    [
        ("empty", 'msgid "a"\nmsgstr ""'),
        ("fuzzy", '#, fuzzy\nmsgid "a"\nmsgstr "b"'),
        ("two forms of three", 'msgid "a"\nmsgid_plural "as"\nmsgstr[0] "b"\nmsgstr[1] "bs"'),
        ("a form empty", 'msgid "a"\nmsgid_plural "as"\nmsgstr[0] "b"\nmsgstr[1] "bs"\nmsgstr[2] ""'),
    ],
)
def test_what_is_left_to_translate_is_found(tmp_path, wrong, entry):
    path = tmp_path / "fr/LC_MESSAGES/segtui.po"
    path.parent.mkdir(parents=True)
    path.write_text(f'msgid "sure"\nmsgstr "sûr"\n\n{entry}\n', encoding="utf-8")
    assert [message.id for message in update.empty(update.read(path))] in (["a"], [("a", "as")]), wrong


def test_the_forms_have_the_names_of_the_sentence(catalogue):
    for message in catalogue:
        english = message.id if isinstance(message.id, tuple) else (message.id,)
        for form in forms(message) if message.id else ():
            assert names(form) in [names(text) for text in english], message.id


def test_only_millions_have_a_french_de_after_their_number():
    for message in update.read(update.HOME / "language/fr/LC_MESSAGES/segtui.po"):
        if message.id and message.pluralizable:
            de = [bool(re.search(r"\{count(:,)?\} (de (?!plus\b)|d’)", form)) for form in forms(message)]
            assert not de[0] and not de[2], message.id


def test_names_of_segments_that_come_in_quotes_get_no_others():
    for message in update.read(update.HOME / "language/fr/LC_MESSAGES/segtui.po"):
        told = any("segtui/pipeline/report/" in path for path, _ in message.locations)
        english = " ".join(message.id) if isinstance(message.id, tuple) else message.id
        for form in forms(message) if told else ():
            for name in re.findall(r"«\s\{(\w+)\}\s»", form):
                assert re.search(f'["“]{{{name}}}["”]', english), form


def test_french_has_its_spaces_and_quotes():
    for message in update.read(update.HOME / "language/fr/LC_MESSAGES/segtui.po"):
        for form in forms(message) if message.id else ():
            bare = CODE.sub("x", re.sub(r"\{\w+(![ars])?(:[^{}]*)?\}", "x", form))
            assert not LOOSE.search(bare), form
