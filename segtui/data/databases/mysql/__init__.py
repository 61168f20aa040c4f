"""MySQL and MariaDB: connections, the rows of their protocol, and the types of their columns."""
