"""What segments are like: measures, effect sizes, comparison, cards and rules."""
