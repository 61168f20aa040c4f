"""What a lead score is made of: events with points, their decay and caps, and bands of the sum."""
