"""The campaign platforms' import files, one small declared file each."""
