"""A session as one HTML file, to read, search and listen along."""
