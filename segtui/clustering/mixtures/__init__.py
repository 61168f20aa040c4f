"""Mixtures of Gaussians: densities, memberships, and fitting by expectation and maximisation."""
