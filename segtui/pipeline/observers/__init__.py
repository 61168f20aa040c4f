"""Who is told how a command went: a file of metrics, lineage. Nothing here can make a command fail or wait long."""
