"""Warehouses in a cloud: Snowflake, BigQuery and Databricks, each by its own protocol."""
