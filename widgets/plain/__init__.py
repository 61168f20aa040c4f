"""Text from anywhere, made safe: nothing in it controls a terminal, hides, or is read as markup."""
