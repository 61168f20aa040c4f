from segtui.errors import DataError, Fault, PlanError, ResourceError, UsageError, nearest


def test_an_error_says_where_what_and_what_to_do():
    error = DataError("line 3 has 4 cells", where="a.csv", fix="is the delimiter right?")
    assert str(error) == "a.csv: line 3 has 4 cells\n  is the delimiter right?"


def test_the_exit_codes_are_those_of_the_contract():
    assert [e.exit_code for e in (UsageError, PlanError, DataError, ResourceError)] == [2, 2, 3, 4]


def test_a_plan_error_lists_every_fault():
    error = PlanError([Fault("clean[1].step", "is missing"), Fault("seed", "is no number", "write 0")], plan="p.toml")
    assert str(error) == "p.toml: 2 faults\n  clean[1].step: is missing\n  seed: is no number\n    write 0"


def test_the_nearest_name_is_found_whatever_its_case():
    assert nearest("Incme", ["age", "INCOME"]) == 'did you mean "INCOME"?'


def test_without_a_near_name_all_are_listed():
    assert nearest("zzz", ["age", "income"]) == "available: age, income"
