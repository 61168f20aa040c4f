"""The import files of campaign platforms, each declared in one small file."""
