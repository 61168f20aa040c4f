"""What a plan says of following a stream of events, and where segments that move go."""
