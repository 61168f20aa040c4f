"""Control groups, outcomes and uplift."""
