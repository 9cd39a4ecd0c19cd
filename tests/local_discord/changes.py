"""Waiting for something to become true, without sleeping.

Whoever changes a state says so (`notify`); whoever waits gives a question (`until`), which is asked
again after every change. It never asks by a timer.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable


class Changes:
    """The waiting of one local Discord."""

    def __init__(self) -> None:
        self._waiting: list[tuple[Callable[[], object], asyncio.Future[None]]] = []

    def notify(self) -> None:
        """Something has changed: everybody's question is asked again."""
        for question, answer in self._waiting:
            if not answer.done() and question():
                answer.set_result(None)

    async def until(self, question: Callable[[], object], what: str, seconds: float = 5.0) -> None:
        """Returns as soon as `question()` is true. Raises AssertionError with `what` after `seconds`."""
        if question():
            return
        entry = question, asyncio.get_running_loop().create_future()
        self._waiting.append(entry)
        try:
            await asyncio.wait_for(entry[1], seconds)
        except TimeoutError:
            raise AssertionError(f"In {seconds:g} s this did not happen: {what}.") from None
        finally:
            self._waiting.remove(entry)
