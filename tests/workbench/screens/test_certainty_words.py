"""What Cluster and Segments say of how sure segments are: no contradiction, and short enough for 80 columns."""

import pytest

from segtui.workbench.screens.cluster.search_summary import certainty_words


def structure(kind):
    return {"kind": kind, "smallest": 0.03}


def resampled(*badges):
    return {"clusters": [{"cluster": at - 1, "badge": badge} for at, badge in enumerate(("don't trust", *badges))]}


@pytest.mark.parametrize(
    ("found", "again", "said"),
    [
        (None, None, []),
        (structure("groups"), resampled("valid", "pattern"), []),
        (structure("groups"), resampled("valid", "don't trust"), ["1 of 2 dissolve"]),
        (structure("none"), resampled("don't trust", "don't trust"), ["no clear segments"]),
        (
            structure("set_apart"),
            resampled("don't trust", "valid"),
            ["one main group, 3.0 % set apart; 1 of 2 dissolve"],
        ),
    ],
)
def test_the_words(found, again, said):
    assert [text for text, _style in certainty_words(found, again)] == said
