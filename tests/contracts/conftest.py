"""One folder for all tests of added files, with every template and every member in its package."""

from pathlib import Path

import pytest

from tests.contracts.added import PACKAGES, TEMPLATES, Added

MEMBERS = Path(__file__).parent / "members"
FILES = {
    "algorithm": [TEMPLATES / "algorithm.py", MEMBERS / "mixture.py", MEMBERS / "absent_algorithm.py"],
    "step": [TEMPLATES / "cleaning_step.py", MEMBERS / "clip.py"],
    "maker": [TEMPLATES / "feature_maker.py", TEMPLATES / "row_maker.py", MEMBERS / "logins.py"],
    "target": [TEMPLATES / "export_target.py", MEMBERS / "ads.py", MEMBERS / "absent_target.py"],
    "reader": [TEMPLATES / "reader.py", TEMPLATES / "address_reader.py", MEMBERS / "absent_reader.py"],
}


@pytest.fixture(scope="session")
def templates(tmp_path_factory):
    """A folder whose processes have the templates and the members as if they were in their packages."""
    there = Added(tmp_path_factory.mktemp("added"))
    for kind in PACKAGES:
        for file in FILES[kind]:
            there.add(kind, file)
    yield there
    there.close()
