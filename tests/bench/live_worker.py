"""A worker for the live bench: the real one's loop, pipe and speech detector, with a recognizer that answers
at once: what is measured is everything but recognition."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator

from models.registry import open_detector
from transcriber.cli.worker import serve
from transcriber.follow import Followers
from transcriber.speech.recognizer import RECOGNIZER_RATE, Capabilities, Heard, Phrase, Request


class Prompt:
    """Says one phrase, as long as what it heard."""

    name = "prompt"
    capabilities = Capabilities(frozenset({"en"}), False, True, True, True, 30.0, True)

    def recognize(self, requests: Iterable[Request]) -> Iterator[Heard]:
        """Something, for each."""
        for request in requests:
            yield Heard((Phrase(0.0, len(request.pcm) / RECOGNIZER_RATE, "something"),), "en")

    def close(self) -> None:
        """Nothing to close."""


def main() -> None:
    """Serves until stdin ends."""
    recognizer = Prompt()
    with Followers(open_detector(), recognizer, ["json"]) as followers:
        serve(followers, recognizer, sys.stdin, sys.stdout)


if __name__ == "__main__":
    main()
