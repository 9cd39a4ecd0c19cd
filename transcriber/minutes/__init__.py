"""Minutes of a meeting: what a transcript holds that somebody has to know who was not there."""
