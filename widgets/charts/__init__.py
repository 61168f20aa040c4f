"""Charts as data, and their drawing as SVG: the workbench draws the same data in braille."""
