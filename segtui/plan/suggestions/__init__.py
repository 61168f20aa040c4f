"""Changes of a plan that deal with the alerts of a profile."""
