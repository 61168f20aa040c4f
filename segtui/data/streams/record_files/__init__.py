"""Files of events, read record by record from any offset."""
