"""Reading a source: files, delimiters, encodings, types, ids."""
