"""Recognition by a server that answers OpenAI's `/v1/audio/transcriptions`, near or far.

In: a server's address, perhaps a key, and requests. Out: one `Heard` a request, in order. Each request's
sound is uploaded as a WAV file (16 bits, 16 kHz, one channel: what every such server takes), with the
language and the hotwords as a prompt. Servers differ in how much they tell: words are asked for first,
then segments, then text alone, and what the server took once is what it is asked for from then on.

A server that is busy or fails (HTTP 429 and 5xx) is asked again, when it says or ever later; an answer has
one deadline from the first byte sent to the last received, and a largest size. Redirects are not
followed: key and sound go where the user said. Neither the key, nor what is said, nor what the server
says of an error (which may repeat both) is ever logged or put into a message.
"""

from __future__ import annotations

import io
import json
import os
import threading
import wave
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor

import httpx2
import numpy as np

from models.order import in_order
from models.server_address import server_address
from models.server_answer import heard_of
from models.server_post import Fields, Reply, Slow, Unreachable, post
from transcriber.config import (
    HOTWORD_TERMS,
    SERVER_PATIENCE_SECONDS,
    SERVER_TRIES,
    SERVER_WAIT_SECONDS,
)
from transcriber.errors import MissingPart, SettingError, TranscriberError
from transcriber.speech.recognizer import RECOGNIZER_RATE, Capabilities, Heard, Request
from transcriber.types import Floats

KEY_VARIABLE = "TRANSCRIBER_ASR_KEY"
"""The environment variable with the server's key: a command line is read by everybody on the machine."""

WINDOW = 30.0
"""Seconds: a Whisper's window, and less than what any server takes for too large."""

SHORTEST = RECOGNIZER_RATE // 10
"""Samples: OpenAI's server refuses sounds below 0.1 s."""

_CONNECT_SECONDS = 10.0
"""A server that is there accepts within this, on the other side of the world too."""

_SHAPES: tuple[Fields, ...] = (
    {"response_format": "verbose_json", "timestamp_granularities[]": ["word", "segment"]},
    {"response_format": "verbose_json"},
    {"response_format": "json"},
)
"""What to ask for, the most first."""

_OTHER_SHAPE = (400, 415, 422, 501)
"""How servers say that they do not give what was asked for."""


class ServerRecognizer:
    """A model on a server. `address` is `URL#MODEL`; without `key` the one in TRANSCRIBER_ASR_KEY is used.

    `jobs` requests are under way at a time. `patience`: seconds for one answer. `pause` waits between two
    tries, for so many seconds or until the event is set. Raises `SettingError` for an address or a key
    that cannot be one. The server is first spoken to when there is something to recognize.
    """

    capabilities = Capabilities(
        languages=None,
        detects_language=True,
        words=True,
        confidences=False,
        hotwords=True,
        window=WINDOW,
        packs=False,
        drafts=False,  # every request is sent away, and may be paid for
    )

    def __init__(
        self,
        address: str,
        *,
        key: str | None = None,
        jobs: int = 1,
        patience: float = SERVER_PATIENCE_SECONDS,
        pause: Callable[[threading.Event, float], bool] = threading.Event.wait,
    ) -> None:
        self._address = server_address(address)
        key = _checked(os.environ.get(KEY_VARIABLE, "") if key is None else key)
        self._keyed = bool(key)
        self._patience = patience
        self._pause = pause
        self._shape = 0
        self._met = False
        self._client = httpx2.Client(
            headers={"Authorization": f"Bearer {key}"} if key else {},
            timeout=httpx2.Timeout(patience, connect=min(_CONNECT_SECONDS, patience)),
            limits=httpx2.Limits(max_connections=None),  # one that was given up may be open for a while
            follow_redirects=False,
            trust_env=not self._address.local,  # no proxy can help with this machine
        )
        self._jobs = max(1, jobs)
        self._pool: ThreadPoolExecutor | None = ThreadPoolExecutor(self._jobs, "server")
        self._under_way: list[threading.Event] = []

    @property
    def name(self) -> str:
        """The model and a mark of the server."""
        return self._address.name

    def recognize(self, requests: Iterable[Request]) -> Iterator[Heard]:
        """One answer a request, in order.

        Raises `SettingError` for a key, a model or a request that the server refuses, `MissingPart` when
        it cannot be reached, `TranscriberError` when it fails for good or answers nonsense.
        """
        if self._pool is None:
            raise TranscriberError("This recognizer is closed: open another one.")
        return in_order(self._pool, self._answer, requests, ahead=2 * self._jobs)

    def close(self) -> None:
        """Gives up what is under way, without waiting for the server."""
        pool, self._pool = self._pool, None
        if pool is None:
            return
        for stop in list(self._under_way):
            stop.set()
        pool.shutdown(cancel_futures=True)
        self._client.close()

    def _answer(self, request: Request, stop: threading.Event) -> Heard:
        if len(request.pcm) < SHORTEST or stop.is_set():
            return Heard(())
        self._under_way.append(stop)
        try:
            reply = self._reply(request, stop)
        finally:
            self._under_way.remove(stop)
        if reply is None:
            return Heard(())
        if reply.status != httpx2.codes.OK:
            raise self._refusal(reply.status)
        try:
            return heard_of(json.loads(reply.body), len(request.pcm) / RECOGNIZER_RATE, request.language)
        except (ValueError, RecursionError):  # neither may repeat what the server wrote
            raise TranscriberError(
                f"What {self._address.host} answers is no transcription: check that the address in --model "
                "is that of an OpenAI-compatible server, with its path (mostly /v1)."
            ) from None

    def _reply(self, request: Request, stop: threading.Event) -> Reply | None:
        """The reply in the richest shape that the server takes; None once nobody wants it any more."""
        sound = wav(request.pcm)
        for shape in range(self._shape, len(_SHAPES)):
            reply = self._tried(_fields(request, self._address.model, shape), sound, stop)
            if reply is None or reply.status not in _OTHER_SHAPE:
                break
        if reply is not None and reply.status == httpx2.codes.OK:
            self._shape = max(self._shape, shape)
        return reply

    def _tried(self, fields: Fields, sound: bytes, stop: threading.Event) -> Reply | None:
        """The first reply that is not "later", of SERVER_TRIES; None once nobody wants it any more."""
        for tried in range(1, SERVER_TRIES + 1):
            wait = 2.0 ** (tried - 1)
            try:
                reply = post(self._client, self._address.url, fields, sound, self._patience, stop)
            except Slow:
                raise TranscriberError(
                    f"The server {self._address.host} gave no answer within {self._patience:g} s: what is "
                    "done so far is kept, so run the same again, with fewer jobs if the server is slow."
                ) from None
            except Unreachable:
                if not self._met or tried == SERVER_TRIES:  # one that was there may be starting anew
                    raise MissingPart(
                        f"The server {self._address.host} of --model cannot be reached: check the address, "
                        "and that it runs."
                    ) from None
            else:
                self._met = True
                if reply is None or not _later(reply.status) or tried == SERVER_TRIES:
                    return reply
                wait = wait if reply.again is None else reply.again
                if wait > SERVER_WAIT_SECONDS:
                    raise TranscriberError(
                        f"The server {self._address.host} wants to be asked again in {wait:.0f} s only: what "
                        "is done so far is kept, so run the same again then."
                    )
            if self._pause(stop, wait):
                return None
        raise AssertionError("the last try returns or raises")

    def _refusal(self, status: int) -> TranscriberError:
        """The sentence for an HTTP status that is final."""
        host, model = self._address.host, self._address.model
        if status in (401, 403):
            if self._keyed:
                return SettingError(f"The server {host} refuses the key in {KEY_VARIABLE} (HTTP {status}).")
            return SettingError(
                f"The server {host} wants a key (HTTP {status}): put it into the environment variable "
                f"{KEY_VARIABLE}."
            )
        if status == httpx2.codes.NOT_FOUND:
            return SettingError(
                f"The server {host} has no model {model!r}, or nothing that transcribes, at this address "
                "(HTTP 404): check the path (mostly /v1) and the name after the #."
            )
        if status == httpx2.codes.TOO_MANY_REQUESTS:
            return TranscriberError(
                f"The server {host} has no time for this, asked {SERVER_TRIES} times (HTTP 429): try again "
                "later with fewer jobs, or see whether a paid quota is used up."
            )
        if status >= 500:
            return TranscriberError(
                f"The server {host} failed {SERVER_TRIES} times (HTTP {status}): what is done so far is "
                "kept, so run the same again when it is well."
            )
        return SettingError(
            f"The server {host} refuses to transcribe (HTTP {status}): check that it has the model "
            f"{model!r}, and that this knows the language."
        )


def wav(pcm: Floats) -> bytes:
    """Float32 sound at 16 kHz as a WAV file with 16 bits; what is beyond full scale is clipped."""
    file = io.BytesIO()
    with wave.open(file, "wb") as writer:
        writer.setnchannels(1)
        writer.setsampwidth(2)
        writer.setframerate(RECOGNIZER_RATE)
        writer.writeframes(np.rint(np.clip(pcm, -1, 1) * 32767).astype("<i2").tobytes())
    return file.getvalue()


def _fields(request: Request, model: str, shape: int) -> Fields:
    fields: Fields = {"model": model, **_SHAPES[shape]}
    if request.language:
        fields["language"] = request.language
    if request.hotwords:
        fields["prompt"] = ", ".join(request.hotwords[:HOTWORD_TERMS])
    return fields


def _checked(key: str) -> str:
    key = key.strip()
    if not key.isascii() or not key.isprintable():
        raise SettingError(f"The key in {KEY_VARIABLE} has characters that no key has: copy it again.")
    return key


def _later(status: int) -> bool:
    """Whether a server that answers so may answer otherwise later."""
    return status == httpx2.codes.TOO_MANY_REQUESTS or (status >= 500 and status not in _OTHER_SHAPE)
