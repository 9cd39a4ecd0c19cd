"""Turns of phrase by which decisions, tasks and questions are known, a file a language."""
