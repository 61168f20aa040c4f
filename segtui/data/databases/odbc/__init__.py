"""Databases by ODBC: connection strings, and the types of columns as drivers give them."""
