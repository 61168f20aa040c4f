"""Kernels of predictors, compiled when imported: import these modules inside functions only."""
