"""Tables of databases: what an address asks for, and its rows staged as one file."""
