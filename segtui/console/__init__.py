"""What the commands print: narration on standard error, data on standard output."""
