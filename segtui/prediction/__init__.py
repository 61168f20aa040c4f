"""Predictions from the same logs: labels, snapshots, learners, calibration, metrics with intervals."""
