"""How the compute process answers each question."""
