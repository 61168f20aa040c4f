"""report.xlsx: the figures of a run as a spreadsheet, with charts that the reader's program draws."""
