"""Voice activity detectors: a cheap gate, a careful judge, and both together.

In: 16 kHz mono PCM of one stretch of sound, in pieces. Out: a probability of speech every 32 ms
(`transcriber.speech.detector`). Nothing here decides where an utterance begins, keeps sound longer
than half a second, or lets the size of the pieces change a result: webrtcvad hears frames and Silero
hears groups of frames that are counted from the start of the stretch.

Measured on four readers (20 minutes, clean and with noise 20 and 10 dB below the voice, at full and
at −25 dB level) and on a minute each of mains hum, gated tone, white and brown noise and key clicks;
share of speech frames found, of found frames that are speech, of non-speech frames called speech,
and CPU time a second of sound:

    ============ ========= ============ ===================================== ========
    detector     recall    precision    hum, tone, white, brown, clicks       ms/s
    ============ ========= ============ ===================================== ========
    webrtcvad 1  0.91      0.65         100, 61, 100, 100, 65 %               0.1
    Silero v6    0.77–0.83 1.00         0, 0, 0, 0, 0 %                       1.8
    both         0.76–0.85 1.00         0, 0, 0, 0, 0 %                       0.9
    ============ ========= ============ ===================================== ========

The readers' tracks are three quarters silence: there the gate saves half of Silero's cost, and
starting Silero anew after silence finds a little more than letting it run through.
"""

from __future__ import annotations

import importlib.util
from pathlib import Path

import numpy as np
import onnxruntime
import webrtcvad

from transcriber.errors import MissingPart, TranscriberError
from transcriber.speech.detector import DETECTOR_FRAME, DetectorSession
from transcriber.speech.recognizer import RECOGNIZER_RATE
from transcriber.types import Floats

GATE_MODE = 1
"""webrtcvad's aggressiveness, 0 to 3. As a gate it must not lose speech: 2 and 3 lose 5 to 10 % of
frames more, which costs words in noise at low level; 0 and 1 are alike, and 1 skips more."""

GATE_FRAME = RECOGNIZER_RATE * 30 // 1000
"""webrtcvad takes 10, 20 or 30 ms; at 30 ms it costs least and is no worse as a gate."""

GROUP = 8
"""Silero hears 8 frames (256 ms) at a time: one by one costs twice as much, 32 save another tenth
and would make a live listener wait a second."""

CONTEXT = 64
"""Silero is given the last 64 samples before each frame."""

SILERO_FILE = "silero_vad_v6.onnx"


def silero_path() -> Path:
    """The Silero model inside the faster-whisper package, which is not imported for that.

    Raises `MissingPart` when the package or its file is not there.
    """
    spec = importlib.util.find_spec("faster_whisper")
    for folder in (spec.submodule_search_locations or []) if spec else []:
        path = Path(folder) / "assets" / SILERO_FILE
        if path.is_file():
            return path
    raise MissingPart(
        f"The speech detector's model {SILERO_FILE} is missing: it comes inside the Python package "
        "faster-whisper, so install that again with `pip install --force-reinstall faster-whisper`."
    )


class _Pieces:
    """Sound cut into units of one size, counted from the start of the stretch."""

    def __init__(self, size: int) -> None:
        self._size = size
        self._rest: Floats = np.zeros(0, dtype=np.float32)

    def add(self, pcm: Floats) -> Floats:
        """The complete units so far, shape (units, size); what is left over waits inside."""
        sound = np.concatenate([self._rest, np.asarray(pcm, dtype=np.float32)])
        whole = len(sound) // self._size * self._size
        self._rest = sound[whole:].copy()
        return sound[:whole].reshape(-1, self._size)

    def last(self) -> Floats:
        """What is left over as one unit filled up with zeros: shape (1, size), or (0, size)."""
        if not len(self._rest):
            return np.zeros((0, self._size), dtype=np.float32)
        padded = np.zeros((1, self._size), dtype=np.float32)
        padded[0, : len(self._rest)] = self._rest
        self._rest = self._rest[:0]
        return padded


def _no_frames() -> Floats:
    return np.zeros(0, dtype=np.float32)


def _spent() -> TranscriberError:
    return TranscriberError("This detector session is finished: start another one for more sound.")


class _GateSession:
    """webrtcvad's answer a 30 ms frame, laid onto the 32 ms grid: speech where any of it touches."""

    def __init__(self) -> None:
        self._vad = webrtcvad.Vad(GATE_MODE)
        self._pieces = _Pieces(GATE_FRAME)
        self._flags = bytearray()
        """1 for each 30 ms frame with speech, from the start of the stretch: 33 bytes a second."""
        self._samples = 0
        self._frames = 0
        self._open = True

    def push(self, pcm: Floats) -> Floats:
        if not self._open:
            raise _spent()
        self._samples += len(pcm)
        self._judge(self._pieces.add(pcm))
        return self._decided(len(self._flags) * GATE_FRAME // DETECTOR_FRAME)

    def finish(self) -> Floats:
        if not self._open:
            raise _spent()
        self._open = False
        self._judge(self._pieces.last())
        frames = -(-self._samples // DETECTOR_FRAME)
        missing = -(-frames * DETECTOR_FRAME // GATE_FRAME) - len(self._flags)
        self._judge(np.zeros((max(missing, 0), GATE_FRAME), dtype=np.float32))
        return self._decided(frames)

    def _judge(self, units: Floats) -> None:
        for unit in np.rint(np.clip(units, -1, 1) * 32767).astype("<i2"):
            self._flags.append(self._vad.is_speech(unit.tobytes(), RECOGNIZER_RATE))

    def _decided(self, until: int) -> Floats:
        """The 32 ms frames from the first that was not returned yet up to `until`."""
        start = np.arange(self._frames, until) * DETECTOR_FRAME
        self._frames = until
        if not len(start):
            return _no_frames()
        flags = np.frombuffer(bytes(self._flags), dtype=np.uint8)
        first = start // GATE_FRAME
        last = (start + DETECTOR_FRAME - 1) // GATE_FRAME  # first or the next one: both lie on a grid of 2 ms
        touched: Floats = (flags[first] | flags[last]).astype(np.float32)
        return touched


class GateDetector:
    """webrtcvad alone: 0 or 1. Nearly free, and takes hum and noise for speech."""

    name = f"webrtcvad:{GATE_MODE}"

    def start(self) -> DetectorSession:
        """Begins to hear a stretch."""
        return _GateSession()


class Silero:
    """The network and its memory between groups."""

    def __init__(self, session: onnxruntime.InferenceSession) -> None:
        self._session = session
        self.forget()

    def forget(self) -> None:
        """Starts anew, as at the beginning of a stretch."""
        self._h = np.zeros((1, 1, 128), dtype=np.float32)
        self._c = np.zeros((1, 1, 128), dtype=np.float32)

    def hear(self, before: Floats, frames: Floats) -> Floats:
        """Probabilities of the frames (n, 512) that follow on `before`, the last 64 samples."""
        sound = np.concatenate([before, frames.ravel()])
        windows = np.lib.stride_tricks.sliding_window_view(sound, CONTEXT + DETECTOR_FRAME)
        inputs = {"input": np.ascontiguousarray(windows[::DETECTOR_FRAME]), "h": self._h, "c": self._c}
        speech, self._h, self._c = self._session.run(None, inputs)
        probabilities: Floats = np.asarray(speech, dtype=np.float32).reshape(-1)
        return probabilities


class SileroSession:
    """Groups of frames through Silero; with a gate, only those near to what the gate lets through."""

    def __init__(self, silero: Silero, gate: DetectorSession | None) -> None:
        self._silero = silero
        self._gate = gate
        self._pieces = _Pieces(DETECTOR_FRAME)
        self._frames: Floats = np.zeros((0, DETECTOR_FRAME), dtype=np.float32)
        """Frames that were not judged yet …"""
        self._lively: Floats = _no_frames()
        """… and what the gate says of them, as far as it has decided."""
        self._before: Floats = np.zeros(CONTEXT, dtype=np.float32)
        self._previous = False
        """Whether the gate let something of the last judged group through."""
        self._resting = False
        self._open = True

    def push(self, pcm: Floats) -> Floats:
        """As `DetectorSession`: a group at a time, behind a gate one group later."""
        if not self._open:
            raise _spent()
        self._frames = np.concatenate([self._frames, self._pieces.add(pcm)])
        if self._gate is not None:
            self._lively = np.concatenate([self._lively, self._gate.push(pcm)])
        return self._judge(last=False)

    def finish(self) -> Floats:
        """As `DetectorSession`."""
        if not self._open:
            raise _spent()
        self._open = False
        self._frames = np.concatenate([self._frames, self._pieces.last()])
        if self._gate is not None:
            self._lively = np.concatenate([self._lively, self._gate.finish()])
        return self._judge(last=True)

    def _judge(self, *, last: bool) -> Floats:
        answers = [_no_frames()]
        while len(self._frames) and (last or self._enough()):
            answers.append(self._group())
        return np.concatenate(answers)

    def _enough(self) -> bool:
        """A group is complete; with a gate, so must be its answer for this group and the next one."""
        if self._gate is None:
            return len(self._frames) >= GROUP
        return len(self._lively) >= 2 * GROUP

    def _group(self) -> Floats:
        frames, self._frames = self._frames[:GROUP], self._frames[GROUP:]
        before, self._before = self._before, frames[-1, -CONTEXT:].copy()
        if self._gate is not None and not self._admitted():
            self._resting = True
            return np.zeros(len(frames), dtype=np.float32)
        if self._resting:
            self._silero.forget()
            self._resting = False
        return self._silero.hear(before, frames)

    def _admitted(self) -> bool:
        """Whether the gate found speech in this group or in a neighbor: Silero needs its lead-in."""
        here = bool(self._lively[:GROUP].any())
        following = bool(self._lively[GROUP : 2 * GROUP].any())
        previous, self._previous = self._previous, here
        self._lively = self._lively[GROUP:]
        return previous or here or following


class SileroDetector:
    """Silero v6 alone.

    Raises `MissingPart` when the model's file is not there.
    """

    name = "silero:6"

    def __init__(self) -> None:
        self._session = load_silero()

    def start(self) -> DetectorSession:
        """Begins to hear a stretch."""
        return SileroSession(Silero(self._session), None)


class GatedDetector:
    """webrtcvad as the gate, Silero as the veto: 0 where the gate hears nothing near, else Silero's.

    Raises `MissingPart` when the model's file is not there.
    """

    name = f"webrtcvad:{GATE_MODE}+silero:6"

    def __init__(self) -> None:
        self._session = load_silero()

    def start(self) -> DetectorSession:
        """Begins to hear a stretch."""
        return SileroSession(Silero(self._session), _GateSession())


def load_silero() -> onnxruntime.InferenceSession:
    """The network. Raises `MissingPart` when its file is missing or damaged."""
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1  # the network is too small for a second thread to pay
    options.inter_op_num_threads = 1
    options.log_severity_level = 3
    path = silero_path()
    try:
        return onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])
    except Exception as error:  # onnxruntime has no common class for what a damaged file causes
        raise MissingPart(
            f"The speech detector's model {path.name} cannot be loaded ({type(error).__name__}): install "
            "it again with `pip install --force-reinstall faster-whisper`."
        ) from error
