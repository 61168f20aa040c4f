"""What customers will do next: each [[predict]] of a plan fitted, tested, kept, and as columns of the rows."""
