"""Finding files, telling their formats, unpacking and decoding them."""
