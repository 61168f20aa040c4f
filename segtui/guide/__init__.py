"""The guide: the reference for users, a page of Markdown for each topic."""
