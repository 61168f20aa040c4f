"""How other libraries are called: a fence for their errors, columns by name, kernels compiled once."""
