"""Text from anywhere, made plain: nothing of it steers a terminal, hides, or is read as markup."""
