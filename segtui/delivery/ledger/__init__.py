"""What was sent to whom, on disk before the next is sent: keyed hashes of people, nothing by which they are known."""
