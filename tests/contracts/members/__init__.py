"""New members of the registries, each of which wants more of them than the templates do."""
