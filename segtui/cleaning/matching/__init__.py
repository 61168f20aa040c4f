"""Rows that are one person written differently: Fellegi and Sunter's model, from comparisons to merged rows."""
