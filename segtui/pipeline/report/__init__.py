"""A run's report as Markdown, page, workbook and pictures, and what is kept to write it again."""
