"""Messages of a stream as rows: read, and told apart into events, changes of profiles and what is neither."""
