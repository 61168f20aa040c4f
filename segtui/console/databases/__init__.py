"""What commands say of databases: the connections, their tables, and what a run would ask."""
