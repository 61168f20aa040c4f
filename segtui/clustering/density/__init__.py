"""Neighbors, spanning trees and condensed trees, from which DBSCAN and HDBSCAN are read."""
