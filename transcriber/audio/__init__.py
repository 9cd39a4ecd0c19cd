"""Events become sound on one timeline."""
