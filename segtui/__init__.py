"""segtui: from a customer file to segments, in the terminal."""

__version__ = "0.1.0"
