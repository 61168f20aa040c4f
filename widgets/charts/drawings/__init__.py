"""One drawing for each kind of chart."""
