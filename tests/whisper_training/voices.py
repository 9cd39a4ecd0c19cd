"""Synthesized voices with known words: flite and espeak-ng through ctypes.

In: a sentence and a voice. Out: 16 kHz mono float32 PCM, when each of its blank-separated words
begins, and which phone sounds when. flite's utterances hold both, espeak-ng sends events; a word of
which nothing is told has no time. Both libraries are Debian's (`apt install flite espeak-ng`), and are
loaded when asked.
"""

from __future__ import annotations

import ctypes
import functools
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import soxr
from numpy.typing import NDArray

from transcriber.types import Floats

RATE: Final = 16_000

_FLITE: Final = ("slt", "rms", "awb", "kal16")
_FIRST_PHONE: Final = b"R:Token.daughter1.R:SylStructure.daughter1.daughter1.R:Segment.p.end"
_LAST_PHONE: Final = b"R:Token.daughtern.R:SylStructure.daughtern.daughtern.R:Segment.end"


@dataclass(frozen=True, slots=True)
class Voice:
    """`engine`: flite or espeak. `name`: as that engine calls it. `pitch`: espeak's, 0 to 99."""

    engine: str
    name: str
    language: str
    pitch: int = 50


VOICES: Final = (
    *(Voice("flite", name, "en") for name in _FLITE),
    Voice("espeak", "en-us", "en"),
    Voice("espeak", "en-us+f3", "en", 60),
    Voice("espeak", "de", "de"),
    Voice("espeak", "de+f2", "de", 60),
)
"""Everybody that the small Whisper is trained on."""


@dataclass(frozen=True, slots=True)
class Spoken:
    """`pcm`: shape (n,), ±1. `starts`, `ends`: seconds, one a word of the text; NaN where unknown."""

    text: str
    voice: Voice
    pcm: Floats
    starts: tuple[float, ...]
    ends: tuple[float, ...]
    phones: tuple[tuple[str, float], ...] = ()
    """Each phone, by its engine's name, and the second at which it ends."""


_Said = tuple[Floats, list[float], list[float], list[tuple[str, float]]]


def speak(text: str, voice: Voice, pace: float = 1.0) -> Spoken:
    """`text` said by `voice`, `pace` times as fast as usual."""
    say = _flite if voice.engine == "flite" else _espeak
    pcm, starts, ends, phones = say(text, voice, pace)
    return Spoken(text, voice, pcm, tuple(starts), tuple(ends), tuple(phones))


class _Wave(ctypes.Structure):
    """flite's cst_wave."""

    _fields_ = (
        ("type", ctypes.c_char_p),
        ("sample_rate", ctypes.c_int),
        ("num_samples", ctypes.c_int),
        ("num_channels", ctypes.c_int),
        ("samples", ctypes.POINTER(ctypes.c_short)),
    )


@functools.cache
def _flite_library() -> Any:
    flite = ctypes.CDLL("libflite.so.1", mode=ctypes.RTLD_GLOBAL)
    for name in ("usenglish", "cmulex"):
        ctypes.CDLL(f"libflite_{name}.so.1", mode=ctypes.RTLD_GLOBAL)
    pointer, text = ctypes.c_void_p, ctypes.c_char_p
    for function, result, arguments in (
        ("flite_synth_text", pointer, (text, pointer)),
        ("utt_wave", ctypes.POINTER(_Wave), (pointer,)),
        ("delete_utterance", None, (pointer,)),
        ("utt_relation", pointer, (pointer, text)),
        ("relation_head", pointer, (pointer,)),
        ("item_next", pointer, (pointer,)),
        ("ffeature_float", ctypes.c_float, (pointer, text)),
        ("ffeature_string", text, (pointer, text)),
        ("feat_set_float", None, (pointer, text, ctypes.c_float)),
    ):
        getattr(flite, function).restype = result
        getattr(flite, function).argtypes = arguments
    flite.flite_init()
    return flite


class _VoiceHead(ctypes.Structure):
    """The beginning of flite's cst_voice."""

    _fields_ = (("name", ctypes.c_char_p), ("features", ctypes.c_void_p))


@functools.cache
def _flite_voice(name: str) -> int:
    _flite_library()
    library = ctypes.CDLL(f"libflite_cmu_us_{name}.so.1", mode=ctypes.RTLD_GLOBAL)
    register = getattr(library, f"register_cmu_us_{name}")
    register.restype, register.argtypes = ctypes.c_void_p, (ctypes.c_void_p,)
    return int(register(None))


def _flite(text: str, voice: Voice, pace: float) -> _Said:
    flite, speaker = _flite_library(), _flite_voice(voice.name)
    features = ctypes.cast(speaker, ctypes.POINTER(_VoiceHead)).contents.features
    flite.feat_set_float(features, b"duration_stretch", 1 / pace)
    utterance = flite.flite_synth_text(text.encode("ascii"), speaker)
    wave = flite.utt_wave(utterance).contents
    pcm = _floats(np.ctypeslib.as_array(wave.samples, (wave.num_samples,)))
    starts, ends = [], []
    item = flite.relation_head(flite.utt_relation(utterance, b"Token"))
    while item:
        starts.append(float(flite.ffeature_float(item, _FIRST_PHONE)))
        ends.append(float(flite.ffeature_float(item, _LAST_PHONE)))
        item = flite.item_next(item)
    phones = []
    item = flite.relation_head(flite.utt_relation(utterance, b"Segment"))
    while item:
        name = flite.ffeature_string(item, b"name").decode()
        phones.append((name, float(flite.ffeature_float(item, b"end"))))
        item = flite.item_next(item)
    rate = wave.sample_rate
    flite.delete_utterance(utterance)
    if len(starts) != len(text.split()):
        starts = ends = [float("nan")] * len(text.split())
    return _resampled(pcm, rate), starts, ends, phones


class _Event(ctypes.Structure):
    """espeak-ng's espeak_EVENT."""

    _fields_ = (
        ("type", ctypes.c_int),
        ("unique", ctypes.c_uint),
        ("text_position", ctypes.c_int),
        ("length", ctypes.c_int),
        ("audio_position", ctypes.c_int),
        ("sample", ctypes.c_int),
        ("user_data", ctypes.c_void_p),
        ("id", ctypes.c_char * 8),
    )


_WORD_EVENT, _PHONE_EVENT, _LAST_EVENT = 1, 7, 0
_RATE_PARAMETER, _PITCH_PARAMETER = 1, 3
_USUAL_RATE: Final = 165
"""Words a minute: espeak's default of 175 is a little hurried beside flite."""

_Callback = ctypes.CFUNCTYPE(
    ctypes.c_int, ctypes.POINTER(ctypes.c_short), ctypes.c_int, ctypes.POINTER(_Event)
)


class _Espeak:
    """espeak-ng, which speaks to one callback a process."""

    def __init__(self) -> None:
        self.library = ctypes.CDLL("libespeak-ng.so.1")
        self.rate = self.library.espeak_Initialize(2, 0, None, 1)  # synchronous, to the callback; phones, too
        self.parts: list[Floats] = []
        self.words: list[tuple[int, float]] = []
        self.phones: list[tuple[str, float]] = []
        self._callback = _Callback(self._heard)
        self.library.espeak_SetSynthCallback(self._callback)

    def _heard(self, wave: Any, count: int, events: Any) -> int:
        if wave and count:
            self.parts.append(_floats(np.ctypeslib.as_array(wave, (count,))))
        i = 0
        while events[i].type != _LAST_EVENT:
            if events[i].type == _WORD_EVENT:
                self.words.append((events[i].text_position - 1, events[i].audio_position / 1000))
            if events[i].type == _PHONE_EVENT:  # tells where a phone begins: where the one before it ends
                self.phones.append((events[i].id.decode("utf-8", "replace"), events[i].audio_position / 1000))
            i += 1
        return 0


@functools.cache
def _espeak_library() -> _Espeak:
    return _Espeak()


def _espeak(text: str, voice: Voice, pace: float) -> _Said:
    espeak = _espeak_library()
    espeak.parts, espeak.words, espeak.phones = [], [], []
    if espeak.library.espeak_SetVoiceByName(voice.name.encode()):
        raise LookupError(f"espeak-ng has no voice {voice.name}.")
    espeak.library.espeak_SetParameter(_RATE_PARAMETER, round(_USUAL_RATE * pace), 0)
    espeak.library.espeak_SetParameter(_PITCH_PARAMETER, voice.pitch, 0)
    spoken = text.encode()
    espeak.library.espeak_Synth(spoken, len(spoken) + 1, 0, 1, 0, 1, None, None)
    espeak.library.espeak_Synchronize()
    pcm = np.concatenate(espeak.parts) if espeak.parts else np.zeros(0, np.float32)
    begun: dict[int, float] = {}
    for position, at in espeak.words:
        begun.setdefault(len(text[:position].split()), at)
    count = len(text.split())
    starts = [begun.get(i, float("nan")) for i in range(count)]
    ends = [begun.get(i + 1, float("nan")) for i in range(count)]
    begins = [at for _, at in espeak.phones[1:]] + [len(pcm) / espeak.rate]
    phones = [
        (name.strip("'%,=_:;") or "pau", end) for (name, _), end in zip(espeak.phones, begins, strict=True)
    ]
    return _resampled(pcm, espeak.rate), starts, ends, phones


def _floats(pcm: NDArray[np.int16]) -> Floats:
    """A copy, since the engine uses its memory again."""
    return pcm.astype(np.float32) * np.float32(1 / 32768)


def _resampled(pcm: Floats, rate: int) -> Floats:
    if rate == RATE:
        return pcm
    changed: Floats = soxr.resample(pcm, rate, RATE).astype(np.float32)
    return changed
