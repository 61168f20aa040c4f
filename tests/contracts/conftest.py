"""One folder for all tests of added files, with every template in its package."""

import pytest

from tests.contracts.added import PACKAGES, TEMPLATES, Added

FILES = {
    "algorithm": ["algorithm.py"],
    "step": ["cleaning_step.py"],
    "maker": ["feature_maker.py"],
    "target": ["export_target.py"],
    "reader": ["reader.py", "address_reader.py"],
}


@pytest.fixture(scope="session")
def templates(tmp_path_factory):
    """A folder whose processes have the templates as if they were in their packages."""
    there = Added(tmp_path_factory.mktemp("added"))
    for kind in PACKAGES:
        for name in FILES[kind]:
            there.add(kind, TEMPLATES / name)
    yield there
    there.close()
