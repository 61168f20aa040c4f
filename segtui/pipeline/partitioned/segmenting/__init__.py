"""The segments of all rows: placed, written, told and exported part by part."""
