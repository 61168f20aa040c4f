"""Files as read, before their text is numbers and dates, and what was repaired in them."""
