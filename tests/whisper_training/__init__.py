"""Training of a very small Whisper on synthesized speech."""
