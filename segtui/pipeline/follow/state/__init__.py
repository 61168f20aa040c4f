"""What is kept up of a stream in RUN_DIR/follow.sqlite: one transaction for each batch."""
