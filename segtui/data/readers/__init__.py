"""The readers; every module here declares one."""
