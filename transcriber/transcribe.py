"""One recording becomes its results: the mix, and the transcript in every format asked for.

In: a recording, a recognizer, and where results go. Out: progress while it runs, then the transcript
and the names of the files. The whole recording passes once: each stretch of sound goes into the mix
and to the recognizer. Interrupted, it keeps what was recognized, and running it again goes on there.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Generator, Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from pathlib import Path

from transcriber.audio.encode import SOUND_FORMATS
from transcriber.audio.export import MixFile
from transcriber.audio.sound import Repairs
from transcriber.audio.source import Stretch, Survey
from transcriber.inputs import Recording, check_heard
from transcriber.output import prepare_folder, write_transcript
from transcriber.speech.bleed import Bleed
from transcriber.speech.cleaning import told
from transcriber.speech.detector import Detector
from transcriber.speech.echo import marked, own_talk
from transcriber.speech.hear import Hearing, Progress
from transcriber.speech.recognizer import Recognizer
from transcriber.speech.remembered import Remembered
from transcriber.speech.wishes import Wishes
from transcriber.transcript.assemble import assemble
from transcriber.transcript.transcript import Transcript
from transcriber.types import Line, Participant, Reread, Samples

ANSWERS_NAME = "recognized.jsonl"
"""What the recognizer answered so far: see `Remembered`."""


@dataclass(slots=True)
class Transcription:
    """The work on one recording. `run` does it; then `transcript` and `files` tell the result."""

    recording: Recording
    folder: Path
    detector: Detector
    recognizer: Recognizer
    formats: Sequence[str]
    wishes: Wishes = field(default_factory=Wishes)
    mix: bool = True
    again: bool = False
    """Recognize everything anew, whatever an earlier run has left."""
    debug: bool = False
    """Put into the transcript what was read more than once."""
    survey: Survey | None = None
    """What is known of the recording, from the first progress on."""
    transcript: Transcript | None = None
    files: list[Path] = field(default_factory=list)
    found: int = 0
    """Answers that an earlier run had left."""
    spoken: dict[str, str] = field(default_factory=dict)
    """Participant id → language, of those whose language was detected for sure."""
    _repairs: dict[str, Repairs] = field(default_factory=dict)

    def run(self) -> Generator[Progress, None, None]:
        """Hears the recording and writes the results.

        Raises InputError when there is no voice in it, OutputError when results cannot be written,
        and what the recognizer raises. Closing the iterator early leaves no half-written file."""
        survey = self.survey = self.recording.source.survey()
        check_heard(self.recording, survey)
        prepare_folder(self.folder)
        yield Progress(0, ())
        path = self.folder / "mix.wav"
        lines: list[Line] = []
        doubts: list[Reread] = []
        answers = Remembered(self.folder / ANSWERS_NAME, self.recognizer.name, again=self.again)
        with ExitStack() as stack:
            stack.enter_context(answers)
            mix = stack.enter_context(MixFile(path, SOUND_FORMATS["wav"], survey)) if self.mix else None
            bleed = Bleed(survey.owners, survey.lateness)
            hearing = Hearing(
                survey.owners,
                survey.lateness,
                self.detector,
                self.recognizer,
                self.wishes,
                lambda stretch: self._pass_on(stretch, bleed, mix),
                survey.presences,
            )
            for progress in hearing.lines(self.recording.source.stretches(), answers):
                lines += progress.lines
                doubts += progress.doubts
                yield progress
        self.found = answers.found
        self.spoken = hearing.spoken
        bleed.finish()
        lines = list(_unique(marked((_within(line, survey.duration) for line in lines), bleed.share)))
        self.transcript = self._transcript(survey, hearing, lines)
        if self.debug:
            doubts.sort(key=lambda doubt: (doubt.start, doubt.speaker))
            self.transcript = replace(self.transcript, debug=tuple(doubts))
        self.files = write_transcript(self.folder, self.transcript, self.formats)
        self.files += [path] if self.mix else []

    def _pass_on(self, stretch: Stretch, bleed: Bleed, mix: MixFile | None) -> None:
        self._repairs.update(stretch.repairs)
        bleed.push(stretch)
        if mix is not None:
            mix.push(stretch)

    def _transcript(self, survey: Survey, hearing: Hearing, lines: list[Line]) -> Transcript:
        left_out = told(hearing.dropped)
        talk = own_talk(hearing.talk, lines)
        return Transcript(
            title=survey.title,
            started=survey.started,
            duration=survey.duration,
            recognizer=self.recognizer.name,
            participants=tuple(self._known(person, survey, talk) for person in survey.participants),
            lines=assemble(line for line in lines if line.echo_of is None),
            echoes=assemble(line for line in lines if line.echo_of is not None),
            gaps=survey.gaps,
            notes=survey.notes,
            warnings=(*survey.warnings, left_out) if left_out else survey.warnings,
        )

    def _known(self, person: Participant, survey: Survey, talk: Mapping[str, Samples]) -> Participant:
        """The participant with what only decoding and hearing could tell."""
        mine = [repairs for track, repairs in self._repairs.items() if survey.owners[track] == person.id]
        quality = replace(
            person.quality,
            recovered=sum(repairs.recovered for repairs in mine),
            concealed=sum(repairs.concealed for repairs in mine),
            undecodable=person.quality.undecodable + sum(repairs.refused for repairs in mine),
        )
        return replace(person, talk=talk.get(person.id, 0), quality=quality)


def _within(line: Line, duration: Samples) -> Line:
    """An utterance ends in a little silence, which may lie behind the end of the recording."""
    if line.end <= duration:
        return line
    words = tuple(
        replace(word, start=min(word.start, duration), end=min(word.end, duration)) for word in line.words
    )
    return replace(line, start=min(line.start, duration), end=duration, words=words)


def _unique(lines: Iterable[Line]) -> Iterator[Line]:
    """Lines that begin at one moment by one speaker get a number behind their id."""
    seen: Counter[str] = Counter()
    for line in lines:
        seen[line.id] += 1
        yield line if seen[line.id] == 1 else replace(line, id=f"{line.id}.{seen[line.id]}")
