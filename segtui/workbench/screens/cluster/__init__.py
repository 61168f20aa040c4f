"""The Cluster screen."""
