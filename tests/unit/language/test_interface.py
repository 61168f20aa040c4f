import pytest

from segtui.console import process
from segtui.errors import Fault, PlanError, UsageError
from segtui.language.interface import interface_language, unknown_language
from segtui.language.sentences import say
from segtui.language.translation import speaking

VARIABLES = ("SEGTUI_LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG")


@pytest.fixture
def environment(monkeypatch):
    """Sets the variables in the order of their rank; None where one is not set."""

    def set_to(*values):
        for name, value in zip(VARIABLES, values, strict=True):
            monkeypatch.setenv(name, value) if value is not None else monkeypatch.delenv(name, raising=False)

    return set_to


@pytest.mark.parametrize(
    ("name", "language"),
    [
        *[(name, "fr") for name in ("fr", "FR", "fr_FR.UTF-8", "fr_CA", "fr-CH", "fr_BE@euro", "french")],
        *[(name, "en") for name in ("C", "C.UTF-8", "POSIX", "en_GB.UTF-8", "de_DE", "frr_DE", "fro", "nonsense", "")],
    ],
)
def test_a_locale_names_a_language_or_means_english(environment, name, language):
    environment(None, None, None, name)
    assert interface_language() == language


@pytest.mark.parametrize(
    ("values", "language"),
    [
        (("fr", "C", "C", "C"), "fr"),
        (("en", "fr_FR", "fr_FR", "fr_FR"), "en"),
        (("", "fr_FR", "C", "C"), "fr"),
        ((None, "C", "fr_FR", "fr_FR"), "en"),
        ((None, "", "fr_FR", "C"), "fr"),
        ((None, None, "", "fr_FR"), "fr"),
        ((None, "de_DE", "fr_FR", "fr_FR"), "en"),
        ((None, None, None, None), "en"),
    ],
)
def test_the_first_that_is_set_and_not_empty_decides(environment, values, language):
    environment(*values)
    assert interface_language() == language
    assert not unknown_language()


def test_a_wrong_language_of_our_own_variable_is_refused(environment):
    environment("klingon", None, None, "fr_FR")
    with pytest.raises(UsageError, match="SEGTUI_LANGUAGE: segtui does not speak") as refused:
        process.refuse_language()
    assert "en, fr" in str(refused.value)


def test_an_error_is_english_text_and_is_described_in_the_language_that_is_spoken():
    error = UsageError(say("no longer exists"), where=say("the current folder"), fix=say("change to another"))
    with speaking("fr"):
        assert error.describe() == "le dossier courant\u202f: n’existe plus\n  passez dans un autre"
        assert str(UsageError(error.what)) == "no longer exists"
    assert str(error) == error.describe() == "the current folder: no longer exists\n  change to another"


def test_faults_are_counted_and_described_in_french():
    error = PlanError([Fault("seed", say("no longer exists")), Fault("k", "kept as it is")], plan="p.toml")
    with speaking("fr"):
        assert error.describe().splitlines() == [
            "p.toml\u202f: 2 fautes",
            "  seed\u202f: n’existe plus",
            "  k\u202f: kept as it is",
        ]
