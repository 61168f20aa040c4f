"""The Textual workbench: seven screens over one plan."""
