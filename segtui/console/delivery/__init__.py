"""The commands by which segments leave: exports, tables, platforms."""
