"""The feature makers; every module here declares one."""
