"""What a [[trigger]] of a plan may say."""

import pytest

from segtui.errors import PlanError
from segtui.plan.load import parse

WHOLE = {
    "when": '"income > 5"',
    "once": '"30d"',
    "to": '"https://crm.example/hook"',
    "consent": '"news"',
}


def plan(**keys):
    lines = [f"{key} = {value}" for key, value in (WHOLE | keys).items() if value is not None]
    return parse('[source]\npath = "c.csv"\n[[trigger]]\n' + "\n".join(lines))


def fault(**keys):
    with pytest.raises(PlanError) as error:
        plan(**keys)
    return "; ".join(f"{one.key}: {one.what}" for one in error.value.faults)


def test_one_that_says_what_is_needed():
    (trigger,) = plan(name='"warm"', columns='["income"]', sign='"HOOK"').trigger
    assert (trigger.identity, trigger.title) == ("warm", "warm")
    assert trigger.columns_named() == {"income"}


@pytest.mark.parametrize("once", ["12h", "30d", "52w", "ever"])
def test_a_time_in_which_a_person_is_told_of_once(once):
    assert plan(once=f'"{once}"').trigger[0].once == once


@pytest.mark.parametrize("once", ["", "30", "d", "1 month", "-3d", "never", "0d", "1e3d"])
def test_once_is_a_span(once):
    assert "trigger[1].once" in fault(once=f'"{once}"')


def test_what_must_be_there():
    assert "once: is missing" in fault(once=None)
    assert "a trigger must know who consented" in fault(consent=None)


@pytest.mark.parametrize(
    "to", ["https://crm.example/hook", "http://127.0.0.1:99/x", "http://localhost/x", "http://[::1]:80/"]
)
def test_addresses_that_may_be_called(to):
    assert plan(to=f'"{to}"').trigger[0].to == to


@pytest.mark.parametrize(
    "to",
    [
        *("http://crm.example/hook", "http://127.0.0.1.evil.com/", "http://localhost@evil.com/", "http://10.0.0.1/"),
        *(
            "https://user:hunter2@crm.example/",
            "https://user@crm.example/",
            "ftp://crm.example/",
            "https://",
            "file:///etc/x",
        ),
        *("https://crm.example/?token=abc", "https://crm.example\\\\@evil.com/ x", "gopher://127.0.0.1:25/"),
    ],
)
def test_addresses_that_may_not(to):
    told = fault(to=f'"{to}"')
    assert "trigger[1].to" in told
    assert "hunter2" not in told and "abc" not in told


@pytest.mark.parametrize(
    ("when", "says"),
    [
        ("income >", "can't be read"),
        ("1 = 1", "names no column"),
        ("income > AVG(income)", "compares a person with others"),
        ("RANK() OVER (ORDER BY income) = 1", "compares a person with others"),
        ("SELECT 1", "contains a query"),
        ("income > 5; DROP TABLE x", "can't be read"),
        ("day < CURRENT_DATE", "changes with each run"),
    ],
)
def test_conditions_that_can_not_be(when, says):
    assert says in fault(when=f'"{when}"')


def test_a_topic_needs_a_connection_and_only_an_address_is_signed():
    assert plan(to='"topic:warm"', connection='"broker"').trigger[0].destination.name == "warm"
    assert "needs one" in fault(to='"topic:warm"')
    assert "connection goes with" in fault(connection='"broker"')
    assert "nothing else is signed" in fault(to='"topic:warm"', connection='"broker"', sign='"KEY"')


@pytest.mark.parametrize("sign", ["a b", "1x", "", "A-B", "A=B"])
def test_the_key_is_the_name_of_a_variable(sign):
    assert "trigger[1].sign" in fault(sign=f'"{sign}"')


def test_two_triggers_are_told_apart():
    text = "\n".join(f"{key} = {value}" for key, value in WHOLE.items())
    with pytest.raises(PlanError, match="give each a name"):
        parse(f'[source]\npath = "c.csv"\n[[trigger]]\n{text}\n[[trigger]]\n{text}')


def test_a_condition_may_change_under_a_name():
    same = [plan(when=f'"income > {least}"', name='"warm"').trigger[0].identity for least in (5, 6)]
    other = [plan(when=f'"income > {least}"').trigger[0].identity for least in (5, 6)]
    assert same[0] == same[1] and other[0] != other[1]
