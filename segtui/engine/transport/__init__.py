"""Messages between the workbench and its compute process."""
