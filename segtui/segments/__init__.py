"""Choose, number, name and compare segments."""
