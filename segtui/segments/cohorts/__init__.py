"""Cohorts: customers by the period of their first order, and what they do in the periods after it."""
