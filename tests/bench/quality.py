"""How well it is understood who said what when: one table for any model.

`python tests/bench/quality.py MODEL…` (`make bench-quality MODEL="small sphinx"`), a model being what
`transcriber transcribe --model` takes; without one, PocketSphinx and the small Whisper of
`tests/synthetic_whisper`. Everything goes the whole way that a user's recording goes: detector,
windows, recognizer, lines. What is skipped is told, with the reason. `make bench` measures word
errors alone, with a budget; TRANSCRIBER_BENCH names further sessions for it (folders, parted by
colons, with `ref.seglst.json`).

Environment: BENCH_FILES, at most so many files of each set of real speech; BENCH_OUT, where the JSON
goes (`.bench/quality.json`); BENCH_SHARED, where real speech is (`../shared`).
"""

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import numpy as np
import soundfile
from figure import Figure
from material import (
    SAMPLE,
    TESTS,
    Call,
    Clips,
    Material,
    Noises,
    Skipped,
    materials,
    reference,
    sample_reference,
)
from result import Result, as_json, head, row
from score import (
    Count,
    Saying,
    errors_by_speaker,
    errors_of_anybody,
    quantile,
    right_speakers,
    start_errors,
    words_of,
)
from timed import Timed

from models.registry import open_detector, resolve
from transcriber.errors import TranscriberError
from transcriber.inputs import recordings
from transcriber.speech.recognizer import RECOGNIZER_RATE, Recognizer, Request
from transcriber.transcribe import Transcription
from transcriber.transcript.transcript import Transcript
from transcriber.types import seconds

OURS = TESTS / "synthetic_whisper"
NOISE_SECONDS = 60.0
WINDOW_SECONDS = 30


def measure() -> Iterator[Figure]:
    """For `make bench`: word errors of the recognizer that BENCH_MODEL names (sphinx) on the sample
    session, and on every session in TRANSCRIBER_BENCH, with what its capture loses against the clean
    tracks beside it (`NAME.clean`), where there are some."""
    model = os.environ.get("BENCH_MODEL", "sphinx")
    with closing(opened(model)) as recognizer:
        rate = _errors(sample_reference(SAMPLE), SAMPLE, recognizer)
        yield Figure(f"sample session, {model}: tcpWER", rate, "%", 20)
        for name in filter(None, os.environ.get("TRANSCRIBER_BENCH", "").split(":")):
            session = Path(name)
            said = reference(session / "ref.seglst.json")
            captured = _errors(said, session, recognizer)
            yield Figure(f"{session.name}, {model}: tcpWER from the capture", captured, "%")
            clean = session.with_name(session.name + ".clean")
            if clean.exists():
                best = _errors(said, clean, recognizer)
                yield Figure(f"{session.name}: tcpWER from clean tracks", best, "%")
                yield Figure(f"{session.name}: points lost on the way", captured - best, "%", 3)


def _errors(said: tuple[Saying, ...], path: Path, recognizer: Recognizer) -> float:
    rate = errors_by_speaker(said, by_last_name(transcribed([path], recognizer))).percent
    assert rate is not None
    return rate


def main(models: list[str]) -> int:
    """Prints the table and writes the JSON."""
    files = int(os.environ["BENCH_FILES"]) if os.environ.get("BENCH_FILES") else None
    there, skipped = materials(files)
    results: list[Result] = []
    print(head(), flush=True)
    for model in models or default_models(skipped):
        try:
            with closing(Timed(opened(model))) as recognizer:
                for material in there:
                    for outcome in measured(material, recognizer):
                        if isinstance(outcome, Skipped):
                            skipped.append(outcome)
                        else:
                            results.append(outcome)
                            print(row(outcome), flush=True)
        except TranscriberError as error:
            skipped.append(Skipped(model, str(error)))
    for each in skipped:
        print(f"skipped: {each.name}: {each.why}")
    out = Path(os.environ.get("BENCH_OUT") or ".bench/quality.json")
    out.parent.mkdir(parents=True, exist_ok=True)
    out.write_text(as_json(results, skipped), encoding="utf-8")
    print(out)
    return 0 if results else 1


def default_models(skipped: list[Skipped]) -> list[str]:
    """What is here without a network."""
    if (OURS / "model.bin").exists():
        return ["sphinx", str(OURS)]
    skipped.append(Skipped("our small Whisper", f"there is no model.bin in {OURS.relative_to(TESTS.parent)}"))
    return ["sphinx"]


def opened(model: str) -> Recognizer:
    """The recognizer of this name, with one job: its CPU is that of this process then."""
    return resolve(model, offline=True, announce=print).open()


def measured(material: Material, recognizer: Timed) -> Iterator[Result | Skipped]:
    """All there is to know of one model on one material."""
    recognizer.cpu = recognizer.sound = 0.0
    match material:
        case Call():
            yield on_call(material, recognizer)
        case Clips():
            known = recognizer.capabilities.languages
            if known is not None and material.language not in known:
                name = f"{recognizer.name} on {material.name}"
                yield Skipped(name, f"it does not know the language {material.language!r}")
            else:
                yield on_clips(material, recognizer)
        case Noises():
            yield with_detector(material, recognizer)
            recognizer.cpu = recognizer.sound = 0.0
            yield without_detector(material, recognizer)


def on_call(call: Call, recognizer: Timed) -> Result:
    """A session: everything but language."""
    heard = by_last_name(transcribed([call.path], recognizer))
    fixed, anybody = errors_by_speaker(call.said, heard), errors_of_anybody(call.said, heard)
    starts = start_errors(call.said, heard)
    tcp, orc = fixed.percent, anybody.percent
    return Result(
        recognizer.name,
        call.name,
        words=fixed.whole,
        tcp_wer=tcp,
        orc_wer=orc,
        attribution=None if tcp is None or orc is None else tcp - orc,
        speakers=right_speakers(call.said, heard).percent,
        start_median_ms=_milliseconds(quantile(starts, 0.5)),
        start_p95_ms=_milliseconds(quantile(starts, 0.95)),
        rtf=_rtf(recognizer),
    )


def on_clips(clips: Clips, recognizer: Timed) -> Result:
    """Files, a speaker each, heard together: word errors and language."""
    transcript = transcribed(list(clips.texts), recognizer)
    length = seconds(transcript.duration)
    paths = dict(zip((person.id for person in transcript.participants), clips.texts, strict=True))
    said = [
        Saying(speaker, 0, length, words_of(clips.texts[path], clips.language))
        for speaker, path in paths.items()
    ]
    heard = [
        Saying(line.speaker, seconds(line.start), seconds(line.end), words_of(line.text, clips.language))
        for line in transcript.lines
    ]
    errors = errors_by_speaker(said, heard, collar=length)  # it is not known when each word is said
    told = languages_told(transcript, clips.language) if recognizer.capabilities.detects_language else None
    return Result(
        recognizer.name,
        clips.name,
        words=errors.whole,
        tcp_wer=errors.percent,
        languages=None if told is None else told.percent,
        rtf=_rtf(recognizer),
    )


def languages_told(transcript: Transcript, language: str) -> Count:
    """Of the participants, those most of whose text was taken for this language."""
    right = 0
    for person in transcript.participants:
        shares: dict[str | None, int] = {}
        for line in transcript.lines:
            if line.speaker == person.id:
                shares[line.language] = shares.get(line.language, 0) + len(line.text)
        right += bool(shares) and max(shares, key=lambda each: shares[each]) == language
    return Count(right, len(transcript.participants))


def with_detector(noises: Noises, recognizer: Timed) -> Result:
    """Words where nobody speaks, as a user would get them."""
    words = 0
    with tempfile.TemporaryDirectory() as folder:
        for number, sound in enumerate(noises.sounds.values()):
            path = Path(folder) / f"{number}.wav"
            soundfile.write(path, sound(NOISE_SECONDS, number), RECOGNIZER_RATE)
            try:
                transcript = transcribed([path], recognizer)
            except TranscriberError:
                continue  # a file of silence is refused before anything is recognized
            words += sum(len(words_of(line.text)) for line in (*transcript.lines, *transcript.echoes))
    hours = len(noises.sounds) * NOISE_SECONDS / 3600
    return Result(recognizer.name, noises.name, inserted=words / hours, rtf=_rtf(recognizer))


def without_detector(noises: Noises, recognizer: Timed) -> Result:
    """The same sounds given to the recognizer alone, a window each: what the detector keeps from it."""
    sounds = [sound(WINDOW_SECONDS, number) for number, sound in enumerate(noises.sounds.values())]
    language = "en" if not recognizer.capabilities.detects_language else None
    asked = (Request(np.asarray(pcm, dtype=np.float32), language) for pcm in sounds)
    words = sum(
        len(words_of(phrase.text)) for heard in recognizer.recognize(asked) for phrase in heard.phrases
    )
    hours = len(sounds) * WINDOW_SECONDS / 3600
    name = f"{noises.name}, no detector"
    return Result(recognizer.name, name, inserted=words / hours, rtf=_rtf(recognizer))


def transcribed(paths: list[Path], recognizer: Recognizer) -> Transcript:
    """The transcript of a recording, made anew."""
    [recording] = recordings(paths)
    with tempfile.TemporaryDirectory() as folder:
        work = Transcription(recording, Path(folder), open_detector(), recognizer, [], mix=False)
        with closing(work.run()) as run:
            for _ in run:
                pass
    assert work.transcript is not None
    return work.transcript


def by_last_name(transcript: Transcript) -> list[Saying]:
    """The lines, their speakers told by the last word of their names, as references name them."""
    names = {person.id: person.name.split()[-1] for person in transcript.participants}
    found = []
    for line in transcript.lines:
        timed = [(word, seconds(each.start)) for each in line.words for word in words_of(each.text)]
        words = words_of(line.text)
        starts = tuple(start for _, start in timed) if tuple(word for word, _ in timed) == words else ()
        found.append(Saying(names[line.speaker], seconds(line.start), seconds(line.end), words, starts))
    return found


def _milliseconds(value: float | None) -> float | None:
    return None if value is None else value * 1000


def _rtf(recognizer: Timed) -> float | None:
    return recognizer.cpu / recognizer.sound if recognizer.sound else None


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
