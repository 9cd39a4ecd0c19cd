"""Text drawn from Whisper's probabilities at a temperature, the same for the same seed.

In: a function that lets the model write on, likeliest token by likeliest token, and gives its numbers;
a temperature, a source of chance. Out: tokens and how likely they were. CTranslate2 can draw, but
seeds each of its threads only once (measured: `set_random_seed` between two draws changes nothing),
so that what it draws depends on everything drawn before.

A token is drawn as the one of largest `logit / temperature + noise` (Gumbel's noise makes that an exact
draw). Mostly it is the likeliest one: so the model writes a stretch ahead, and only where a draw leaves
that way it writes anew from there. Whisper's rules for timestamps are applied here to all that was
drawn: the engine applies them to what it wrote itself since it was last told what comes before.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from transcriber.types import Floats

LEAST_AHEAD, MOST_AHEAD = 4, 32
"""Tokens written ahead at a time: twice as many as lately turned out to be of use, between these."""

MOST = 224
"""Tokens that Whisper writes for a window at most: half of its context."""

FIRST_SECOND = 50
"""Speech begins within the first second of a window, in timestamps of 0.02 s: as in the model's training."""

Ahead = Callable[[Sequence[int], int], tuple[Sequence[int], Sequence[Floats]]]
"""Given the tokens so far and how many may follow: the likeliest tokens that follow, and for each, and for
the end behind them when it is among the many, the logits that it was chosen by."""


class Drawer:
    """Draws for a model whose vocabulary ends in timestamps from `first_timestamp`, `end` being the
    token that ends a text (all special tokens come from it on)."""

    def __init__(self, end: int, first_timestamp: int) -> None:
        self._end = end
        self._first = first_timestamp

    def draw(self, ahead: Ahead, temperature: float, chance: np.random.Generator) -> tuple[list[int], float]:
        """Tokens, without the end, and the mean of their logarithmic probabilities, the end's included."""
        tokens: list[int] = []
        summed, many = 0.0, 1  # behind the first token, which is a timestamp, the rules begin anew anyway
        while len(tokens) < MOST:
            begin = len(tokens)
            likeliest, logits = ahead(tokens, min(many, MOST - begin))
            if not logits:
                break
            for place, row in enumerate(logits):
                allowed = self._allowed(tokens, row)
                token = _drawn(allowed, temperature, chance)
                summed += _log_probability(allowed, token)
                if token == self._end:
                    return tokens, summed / (len(tokens) + 1)
                tokens.append(token)
                left = place >= len(likeliest) or token != likeliest[place]
                if left or len(tokens) == MOST or (place == 0 and token >= self._first):
                    break
            many = min(max(LEAST_AHEAD, 2 * (len(tokens) - begin)), MOST_AHEAD)
        return tokens, summed / (len(tokens) + 1)

    def _allowed(self, tokens: Sequence[int], logits: Floats) -> Floats:
        """The logits with what must not follow the tokens ruled out.

        A text is opened by one timestamp and closed by another, which the next one's opens behind; they
        never go back. Where all timestamps together are likelier than any other token, one is due.
        """
        allowed = np.array(logits, dtype=np.float32).ravel()
        text, stamps = allowed[: self._first], allowed[self._first :]  # views: writing to them rules out
        out = -np.inf
        if not tokens:
            text[:] = out
            stamps[FIRST_SECOND + 1 :] = out
            return allowed
        after = tokens[-1] >= self._first
        opened = after and (len(tokens) < 2 or tokens[-2] >= self._first)
        if opened:
            stamps[:] = out
        elif after:
            text[: self._end] = out
        told = [token for token in tokens if token >= self._first]
        if told:
            again = after and not opened
            stamps[: told[-1] - self._first + (0 if again else 1)] = out
        if np.isfinite(stamps).any() and np.logaddexp.reduce(stamps) > text.max():
            text[:] = out
        return allowed


def _drawn(logits: Floats, temperature: float, chance: np.random.Generator) -> int:
    noise = chance.gumbel(size=len(logits))
    return int(np.argmax(logits.astype(np.float64) / temperature + noise))


def _log_probability(logits: Floats, token: int) -> float:
    exact = logits.astype(np.float64)
    return float(exact[token] - np.logaddexp.reduce(exact))
