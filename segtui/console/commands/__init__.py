"""The commands' declarations: options and help. The code of a command is loaded when it is called."""
