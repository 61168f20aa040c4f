"""Starter plans for files without one."""
