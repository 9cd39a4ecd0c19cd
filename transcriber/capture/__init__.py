"""Events on disk: the capture format, and captures of others."""
