"""in_order: answers in order, requests lazily, errors where they are due, a clean end."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest

from models.order import in_order
from transcriber.errors import TranscriberError
from transcriber.speech.recognizer import Heard, Phrase, Request


def requests(count: int) -> Iterator[Request]:
    """Requests that carry their number as their length."""
    for i in range(count):
        yield Request(np.zeros(i, dtype=np.float32))


def answer(request: Request, stop: threading.Event) -> Heard:
    return Heard((Phrase(0.0, 1.0, str(len(request.pcm))),))


def numbers(answers: Iterator[Heard]) -> list[int]:
    return [int(heard.phrases[0].text) for heard in answers]


def test_answers_come_in_order_though_later_requests_are_done_first() -> None:
    """Every even request waits for the odd one behind it."""
    done = [threading.Event() for _ in range(20)]

    def crosswise(request: Request, stop: threading.Event) -> Heard:
        number = len(request.pcm)
        if number % 2 == 0:
            assert done[number + 1].wait(10)
        done[number].set()
        return answer(request, stop)

    with ThreadPoolExecutor(2) as pool:
        assert numbers(in_order(pool, crosswise, requests(20), ahead=4)) == list(range(20))


def test_no_request_gives_no_answer() -> None:
    with ThreadPoolExecutor(1) as pool:
        assert numbers(in_order(pool, answer, requests(0), ahead=2)) == []


def test_at_most_ahead_requests_are_taken_before_the_oldest_is_given_out() -> None:
    taken: list[int] = []

    def watched() -> Iterator[Request]:
        for request in requests(50):
            taken.append(len(request.pcm))
            yield request

    with ThreadPoolExecutor(2) as pool:
        for given, heard in enumerate(in_order(pool, answer, watched(), ahead=3)):
            assert heard.phrases[0].text == str(given)
            assert len(taken) <= given + 3
    assert taken == list(range(50))


def test_closing_early_forgets_what_has_not_begun_and_stops_the_rest() -> None:
    begun: list[int] = []
    six_taken, second_begun, stopped = threading.Event(), threading.Event(), threading.Event()

    def six_then_more() -> Iterator[Request]:
        for request in requests(50):
            if len(request.pcm) == 6:
                six_taken.set()
            yield request

    def patient(request: Request, stop: threading.Event) -> Heard:
        begun.append(len(request.pcm))
        if len(request.pcm) == 0:
            assert six_taken.wait(10)
        if len(request.pcm) == 1:
            second_begun.set()
            if stop.wait(10):
                stopped.set()
        return answer(request, stop)

    with ThreadPoolExecutor(1) as pool:
        answers = in_order(pool, patient, six_then_more(), ahead=8)
        assert next(answers).phrases[0].text == "0"
        assert second_begun.wait(10)
        answers.close()
    assert stopped.is_set()
    assert begun == [0, 1]


def test_an_error_comes_out_where_its_answer_would() -> None:
    def third_fails(request: Request, stop: threading.Event) -> Heard:
        if len(request.pcm) == 2:
            raise TranscriberError("The third is bad.")
        return answer(request, stop)

    given: list[Heard] = []
    with ThreadPoolExecutor(2) as pool, pytest.raises(TranscriberError, match="The third is bad"):
        given.extend(in_order(pool, third_fails, requests(9), ahead=4))
    assert numbers(iter(given)) == [0, 1]


def test_an_error_of_the_requests_comes_out_and_ends_the_work() -> None:
    def broken() -> Iterator[Request]:
        yield from requests(2)
        raise KeyboardInterrupt

    with ThreadPoolExecutor(2) as pool, pytest.raises(KeyboardInterrupt):
        list(in_order(pool, answer, broken(), ahead=4))
