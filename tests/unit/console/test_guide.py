"""`segtui guide`: the reference, page by page, for reading and for pipes."""

import io

import pytest
from rich.console import Console

from segtui.console.guide import Markdown
from segtui.guide.pages import TOPICS, page, pages


def test_without_a_topic_there_is_a_line_for_each_page(command):
    done = command("guide")
    assert (done.returncode, done.stderr) == (0, "")
    lines = [line.split(maxsplit=1) for line in done.stdout.splitlines()[1:]]
    assert [(topic, about.strip()) for topic, about in lines] == [(p.topic, p.summary) for p in pages()]


@pytest.mark.parametrize("topic", TOPICS)
def test_a_page_goes_into_a_pipe_as_it_is_written(command, topic):
    done = command("guide", topic)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == page(topic).text


@pytest.mark.parametrize(("wrong", "near"), [("clustring", 'did you mean "clustering"?'), ("zzz", "the topics are")])
def test_another_topic_is_exit_2_and_the_topics_that_there_are(command, wrong, near):
    done = command("guide", wrong)
    assert (done.returncode, done.stdout) == (2, "")
    assert f'there is no page "{wrong}"' in done.stderr and near in done.stderr
    assert all(topic in done.stderr for topic in TOPICS)


@pytest.mark.parametrize("width", [40, 80, 160])
@pytest.mark.parametrize("topic", TOPICS)
def test_a_page_fits_a_terminal_of_any_width(topic, width):
    out = io.StringIO()
    Console(file=out, width=width, force_terminal=True, color_system=None).print(Markdown(page(topic).text))
    lines = out.getvalue().splitlines()
    assert max(map(len, lines)) <= width
    assert lines[0].strip() == page(topic).text.splitlines()[0].removeprefix("# ")
    assert "```" not in out.getvalue() and "|---" not in out.getvalue()


def test_a_terminal_gets_code_as_it_is_written_and_tables_in_columns():
    out = io.StringIO()
    Console(file=out, width=60, force_terminal=True, color_system=None).print(
        Markdown("# A\n\n    segtui run a.csv\n    segtui plan a.csv\n\n| key | does |\n|---|---|\n| `q` | quits |\n")
    )
    lines = [line.rstrip() for line in out.getvalue().splitlines() if line.strip()]
    assert lines == ["A", "    segtui run a.csv", "    segtui plan a.csv", "key  does", "q    quits"]
