"""Kernels of the algorithms, compiled when imported: import these modules inside functions only."""
