"""A folder of sessions, shown in a browser on this machine."""
