"""The Clean screen."""
