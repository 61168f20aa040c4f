"""Neighbours, spanning trees and condensed trees, which DBSCAN and HDBSCAN are read off."""
