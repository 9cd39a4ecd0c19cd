"""Text drawn from a model whose probabilities are known: as often as it should be, and by Whisper's rules."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

import numpy as np
import pytest

from models.whisper_draw import FIRST_SECOND, MOST, Ahead, Drawer
from transcriber.types import Floats

WORDS, END, FIRST, STAMPS = 4, 4, 6, 200
"""Words 0 to 3, the end, another special token, timestamps."""


def row(**likely: float) -> Floats:
    """Logits of single tokens (`w0`, `end`, `t10`); everything else is next to impossible."""
    logits: Floats = np.full(FIRST + STAMPS, -50.0, dtype=np.float32)
    for name, logit in likely.items():
        place = END if name == "end" else int(name[1:]) + (FIRST if name[0] == "t" else 0)
        logits[place] = logit
    return logits


class Model:
    """Writes what `after` finds likeliest; counts how often it was asked."""

    def __init__(self, *rows: Floats) -> None:
        self.rows = rows
        self.asked = 0

    def after(self, tokens: Sequence[int]) -> Floats:
        return self.rows[min(len(tokens), len(self.rows) - 1)]

    def ahead(self, tokens: Sequence[int], many: int) -> tuple[Sequence[int], Sequence[Floats]]:
        self.asked += 1
        written = list(tokens)
        logits: list[Floats] = []
        while len(logits) < many:
            logits.append(self.after(written))
            token = int(np.argmax(logits[-1]))
            if token == END:
                break
            written.append(token)
        return written[len(tokens) :], logits


def draw(ahead: Ahead, temperature: float = 1.0, seed: int = 0) -> tuple[list[int], float]:
    return Drawer(END, FIRST).draw(ahead, temperature, np.random.default_rng(seed))


OPEN, CLOSE = row(t0=0), row(t10=0)


def test_the_same_seed_draws_the_same_and_another_one_another() -> None:
    def model() -> Ahead:
        return Model(OPEN, *[row(w0=0, w1=0, w2=0, w3=0)] * 8, CLOSE, row(end=0)).ahead

    assert draw(model(), seed=1) == draw(model(), seed=1)
    assert len({tuple(draw(model(), seed=seed)[0]) for seed in range(10)}) == 10


@pytest.mark.parametrize("temperature", [0.5, 1.0])
def test_tokens_are_drawn_as_often_as_the_temperature_makes_them_likely(temperature: float) -> None:
    shares = np.array([0.5, 0.3, 0.2])
    choice = row(w0=float(np.log(0.5)), w1=float(np.log(0.3)), w2=float(np.log(0.2)))
    times = 3000
    chance = np.random.default_rng(7)
    drawer = Drawer(END, FIRST)
    drawn = Counter(
        drawer.draw(Model(OPEN, choice, CLOSE, row(end=0)).ahead, temperature, chance)[0][1]
        for _ in range(times)
    )
    expected = shares ** (1 / temperature) / (shares ** (1 / temperature)).sum()
    for word, share in enumerate(expected):
        assert drawn[word] / times == pytest.approx(share, abs=0.04)


def test_the_mean_is_of_the_probabilities_at_temperature_one_and_of_the_end_too() -> None:
    model = Model(OPEN, row(w0=0.0, w1=0.0), CLOSE, row(end=float(np.log(3)), t10=0.0), row(w0=0, end=5))
    for seed in range(20):
        tokens, logprob = draw(model.ahead, 0.3, seed)
        if len(tokens) == 3:
            assert logprob == pytest.approx((np.log(0.5) + np.log(0.75)) / 4)
            break
    else:
        raise AssertionError("the end was never drawn")


def test_a_likely_way_is_written_in_few_goes() -> None:
    """1, 4, 8 and 16 tokens."""
    model = Model(OPEN, *[row(w1=20)] * 26, CLOSE, row(end=20))
    tokens, _ = draw(model.ahead, 0.2)
    assert tokens == [FIRST, *[1] * 26, FIRST + 10]
    assert model.asked == 4


def test_a_text_without_end_is_as_long_as_whisper_writes() -> None:
    model = Model(OPEN, row(w1=0))
    tokens, _ = draw(model.ahead)
    assert len(tokens) == MOST
    assert model.asked <= 12


# --- rules of timestamps ------------------------------------------------------------------------------


def test_a_text_begins_with_a_timestamp_of_its_first_second() -> None:
    anything = row(w0=9, end=9, t3=0, t51=8)
    for seed in range(20):
        tokens, _ = draw(Model(anything, row(w0=9), CLOSE, row(end=9)).ahead, seed=seed)
        assert FIRST <= tokens[0] <= FIRST + FIRST_SECOND


def test_behind_an_opening_timestamp_comes_text() -> None:
    for seed in range(20):
        tokens, _ = draw(Model(OPEN, row(t5=9, w2=0), CLOSE, row(end=9)).ahead, seed=seed)
        assert tokens[1] == 2


def test_behind_a_closing_timestamp_comes_another_or_the_end() -> None:
    seen = set()
    for seed in range(40):
        model = Model(OPEN, row(w0=9), CLOSE, row(w3=9, t10=0, end=1), row(w1=9), row(t20=9), row(end=9))
        tokens, _ = draw(model.ahead, seed=seed)
        seen.add(tokens[3] if len(tokens) > 3 else END)
    assert seen == {FIRST + 10, END}


def test_timestamps_never_go_back() -> None:
    model = Model(OPEN, row(w0=9), row(t30=9), row(t30=9), row(w0=9), row(t10=9, t30=8, t31=0), row(end=9))
    for seed in range(20):
        tokens, _ = draw(model.ahead, seed=seed)
        assert tokens[5] == FIRST + 31  # not the time that opened it either


def test_a_timestamp_is_due_where_all_together_are_likelier_than_any_word() -> None:
    many = row(w0=0.0, **{f"t{i}": -2.0 for i in range(20, 40)})
    for seed in range(20):
        tokens, _ = draw(Model(OPEN, row(w0=9), many, row(end=9)).ahead, seed=seed)
        assert tokens[2] >= FIRST + 20
