"""Lines in order, and the formats that they are written in."""
