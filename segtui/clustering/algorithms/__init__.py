"""The clustering algorithms; every module here declares one."""
