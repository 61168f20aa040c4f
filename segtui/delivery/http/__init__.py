"""Calls to other sides by HTTP: patient, paced, without redirects, and without secrets in what they say."""
