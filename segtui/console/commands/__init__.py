"""The commands' declarations: options and help; what a command does is loaded when it is called."""
