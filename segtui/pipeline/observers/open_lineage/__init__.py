"""Lineage of a command as OpenLineage events (specification 2-0-2): a file of JSON lines, or a server."""
