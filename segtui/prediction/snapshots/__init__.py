"""The days on which a prediction could have been made, and what was known of each customer then."""
