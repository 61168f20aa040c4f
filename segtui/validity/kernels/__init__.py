"""Kernels of the indices, compiled when imported: import these modules inside functions only."""
