"""What a session keeps: its journal, frames and cached results."""
