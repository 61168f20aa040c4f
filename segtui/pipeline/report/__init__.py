"""report.md, part by part."""
