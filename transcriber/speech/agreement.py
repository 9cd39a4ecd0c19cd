"""Two hypotheses that agree commit words: LocalAgreement-2 over one growing utterance.

In: what a recognizer made of the utterance so far, again and again, each time of more of it. Out: the
words that two successive hypotheses agree on (committed), and what the latest one says behind them
(tentative). A committed word never changes and never goes away, whatever later hypotheses say. It
never recognizes, and never knows speakers.

The policy is Liu, Spanakis and Niehues' (2020, "Low-Latency Sequence-to-Sequence Speech Recognition and
Translation by Partial Hypothesis Selection"), applied to Whisper, with the cutting of long sound, by
Macháček, Dabre and Bojar (2023, "Turning Whisper into Real-Time Transcription System").
"""

from __future__ import annotations

from collections.abc import Sequence

from transcriber.config import DRAFT_SAME_WORD, DRAFT_SOUND
from transcriber.types import Samples, Word


class Agreement:
    """What the hypotheses of one utterance agree on.

    `committed`, `tentative`: what is known of it already, when it goes on from another one."""

    def __init__(self, committed: Sequence[Word] = (), tentative: Sequence[Word] = ()) -> None:
        self.committed = tuple(committed)
        self.tentative = tuple(tentative)

    def hear(self, hypothesis: Sequence[Word]) -> None:
        """The next hypothesis: the whole utterance so far, or its end from `resumption` on."""
        new = list(hypothesis[covered(self.committed, hypothesis) :])
        agreed = 0
        for old, word in zip(self.tentative, new, strict=False):
            if not same(old, word):
                break
            agreed += 1
        self.committed += tuple(new[:agreed])
        self.tentative = tuple(new[agreed:])

    def resumption(self, since: Samples, until: Samples) -> Samples:
        """From where on the sound needs to be heard that was heard from `since`, and reaches `until`.

        What is longer than DRAFT_SOUND is cut in the widest pause in the later half of what is
        committed of it; so at least one committed word is heard again, behind which the rest is found."""
        if until - since <= DRAFT_SOUND or len(self.committed) < 2:
            return since
        half = (since + self.committed[-1].end) // 2
        places = [
            (two.start - one.end, (one.end + two.start) // 2)
            for one, two in zip(self.committed, self.committed[1:], strict=False)
            if two.start > max(since, half)
        ]
        return max(max(places)[1], since) if places else since

    def split(self, at: Samples) -> Agreement:
        """Keeps what is said before `at`; gives the agreement about what is said behind it."""
        rest = Agreement(_behind(self.committed, at), _behind(self.tentative, at))
        self.committed = self.committed[: len(self.committed) - len(rest.committed)]
        self.tentative = self.tentative[: len(self.tentative) - len(rest.tentative)]
        return rest


def covered(committed: Sequence[Word], words: Sequence[Word]) -> int:
    """How many of `words` say what is committed already, or something else in its place.

    The last committed word is found again by its text near its time; where it is not, time decides."""
    if not committed:
        return 0
    last = committed[-1]
    found = [(abs(word.start - last.start), at) for at, word in enumerate(words) if same(word, last)]
    if found:
        return min(found)[1] + 1
    return next((at for at, word in enumerate(words) if _middle(word) >= last.end), len(words))


def same(one: Word, two: Word) -> bool:
    """Whether two hypotheses mean the same word: the same letters at about the same time."""
    return bare(one.text) == bare(two.text) and abs(one.start - two.start) <= DRAFT_SAME_WORD


def bare(text: str) -> str:
    """A word without capitals and punctuation; punctuation that stands alone stays."""
    folded = text.casefold()
    return "".join(letter for letter in folded if letter.isalnum()) or folded


def _behind(words: tuple[Word, ...], at: Samples) -> tuple[Word, ...]:
    first = next((number for number, word in enumerate(words) if _middle(word) >= at), len(words))
    return words[first:]


def _middle(word: Word) -> Samples:
    return (word.start + word.end) // 2
