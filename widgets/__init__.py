"""Reusable Textual widgets; they know nothing of segtui."""
