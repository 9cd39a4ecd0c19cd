"""Who spoke how much and when, as pictures."""
