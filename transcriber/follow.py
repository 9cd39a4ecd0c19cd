"""Sessions that are being recorded become lines while people talk.

In: session folders, a recognizer, and being asked for the next lines. Out: what happened: lines, and
at a session's end its results (transcript and mix), made from the answers that are there by then. One
recognizer serves all sessions; their utterances are recognized together, in the order in which they
were said. Answers are kept in each session's folder: followed again after an interruption, a session
gives the same lines anew, at once. It never waits: whoever calls `step` does.

Given a clock, it makes drafts as well: of utterances that go on, while no finished one waits, and at most one
at a time, so that a line comes at most one recognition later than without drafts. They are never kept, and
bear on no line.
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from transcriber.capture.session import Session
from transcriber.errors import TranscriberError
from transcriber.inputs import recordings
from transcriber.output import prepare_folder, write_bytes, write_text
from transcriber.speech.asking import Asking
from transcriber.speech.detector import Detector
from transcriber.speech.draft import Draft
from transcriber.speech.drafting import Drafting, Due
from transcriber.speech.follow import Following
from transcriber.speech.hear import Progress
from transcriber.speech.recognizer import Capabilities, Heard, Recognizer, Request
from transcriber.speech.remembered import Remembered
from transcriber.speech.window import Window
from transcriber.speech.wishes import Wishes
from transcriber.transcribe import ANSWERS_NAME, Transcription
from transcriber.transcript.formats import DEFAULT_FORMATS
from transcriber.transcript.transcript import Transcript
from transcriber.types import Line, Samples


@dataclass(frozen=True, slots=True)
class Said:
    """A line was recognized. `name`: its speaker's. `behind`: how much session time the recording is
    ahead of the line's end. `draft`: the id of the draft that was shown of its utterance, if one was."""

    session: Path
    line: Line
    name: str
    behind: Samples
    draft: str | None = None


@dataclass(frozen=True, slots=True)
class Drafted:
    """What is known of an utterance that goes on; or the last draft of one that has ended, behind its
    lines. `name`: its speaker's."""

    session: Path
    draft: Draft
    name: str


@dataclass(frozen=True, slots=True)
class Done:
    """A session has ended and its results are on disk."""

    session: Path
    transcript: Transcript
    files: tuple[Path, ...]
    digest: str
    """The minutes in short, as Markdown with links to lines behind `DIGEST_BASE`; empty when there is
    nothing to tell."""
    spoken: Mapping[str, str]
    """Participant id → language, of those whose language was detected for sure."""


@dataclass(frozen=True, slots=True)
class Failed:
    """A session cannot be followed any further; `why` is a sentence."""

    session: Path
    why: str


Happening = Said | Drafted | Done | Failed


class Unpacked:
    """A recognizer that gets every utterance by itself, as they came while people talked: so that a
    whole recording asks what was answered then."""

    def __init__(self, recognizer: Recognizer) -> None:
        self._recognizer = recognizer
        self.name = recognizer.name
        self.capabilities: Capabilities = replace(recognizer.capabilities, packs=False)

    def recognize(self, requests: Iterable[Request]) -> Iterator[Heard]:
        """See `Recognizer`."""
        return self._recognizer.recognize(requests)

    def close(self) -> None:
        """Belongs to who made it."""


@dataclass(slots=True)
class _Followed:
    """One session that is followed."""

    session: Session
    following: Following
    answers: Remembered
    wishes: Wishes
    asking: Asking
    results: Generator[Progress, None, None] | None = None
    work: Transcription | None = None
    lines: set[str] = field(default_factory=set)


class Followers:
    """All sessions that are followed by one recognizer. Use it as a context manager, or call `close`.

    `formats`: of the transcripts that are written at the end. `clock`: tells the time in seconds, from
    whenever; without it, and for a recognizer that is unfit for them, there are no drafts."""

    def __init__(
        self,
        detector: Detector,
        recognizer: Recognizer,
        formats: Sequence[str] = DEFAULT_FORMATS,
        clock: Callable[[], float] | None = None,
    ) -> None:
        self._detector = detector
        self._recognizer = recognizer
        self._formats = formats
        self._drafting = None if clock is None else Drafting(recognizer, clock)
        self._followed: dict[Path, _Followed] = {}
        self.drafts_asked = 0
        """Drafts of sessions that are over …"""
        self.drafts_dropped = 0
        """… and how many there was no time for."""

    def __enter__(self) -> Followers:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Follows nothing any more; what was recognized is kept."""
        for folder in list(self._followed):
            self._drop(folder)

    def __len__(self) -> int:
        return len(self._followed)

    def begin(self, folder: Path, wishes: Wishes | None = None) -> None:
        """Follows a session from its beginning. Raises InputError when there is no capture (yet),
        OutputError when its folder cannot be written, SettingError for an unknown language."""
        if folder in self._followed:
            return
        session, wishes = Session(folder), wishes or Wishes()
        wishes.check(self._recognizer)
        following = Following(session, self._detector, self._recognizer.capabilities)
        try:
            prepare_folder(folder)
        except TranscriberError:
            following.close()
            raise
        answers = Remembered(folder / ANSWERS_NAME, self._recognizer.name)
        asking = Asking(self._recognizer, wishes, answers, lambda: following.presences, wait=False)
        self._followed[folder] = _Followed(session, following, answers, wishes, asking)

    def end(self, folder: Path) -> None:
        """The session will grow no more, whatever its capture says: its results are due."""
        followed = self._followed.get(folder)
        if followed is not None:
            followed.following.ending = True

    def step(self) -> Iterator[Happening] | None:
        """Whatever is to be done now, and what came of it; None when there is nothing to do (yet)."""
        ready: list[tuple[_Followed, Window]] = []
        waiting: list[_Followed] = []
        busy = False
        failed: list[Failed] = []
        for folder, followed in list(self._followed.items()):
            try:
                windows = self._ready(followed)
            except TranscriberError as error:
                failed.append(Failed(folder, str(error)))
                self._drop(folder)
                continue
            busy = busy or windows is not None
            if windows is None and not followed.following.over:
                waiting.append(followed)
            ready += [(followed, window) for window in windows or ()]
        due = [folder for folder, followed in self._followed.items() if followed.following.over]
        draft = None
        if self._drafting is not None and not ready:
            draft = self._drafting.due((followed.following, followed.asking) for followed in waiting)
        if not (busy or failed or due or draft):
            return None
        return self._happenings(failed, ready, due, draft)

    def _ready(self, followed: _Followed) -> list[Window] | None:
        following = followed.following
        if following.over:
            return None
        windows = following.poll()
        if windows is None and (following.stopped or following.ending):
            return following.finish()
        return windows

    def _happenings(
        self,
        failed: list[Failed],
        ready: list[tuple[_Followed, Window]],
        due: list[Path],
        draft: Due | None,
    ) -> Iterator[Happening]:
        yield from failed
        for followed in list(self._followed.values()):
            for last in followed.following.drafts.vanished():
                yield _named(last, followed.following)
        # what was said first is read first; sessions have begun at different times
        ready.sort(key=lambda pair: pair[1].utterances[-1].end - pair[0].following.clock)
        yield from self._recognized(ready)
        for folder in due:
            yield from self._results(folder)
        if draft is not None:
            yield from self._drafted(draft)

    def _recognized(self, ready: list[tuple[_Followed, Window]]) -> Iterator[Happening]:
        asked: list[tuple[_Followed, Window, Request, Heard | None]] = []
        for followed, window in ready:
            request = followed.asking.request(window)
            asked.append((followed, window, request, followed.answers.find(request)))
        unknown = [request for _, _, request, known in asked if known is None]
        recognize = self._recognizer.recognize if self._drafting is None else self._drafting.answers
        answers = iter(recognize(unknown) if unknown else ())
        for followed, window, request, known in asked:  # in order: what is said shows who speaks what
            heard = known or next(answers)
            if known is None:
                followed.answers.keep(request, heard)
            yield from self._said(followed, window, heard)

    def _said(self, followed: _Followed, window: Window, heard: Heard) -> Iterator[Said | Drafted]:
        names, clock = followed.following.names, followed.following.clock
        folder, drafts = followed.session.folder, followed.following.drafts
        lines, draft = followed.asking.lines(window, heard), drafts.of(window)
        for line in lines:
            if line.id in followed.lines:
                continue
            followed.lines.add(line.id)
            yield Said(folder, line, names.get(line.speaker, line.speaker), clock - line.end, draft)
        for last in drafts.complete(window, lines):
            yield _named(last, followed.following)

    def _drafted(self, due: Due) -> Iterator[Drafted]:
        assert self._drafting is not None
        draft = self._drafting.draft(due)
        if draft is not None:
            yield _named(draft, due.following)

    def _results(self, folder: Path) -> Iterator[Happening]:
        """One step of the work on a session's results, so that others are not kept waiting."""
        followed = self._followed[folder]
        try:
            if followed.results is None:
                followed.answers.__exit__()
                [recording] = recordings([folder])
                followed.work = Transcription(
                    recording, folder, self._detector, Unpacked(self._recognizer), self._formats,
                    followed.wishes,
                )  # fmt: skip
                followed.results = followed.work.run()
            if next(followed.results, None) is not None:
                return
        except TranscriberError as error:
            self._drop(folder)
            yield Failed(folder, str(error))
            return
        self._drop(folder)
        assert followed.work is not None and followed.work.transcript is not None
        from transcriber.minuted import MINUTES_NAME, PICTURE_NAME, minuted  # not needed to print a line

        transcript, files = followed.work.transcript, list(followed.work.files)
        minutes = minuted(folder, transcript)
        try:
            write_text(folder / MINUTES_NAME, minutes.whole)
            files.append(folder / MINUTES_NAME)
            if minutes.picture is not None:
                write_bytes(folder / PICTURE_NAME, minutes.picture)
                files.append(folder / PICTURE_NAME)
        except TranscriberError as error:
            yield Failed(folder, str(error))
            return
        yield Done(folder, transcript, tuple(files), minutes.digest, followed.work.spoken)

    def _drop(self, folder: Path) -> None:
        followed = self._followed.pop(folder)
        self.drafts_asked += followed.following.drafts.asked
        self.drafts_dropped += followed.following.drafts.dropped
        followed.following.close()
        followed.answers.__exit__()
        if followed.results is not None:
            followed.results.close()


def _named(draft: Draft, following: Following) -> Drafted:
    return Drafted(following.folder, draft, following.names.get(draft.speaker, draft.speaker))
