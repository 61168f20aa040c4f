"""How good probabilities are: how they rank, how true they are, and how sure that is."""
