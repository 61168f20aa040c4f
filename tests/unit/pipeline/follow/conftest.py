import pytest

from tests.unit.pipeline.follow.followed import copied, made_run, shop


@pytest.fixture(scope="session")
def finished_shop(tmp_path_factory):
    """A shop with its finished run, made once; tests take copies."""
    return made_run(shop(tmp_path_factory.mktemp("shop")))


@pytest.fixture
def place(finished_shop, tmp_path):
    """A copy of it."""
    return copied(finished_shop, tmp_path)
