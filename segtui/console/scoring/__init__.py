"""`segtui assign`, `predict`, `drift`, `refresh`: new rows beside what a run learned."""
