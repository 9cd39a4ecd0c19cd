"""PocketSphinx on real sound: words, times, confidences; workers that never mix, hang or leak."""

from __future__ import annotations

import multiprocessing
import os
import signal
import subprocess
import sys
import textwrap
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
import soundfile as sf
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from models import workers
from models.sphinx import LEVEL, PAD, SphinxRecognizer, phrases_of, prepare
from models.workers import LocalWorker, ProcessWorker
from transcriber.errors import MissingPart, SettingError, TranscriberError
from transcriber.speech.recognizer import RECOGNIZER_RATE, Heard, Recognizer, Request
from transcriber.types import Floats

TESTS = Path(__file__).parent
GREETING = "good morning everybody thanks for joining on time"
OFFICE = "the new office will open in september"


def sound(name: str) -> Floats:
    pcm, rate = sf.read(TESTS / "golden" / f"{name}.opus", dtype="float32")
    assert rate == RECOGNIZER_RATE
    loaded: Floats = pcm
    return loaded


def texts(answers: list[Heard]) -> list[str]:
    return [" ".join(phrase.text for phrase in heard.phrases) for heard in answers]


@pytest.fixture(scope="module")
def one() -> Iterator[Recognizer]:
    recognizer: Recognizer = SphinxRecognizer(jobs=1)
    yield recognizer
    recognizer.close()


@pytest.fixture(scope="module")
def two() -> Iterator[SphinxRecognizer]:
    recognizer = SphinxRecognizer(jobs=2)
    yield recognizer
    recognizer.close()


def test_words_are_recognized_with_times_and_confidences(one: Recognizer) -> None:
    pcm = sound("slt_greeting")
    (heard,) = one.recognize([Request(pcm)])
    (phrase,) = heard.phrases
    assert phrase.text == GREETING
    assert [word.text for word in phrase.words] == GREETING.split()
    assert heard.language == "en"
    edges = [edge for word in phrase.words for edge in (word.start, word.end)]
    assert edges == sorted(edges)
    assert 0 <= edges[0] < edges[-1] <= len(pcm) / RECOGNIZER_RATE
    assert (phrase.start, phrase.end) == (edges[0], edges[-1])
    assert all(word.confidence is not None and 0 < word.confidence <= 1 for word in phrase.words)
    assert phrase.confidence is not None
    assert 0.3 < phrase.confidence <= 1


def test_times_are_where_the_words_are(one: Recognizer) -> None:
    """Half a second of silence before the same sound moves every word by half a second."""
    pcm = sound("slt_office")
    silence = np.zeros(RECOGNIZER_RATE // 2, dtype=np.float32)
    first, second = one.recognize([Request(pcm), Request(np.concatenate([silence, pcm]))])
    assert texts([first, second]) == [OFFICE, OFFICE]
    pairs = zip(first.phrases[0].words, second.phrases[0].words, strict=True)
    assert all(abs(b.start - a.start - 0.5) < 0.06 for a, b in pairs)
    loud = np.flatnonzero(np.abs(pcm) > 0.05)
    assert abs(first.phrases[0].start - loud[0] / RECOGNIZER_RATE) < 0.1
    assert abs(first.phrases[0].end - loud[-1] / RECOGNIZER_RATE) < 0.15


def test_what_was_heard_before_changes_nothing(one: Recognizer) -> None:
    """One decoder keeps a noise estimate and a cepstral mean between utterances, unless told not to."""
    a, b = Request(sound("slt_greeting")), Request(sound("slt_office") * 0.05)
    answers = list(one.recognize([a, b, b, a]))
    assert answers[:2] == answers[:1:-1]


def test_which_process_hears_it_changes_nothing(one: Recognizer, two: SphinxRecognizer) -> None:
    requests = [Request(sound(name)) for name in ("slt_greeting", "slt_office")]
    answers = list(two.recognize(requests * 2))
    assert texts(answers) == [GREETING, OFFICE] * 2
    assert answers == list(one.recognize(requests)) * 2


def test_a_quiet_and_a_loud_microphone_are_heard_alike(one: Recognizer) -> None:
    pcm = sound("slt_greeting")
    answers = list(one.recognize([Request(pcm), Request(pcm * 0.002), Request(np.clip(pcm * 1.2, -1, 1))]))
    assert texts(answers) == [GREETING] * 3


@pytest.mark.parametrize("samples", [0, 1, 100, 799, 800, 1600])
def test_short_or_silent_sound_gives_no_phrases_or_few_and_no_error(one: Recognizer, samples: int) -> None:
    silent, noisy = one.recognize(
        [
            Request(np.zeros(samples, dtype=np.float32)),
            Request(np.random.default_rng(0).normal(0, 0.1, samples).astype(np.float32)),
        ]
    )
    assert silent.phrases == ()
    assert len(noisy.phrases) <= (samples >= 800)


@settings(max_examples=10)
@given(arrays.arrays(np.float32, st.integers(0, 3000), elements=st.floats(-1, 1, width=32)))
def test_no_sound_is_an_error(one: Recognizer, pcm: Floats) -> None:
    for heard in one.recognize([Request(pcm)]):
        for phrase in heard.phrases:
            assert 0 <= phrase.start <= phrase.end <= len(pcm) / RECOGNIZER_RATE


def test_only_english_is_recognized(one: Recognizer) -> None:
    assert one.capabilities.languages == frozenset({"en"})
    assert texts(list(one.recognize([Request(sound("slt_office"), language="en")]))) == [OFFICE]
    with pytest.raises(SettingError, match="recognizes English only, not 'de': choose a Whisper model"):
        list(one.recognize([Request(sound("slt_office"), language="de")]))


def test_a_worker_that_dies_is_told_and_does_not_hang() -> None:
    recognizer = SphinxRecognizer(jobs=2)
    (first, _) = recognizer._workers
    assert isinstance(first, ProcessWorker)
    assert first.pid is not None
    os.kill(first.pid, signal.SIGKILL)
    for _ in range(2):  # and the next one to use it is told the same
        with pytest.raises(
            TranscriberError, match=r"worker process ended unexpectedly, with signal 9: .*fewer jobs"
        ):
            list(recognizer.recognize(Request(sound("slt_office")) for _ in range(6)))
    recognizer.close()


def test_closing_ends_the_processes_and_twice_is_fine() -> None:
    recognizer = SphinxRecognizer(jobs=2)
    answers = recognizer.recognize(Request(sound("slt_greeting")) for _ in range(50))
    assert texts([next(answers)]) == [GREETING]
    ours = {worker.pid for worker in recognizer._workers if isinstance(worker, ProcessWorker)}
    recognizer.close()
    recognizer.close()
    assert not ours & {child.pid for child in multiprocessing.active_children()}
    with pytest.raises(TranscriberError, match="This recognizer is closed"):
        recognizer.recognize([])


def test_a_keyboard_interrupt_closes_the_recognizer() -> None:
    recognizer = SphinxRecognizer(jobs=2)

    def interrupted() -> Iterator[Request]:
        yield Request(sound("slt_office"))
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        list(recognizer.recognize(interrupted()))
    with pytest.raises(TranscriberError, match="This recognizer is closed"):
        recognizer.recognize([])


def test_leaving_early_and_coming_back_works(two: SphinxRecognizer) -> None:
    answers = two.recognize(Request(sound("slt_greeting")) for _ in range(10))
    assert texts([next(answers)]) == [GREETING]
    answers.close()  # type: ignore[attr-defined]
    assert texts(list(two.recognize([Request(sound("slt_office"))]))) == [OFFICE]


def test_without_pocketsphinx_the_remedy_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pocketsphinx", None)
    monkeypatch.delitem(sys.modules, "models.sphinx_decoder", raising=False)
    recognizer = SphinxRecognizer(jobs=1)
    with pytest.raises(MissingPart, match=r"PocketSphinx cannot be used here .*pip install .*pocketsphinx"):
        list(recognizer.recognize([Request(sound("slt_office"))]))
    recognizer.close()


class Pipe:
    """The worker's end of a pipe: gives out what it was given, then ends."""

    def __init__(self, *messages: bytes) -> None:
        self.messages = list(messages)
        self.answers: list[object] = []

    def recv_bytes(self) -> bytes:
        if not self.messages:
            raise EOFError
        return self.messages.pop(0)

    def send(self, answer: object) -> None:
        self.answers.append(answer)


def test_a_process_that_cannot_load_its_model_says_so_to_each_request(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def broken() -> None:
        raise MissingPart("PocketSphinx cannot be used here.")

    monkeypatch.setattr(workers, "_load", broken)
    before = signal.getsignal(signal.SIGINT)
    pipe = Pipe(b"", b"")
    workers.serve(pipe)  # type: ignore[arg-type]
    assert signal.getsignal(signal.SIGINT) == signal.SIG_IGN
    signal.signal(signal.SIGINT, before)
    assert pipe.answers == [([], "PocketSphinx cannot be used here.")] * 2


SCRIPT = """
    import sys
    import threading
    import numpy as np
    from models.sphinx import SphinxRecognizer
    from transcriber.speech.recognizer import Request

    def requests():
        for i in range(1000):
            if i == 2:
                print("busy", flush=True)
            yield Request(np.random.default_rng(i).normal(0, 0.1, 16000 * 8).astype("f"))

    if __name__ == "__main__":
        recognizer = SphinxRecognizer(jobs=2)
        print(*(worker.pid for worker in recognizer._workers), flush=True)
        for heard in recognizer.recognize(requests()):
            pass
"""


def gone(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return True
    return False


@pytest.mark.parametrize(
    ("how", "busy"), [(signal.SIGINT, False), (signal.SIGINT, True), (signal.SIGKILL, True)]
)
def test_ctrl_c_and_the_death_of_the_parent_leave_no_process_behind(
    tmp_path: Path, how: signal.Signals, busy: bool
) -> None:
    """Ctrl-C reaches the whole process group, as a terminal sends it; SIGKILL only the parent.

    Not `busy`: the workers have just been born and are still importing.
    """
    script = tmp_path / "script.py"
    script.write_text(textwrap.dedent(SCRIPT))
    environment = {**os.environ, "PYTHONPATH": str(TESTS.parent)}
    process = subprocess.Popen(
        [sys.executable, str(script)],
        env=environment,
        start_new_session=True,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    pids = [int(pid) for pid in process.stdout.readline().split()]
    assert not busy or process.stdout.readline() == "busy\n"
    if how == signal.SIGINT:
        os.killpg(process.pid, how)
    else:
        process.send_signal(how)
    _, errors = process.communicate(timeout=30)  # ends when no worker holds the pipes any more
    if how == signal.SIGINT:
        assert errors.count("KeyboardInterrupt") == 1  # the parent's own; the workers stay quiet
        assert all(gone(pid) for pid in pids)
    assert process.returncode == -how


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="asks /proc what is blocked")
def test_a_worker_is_born_deaf_to_ctrl_c_and_its_parent_is_not() -> None:
    def blocked(pid: int | None) -> bool:
        status = Path(f"/proc/{pid}/status").read_text()
        (mask,) = (line.split()[1] for line in status.splitlines() if line.startswith("SigBlk:"))
        return bool(int(mask, 16) & 1 << signal.SIGINT - 1)

    born = [ProcessWorker() for _ in range(2)]
    assert [blocked(worker.pid) for worker in born] == [True, True]
    assert not blocked(os.getpid())
    for worker in born:
        worker.end()


# --- before and after the decoder ------------------------------------------------------------------


def test_sound_is_leveled_and_padded() -> None:
    time = np.arange(RECOGNIZER_RATE) / RECOGNIZER_RATE
    for level in (0.001, 0.5):
        prepared = prepare((level * np.sin(2 * np.pi * 300 * time)).astype(np.float32))
        assert prepared is not None
        pcm = np.frombuffer(prepared, dtype="<i2") / 32767
        assert len(pcm) == RECOGNIZER_RATE + 2 * PAD
        assert np.abs(pcm[:PAD]).max() < 0.01
        assert np.sqrt(np.mean(pcm[PAD:-PAD] ** 2)) == pytest.approx(LEVEL, rel=0.02)


def test_leveling_never_clips() -> None:
    pcm = np.full(8000, 0.001, dtype=np.float32)
    pcm[::1000] = 0.9
    prepared = prepare(pcm)
    assert prepared is not None
    assert np.abs(np.frombuffer(prepared, dtype="<i2")).max() <= round(0.995 * 32767)


@pytest.mark.parametrize("pcm", [np.zeros(799), np.ones(799), np.zeros(16_000), np.full(16_000, 1e-6)])
def test_what_is_too_short_or_silent_is_not_decoded(pcm: Floats) -> None:
    assert prepare(pcm.astype(np.float32)) is None


def test_frames_become_seconds_within_the_sound() -> None:
    (phrase,) = phrases_of([("a", 0, 19, 0.5), ("b", 20, 129, 1.0)], 1.0)
    assert [(w.start, w.end) for w in phrase.words] == [(0.0, 0.1), (0.1, 1.0)]
    assert (phrase.text, phrase.confidence) == ("a b", 0.75)
    assert phrases_of([], 1.0) == ()


def test_a_local_worker_loads_once_and_forgets_at_its_end(monkeypatch: pytest.MonkeyPatch) -> None:
    loaded = []

    class Decoder:
        def decode(self, pcm: bytes) -> list[workers.HeardFrames]:
            return [("yes", 0, 1, 1.0)]

    def load() -> Decoder:
        loaded.append(1)
        return Decoder()

    monkeypatch.setattr(workers, "_load", load)
    worker = LocalWorker()
    assert worker.decode(b"") == worker.decode(b"") == [("yes", 0, 1, 1.0)]
    assert len(loaded) == 1
    worker.end()
    worker.end()
