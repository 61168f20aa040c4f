"""The PostgreSQL server of the session of tests, for the workbench too."""

from tests.unit.conftest import postgres, uri  # noqa: F401
