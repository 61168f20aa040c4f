"""DBCV: how well clusters of any shape stand apart in density, of many labelings at once."""
