"""Requests that share batches: how many at a time, in which order, and what happens when it goes wrong.

Answers are fakes that say which request they were given. Whoever waits for another thread waits for at
most TOO_LONG, and fails then.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Sequence

import numpy as np
import pytest

from models.batches import Batches, OutOfMemory, Wanted
from transcriber.errors import TranscriberError
from transcriber.speech.recognizer import Heard, Request

TOO_LONG = 20.0


def request(number: int) -> Request:
    return Request(np.full(1, number, dtype=np.float32))


def number(asked: Request) -> int:
    return int(asked.pcm[0])


def heard(asked: Request) -> Heard:
    return Heard((), str(number(asked)))


class Answering:
    """Answers each request with its number; remembers the batches. `before` runs first in each."""

    def __init__(self, before: Callable[[list[int]], object] = lambda _: None) -> None:
        self.batches: list[list[int]] = []
        self._before = before

    def __call__(self, requests: Sequence[Request], wanted: Wanted) -> Iterator[tuple[int, Heard]]:
        numbers = [number(asked) for asked in requests]
        self.batches.append(numbers)
        self._before(numbers)
        for place, asked in reversed(list(enumerate(requests))):
            yield place, heard(asked)


@pytest.fixture
def patient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Workers give whoever is asking all the time it takes, on a machine however busy."""
    monkeypatch.setattr("models.batches.GATHER_SECONDS", TOO_LONG)


def no_kind(_: Request) -> None:
    return None


def answered(batches: Batches, numbers: Sequence[int]) -> list[str | None]:
    return [one.language for one in batches.answers(map(request, numbers))]


def texts(numbers: Sequence[int]) -> list[str]:
    return [str(one) for one in numbers]


@pytest.mark.parametrize("workers", [1, 3])
@pytest.mark.parametrize("size", [1, 4])
def test_every_request_is_answered_once_and_in_order(workers: int, size: int) -> None:
    answering = Answering()
    batches = Batches(answering, no_kind, workers=workers, lanes=workers, size=size)
    assert answered(batches, range(50)) == texts(range(50))
    assert sorted(one for batch in answering.batches for one in batch) == list(range(50))
    assert max(map(len, answering.batches)) <= size
    batches.close()


def test_what_is_at_hand_shares_a_batch(patient: None) -> None:
    answering = Answering()
    batches = Batches(answering, no_kind, size=8)
    answered(batches, range(5))
    assert answering.batches == [[0, 1, 2, 3, 4]]
    batches.close()


def test_a_batch_holds_one_kind(patient: None) -> None:
    answering = Answering()
    batches = Batches(answering, lambda asked: number(asked) % 2, size=8)
    assert answered(batches, range(6)) == texts(range(6))
    assert answering.batches == [[0, 2, 4], [1, 3, 5]]
    batches.close()


def test_a_request_does_not_wait_for_others_to_come() -> None:
    """The next one comes only once the first was answered."""
    first = threading.Event()

    def slowly() -> Iterator[Request]:
        yield request(0)
        assert first.wait(TOO_LONG), "the first request waits for its batch to fill"
        yield request(1)

    batches = Batches(Answering(lambda _: first.set()), no_kind, size=8)
    assert [one.language for one in batches.answers(slowly())] == ["0", "1"]
    batches.close()


def test_who_has_asked_everything_does_not_wait_for_others_to_ask(patient: None) -> None:
    answers: list[str | None] = []
    batches = Batches(Answering(), no_kind, size=8)
    thread = threading.Thread(target=lambda: answers.extend(answered(batches, [1, 2])))
    thread.start()
    thread.join(TOO_LONG / 2)
    assert answers == ["1", "2"]
    thread.join()
    batches.close()


def test_free_workers_share_what_there_is(patient: None) -> None:
    """Each is held until the other has begun."""
    both = threading.Barrier(2, timeout=TOO_LONG)
    answering = Answering(lambda _: both.wait())
    batches = Batches(answering, no_kind, workers=2, lanes=2, size=8)
    assert answered(batches, range(4)) == texts(range(4))
    assert sorted(map(len, answering.batches)) == [2, 2]
    batches.close()


def test_threads_beside_the_only_lane_do_not_divide_batches(patient: None) -> None:
    answering = Answering()
    batches = Batches(answering, no_kind, workers=2, lanes=1, size=8)
    answered(batches, range(8))
    assert answering.batches == [list(range(8))]
    batches.close()


def test_requests_are_taken_only_a_few_ahead() -> None:
    taken = 0

    def counted() -> Iterator[Request]:
        nonlocal taken
        for one in range(1000):
            taken += 1
            yield request(one)

    batches = Batches(Answering(), no_kind, workers=2, lanes=2, size=4)
    answers = batches.answers(counted())
    for given in range(1, 100):
        next(answers)
        assert taken <= given + batches.ahead
    answers.close()
    batches.close()


def test_two_callers_share_a_batch_and_the_later_one_is_served_first(patient: None) -> None:
    """The first caller's requests wait while his first one is computed; then the second one asks."""
    go, begun = threading.Event(), threading.Event()

    def held(numbers: list[int]) -> None:
        begun.set()
        assert numbers[0] != 0 or go.wait(TOO_LONG)

    answering = Answering(held)
    batches = Batches(answering, no_kind, size=3)
    first = batches.answers(map(request, [0, 1, 2, 3, 4, 5]))
    answers: list[str | None] = []
    thread = threading.Thread(target=lambda: answers.extend(one.language for one in first))
    thread.start()
    assert begun.wait(TOO_LONG)
    with batches._changed:
        batches._changed.wait_for(lambda: len(batches._waiting) == 3, TOO_LONG)

    def asked() -> Iterator[Request]:
        yield request(7)
        yield request(8)
        go.set()

    assert [one.language for one in batches.answers(asked())] == ["7", "8"]
    thread.join(TOO_LONG)
    assert answers == texts(range(6))
    assert answering.batches == [[0, 1, 2], [7, 8, 3], [4, 5]]
    batches.close()


class Small:
    """An engine whose memory holds `most` requests at a time."""

    def __init__(self, most: int) -> None:
        self.most = most
        self.sizes: list[int] = []

    def __call__(self, requests: Sequence[Request], wanted: Wanted) -> Iterator[tuple[int, Heard]]:
        self.sizes.append(len(requests))
        if len(requests) > self.most:
            raise OutOfMemory("The memory does not hold it.")
        yield from enumerate(map(heard, requests))


def test_batches_are_halved_when_memory_does_not_hold_them(patient: None) -> None:
    small = Small(most=3)
    batches = Batches(small, no_kind, size=16)
    assert answered(batches, range(16)) == texts(range(16))
    assert small.sizes == [16, 8, 4, 2, 2, 2, 2, 2, 2, 2, 2]
    assert answered(batches, range(4)) == texts(range(4))
    assert small.sizes[-2:] == [2, 2]
    assert batches.size == 2
    batches.close()


def test_what_was_answered_before_memory_ran_out_is_not_computed_again(patient: None) -> None:
    asked: list[int] = []

    def halfway(requests: Sequence[Request], wanted: Wanted) -> Iterator[tuple[int, Heard]]:
        for place, one in enumerate(requests):
            if len(requests) == 4 and place == 2:
                raise OutOfMemory("The memory does not hold it.")
            asked.append(number(one))
            yield place, heard(one)

    batches = Batches(halfway, no_kind, size=4)
    assert answered(batches, range(4)) == texts(range(4))
    assert asked == [0, 1, 2, 3]
    batches.close()


def test_memory_that_does_not_hold_a_single_request_is_an_error() -> None:
    batches = Batches(Small(most=0), no_kind, size=4)
    with pytest.raises(OutOfMemory, match="does not hold it"):
        answered(batches, range(4))
    batches.close()


def test_a_failure_comes_out_where_it_is_due() -> None:
    def fails(requests: Sequence[Request], wanted: Wanted) -> Iterator[tuple[int, Heard]]:
        for place, one in enumerate(requests):
            if number(one) == 2:
                raise TranscriberError("The model failed.")
            yield place, heard(one)

    batches = Batches(fails, no_kind, size=1)
    answers = batches.answers(map(request, range(4)))
    assert [next(answers).language, next(answers).language] == ["0", "1"]
    with pytest.raises(TranscriberError, match=r"The model failed\."):
        next(answers)
    assert answered(batches, [5]) == ["5"]
    batches.close()


def test_what_the_requests_raise_comes_out_at_once() -> None:
    def broken() -> Iterator[Request]:
        yield request(0)
        raise TranscriberError("The recording is torn.")

    batches = Batches(Answering(), no_kind)
    with pytest.raises(TranscriberError, match="torn"):
        list(batches.answers(broken()))
    batches.close()


def test_an_answer_that_never_comes_is_an_error_and_no_waiting(patient: None) -> None:
    def forgets(requests: Sequence[Request], wanted: Wanted) -> Iterator[tuple[int, Heard]]:
        yield 0, heard(requests[0])

    batches = Batches(forgets, no_kind, size=2)
    answers = batches.answers(map(request, range(2)))
    assert next(answers).language == "0"
    with pytest.raises(TranscriberError, match=r"gave no answer\."):
        next(answers)
    batches.close()


def test_a_caller_who_leaves_is_not_computed_for() -> None:
    begun, left, noticed = threading.Event(), threading.Event(), threading.Event()
    asked: list[int] = []

    def waits(requests: Sequence[Request], wanted: Wanted) -> Iterator[tuple[int, Heard]]:
        asked.extend(map(number, requests))
        if number(requests[0]) == 1:
            assert wanted()
            begun.set()
            assert left.wait(TOO_LONG)
            if not wanted():
                noticed.set()
                return
        yield from enumerate(map(heard, requests))

    batches = Batches(waits, no_kind, size=1)
    answers = batches.answers(map(request, range(2)))
    next(answers)
    assert begun.wait(TOO_LONG)
    answers.close()
    left.set()
    assert noticed.wait(TOO_LONG)
    assert answered(batches, [9]) == ["9"]
    batches.close()


def test_closing_answers_whoever_still_waits_with_an_error() -> None:
    begun, go = threading.Event(), threading.Event()

    def held(_: list[int]) -> None:
        begun.set()
        assert go.wait(TOO_LONG)

    batches = Batches(Answering(held), no_kind, size=1)
    failures: list[str] = []

    def ask() -> None:
        try:
            answered(batches, range(2))
        except TranscriberError as error:
            failures.append(str(error))

    thread = threading.Thread(target=ask)
    thread.start()
    assert begun.wait(TOO_LONG)
    with batches._changed:
        assert batches._changed.wait_for(lambda: len(batches._waiting) == 1, TOO_LONG)
    closing = threading.Thread(target=batches.close)
    closing.start()
    with batches._changed:
        assert batches._changed.wait_for(lambda: not batches._waiting, TOO_LONG)
    go.set()
    closing.join(TOO_LONG)
    thread.join(TOO_LONG)
    assert failures == ["The recognizer was closed meanwhile."]
