"""report.html, part by part: the run for somebody who decides, and an appendix for the statistician."""
