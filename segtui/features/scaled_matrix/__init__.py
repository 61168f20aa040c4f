"""The numeric matrix: columns encoded, transformed and scaled, and what in them distorts distances."""
