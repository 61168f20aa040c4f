"""Changes of a plan that resolve the alerts of a profile."""
