"""A run over ordered parts of its rows: learned from all of them, searched on a sample, written part by part."""
