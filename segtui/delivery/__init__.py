"""How segments leave: into campaign files and into tables, each by the same care for consent."""
