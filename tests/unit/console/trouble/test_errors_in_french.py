"""What a French analyst reads where something is wrong; exit codes are the same in every language."""

import re

import pytest

ENGLISH = re.compile(
    r"\b(the|is|are|not|has|have|was|were|there|which|with|this|that|should|must|can't|use|choose|write|found|line|column"
    r"|columns|file|missing|needs|expected|unknown)\b"
)
CODE = re.compile(r"`[^`]*`|«[^»]*»|\w+ = \S+|\S*\w[\[.=_-]\S*|(disponibles|commandes|possibles|pages sont|langues).*")
"""Commands, keys and names in a message."""
PLAN = '[source]\npath = "customers.csv"\nid = "customer_id"\n[search.kmeans]\nk = [2, 3]\n'

COMMANDS = [
    (["run", "nowhere.csv"], 3, "ce fichier n’existe pas"),
    (["run", "nowhere.toml"], 2, "ce plan n’existe pas"),
    (["runn"], 2, "vouliez-vous dire « run »"),
    (["run"], 2, "L’argument PLAN_OR_DATA manque."),
    (["run", "customers.csv", "--foo"], 2, "L’option --foo n’existe pas"),
    (["run", "customers.csv", "again"], 2, "Arguments en trop (again)"),
    (["show", "runs", "--min-size", "x"], 2, "Valeur non valide pour '--min-size' : devrait être un nombre entier"),
    (["run", "customers.csv", "--set", "seed"], 2, "CLÉ=VALEUR attendu, trouvé : « seed »"),
    (["run", "customers.csv", "--set", "stability.resamples=many times"], 2, "devrait être un nombre entier"),
    (["run", "empty.csv"], 3, "le fichier est vide"),
    (["run", "head.csv"], 3, "le fichier n’a pas de lignes"),
    (["run", "picture.csv"], 3, "c’est une image"),
    (["run", "."], 3, "c’est un dossier, pas un fichier"),
    (["show", "nowhere"], 2, "ce dossier n’existe pas"),
    (["export", "nowhere", "-o", "a.csv", "--to", "csv"], 2, "un export doit savoir qui a consenti"),
    (["guide", "plann"], 2, "le guide n’a pas de page « plann »"),
    (["tables", "postgres://ana:secret@host/shop"], 2, "une adresse contient un mot de passe"),
]
PLANS = [
    ('[[clean]]\nstep = "drpo"\n', ["il n’y a pas de step « drpo »"]),
    ("seeed = 1\n", ["seeed : clé inconnue"]),
    ('[stability]\nresamples = -1\nseed = "x"\n', ["supérieur ou égal à 0", "2 fautes"]),
    ('[[clean]]\nstep = "drop"\ncolumns = []\n', ["est vide : nommez au moins un élément"]),
    ('[[clean]]\nstep = "filter"\nwhere = "age >"\n', ["ne peut pas être lu comme une condition"]),
    ('[[clean]]\nstep = "filter"\nwhere = "agee > 3"\n', ["la colonne « agee » n’existe pas", "« age »"]),
    ('[[clean]]\nstep = "filter"\nwhere = "age > \'x\'"\n', ["est comparé à"]),
    ('[features]\nuse = ["agee"]\n', ["la colonne « agee » n’existe pas"]),
    ("[select]\nclusters = [5, 2]\n", ["clusters doit être [minimum, maximum] : [2, 5] ?"]),
    ('[report]\nlanguage = "de"\n', ["devrait être l’une de ces valeurs : en, fr, trouvé"]),
]


@pytest.fixture
def french(command, customers, tmp_path, monkeypatch):
    """Runs the command for somebody whose locale is French; what it says of an error is checked to be French."""
    monkeypatch.delenv("SEGTUI_LANGUAGE", raising=False)
    monkeypatch.setenv("LC_ALL", "fr_FR.UTF-8")
    (tmp_path / "empty.csv").write_text("")
    (tmp_path / "head.csv").write_text("a,b\n")
    (tmp_path / "picture.csv").write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(range(20)))

    def call(*arguments):
        done = command(*arguments)
        assert done.stderr.startswith("erreur\u202f: "), done.stderr
        bare = CODE.sub("", done.stderr)
        assert not ENGLISH.search(bare), done.stderr
        return done

    return call


def spaced(said):
    """Words with the no-break spaces that French has at its signs."""
    return re.sub(r" (?=[:?»])|(?<=«) ", "\u202f", said)


@pytest.mark.parametrize(("arguments", "code", "said"), COMMANDS, ids=[" ".join(words) for words, _, _ in COMMANDS])
def test_a_wrong_command_is_told_in_french(french, arguments, code, said):
    done = french(*arguments)
    assert spaced(said) in done.stderr
    assert done.returncode == code


@pytest.mark.parametrize(("lines", "said"), PLANS, ids=[lines.replace("\n", " ") for lines, _ in PLANS])
def test_a_wrong_plan_is_told_in_french(french, tmp_path, lines, said):
    (tmp_path / "plan.toml").write_text(f"{lines}{PLAN}" if lines.startswith("see") else f"{PLAN}{lines}")
    done = french("run", "plan.toml", "-o", "run", "--quiet")
    assert [part for part in said if spaced(part) not in done.stderr] == [], done.stderr
    assert done.returncode == 2
    assert not (tmp_path / "run").exists()


def test_the_language_chosen_for_segtui_comes_before_the_locale(command, monkeypatch, tmp_path):
    monkeypatch.setenv("LC_ALL", "fr_FR.UTF-8")
    monkeypatch.setenv("SEGTUI_LANGUAGE", "en")
    assert command("run", "nowhere.csv").stderr.startswith("error: nowhere.csv: no such file")
    monkeypatch.setenv("SEGTUI_LANGUAGE", "klingon")
    refused = command("run", "nowhere.csv")
    assert refused.returncode == 2
    assert refused.stderr.splitlines()[0] == 'error: SEGTUI_LANGUAGE: segtui does not speak "klingon"'
