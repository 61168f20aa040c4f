"""The compute process: started before the app, asked by messages, killed to cancel."""
