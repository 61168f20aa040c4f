"""The cleaning steps; every module here declares at least one."""
