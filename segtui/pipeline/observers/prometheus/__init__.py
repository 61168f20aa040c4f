"""Metrics of a command in Prometheus' text format, in a file that node_exporter reads."""
