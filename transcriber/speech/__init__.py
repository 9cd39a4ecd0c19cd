"""Sound becomes lines of text."""
