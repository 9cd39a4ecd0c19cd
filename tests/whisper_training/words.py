"""Word errors and word times of what a recognizer said, against what was said.

In: words with starts. Out: substitutions, insertions and deletions, and how far off the starts of the
words that were heard rightly are. Spelling aside, words are equal: no capitals, no punctuation.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field


def plain(text: str) -> list[str]:
    """The words of a text as they are compared."""
    words = (word.strip(".,?!\"'").lower() for word in text.replace("-", " ").split())
    return [word for word in words if word]


@dataclass(slots=True)
class Score:
    """`errors` among `words` that were said; `off`: seconds, of the words that were heard rightly."""

    words: int = 0
    errors: int = 0
    off: list[float] = field(default_factory=list)

    @property
    def rate(self) -> float:
        """The word error rate."""
        return self.errors / max(1, self.words)


def aligned(said: Sequence[str], heard: Sequence[str]) -> tuple[int, list[tuple[int, int]]]:
    """The least number of errors, and the pairs of equal words (Levenshtein)."""
    rows = [[0] * (len(heard) + 1) for _ in range(len(said) + 1)]
    for i in range(len(said) + 1):
        for j in range(len(heard) + 1):
            if not i or not j:
                rows[i][j] = i + j
                continue
            change = rows[i - 1][j - 1] + (said[i - 1] != heard[j - 1])
            rows[i][j] = min(change, rows[i - 1][j] + 1, rows[i][j - 1] + 1)
    pairs: list[tuple[int, int]] = []
    i, j = len(said), len(heard)
    while i and j:
        if said[i - 1] == heard[j - 1] and rows[i][j] == rows[i - 1][j - 1]:
            pairs.append((i - 1, j - 1))
            i, j = i - 1, j - 1
        elif rows[i][j] == rows[i - 1][j - 1] + 1:
            i, j = i - 1, j - 1
        elif rows[i][j] == rows[i - 1][j] + 1:
            i -= 1
        else:
            j -= 1
    return rows[-1][-1], pairs[::-1]
