"""A server that transcribes, for tests, over real HTTP: its manners are functions that a test chooses.

A manner gets the parsed upload and gives what the server answers: an object or bytes (HTTP 200), an HTTP
status, a status with headers, or it waits.
"""

from __future__ import annotations

import io
import json
import threading
import wave
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email.message import Message
from email.parser import BytesParser
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import numpy as np

from models.openai_compatible import ServerRecognizer
from transcriber.speech.recognizer import Heard, Request
from transcriber.types import Floats

Answer = dict[str, Any] | list[Any] | bytes | int | tuple[int, dict[str, str]]


@dataclass(frozen=True, slots=True)
class Upload:
    """One request: its form fields (each with all its values), its sound, its headers."""

    path: str
    fields: dict[str, list[str]]
    pcm: Floats
    authorization: str | None

    @property
    def wants_words(self) -> bool:
        return "word" in self.fields.get("timestamp_granularities[]", [])

    @property
    def verbose(self) -> bool:
        return self.fields["response_format"] == ["verbose_json"]


Manner = Callable[[Upload], Answer]


@dataclass(slots=True)
class Server:
    url: str
    uploads: list[Upload] = field(default_factory=list)
    release: threading.Event = field(default_factory=threading.Event)
    model: str = "tiny"

    @property
    def address(self) -> str:
        return f"{self.url}/v1#{self.model}"


def good(upload: Upload) -> Answer:
    """Tells everything there is: segments, and words beside them without their punctuation."""
    length = len(upload.pcm) / 16_000
    return {
        "task": "transcribe",
        "language": "english",
        "duration": length,
        "text": "Good morning, all. Shall we begin?",
        "segments": [
            {"id": 0, "start": 0.0, "end": 1.0, "text": " Good morning, all.", "avg_logprob": -0.1},
            {"id": 1, "start": 1.0, "end": length, "text": " Shall we begin?", "avg_logprob": -0.2},
        ],
        "words": [
            {"word": "Good", "start": 0.1, "end": 0.4},
            {"word": "morning", "start": 0.4, "end": 0.7},
            {"word": "all", "start": 0.7, "end": 0.9},
            {"word": "Shall", "start": 1.1, "end": 1.3},
            {"word": "we", "start": 1.3, "end": 1.4},
            {"word": "begin", "start": 1.4, "end": 1.8},
        ],
    }


def parsed(path: str, headers: Any, body: bytes) -> Upload:
    """The multipart form as the standard library's mail parser reads it."""
    head = f"Content-Type: {headers['Content-Type']}\r\n\r\n".encode()
    fields: dict[str, list[str]] = {}
    pcm = np.zeros(0, dtype=np.float32)
    parts = BytesParser().parsebytes(head + body).get_payload()
    assert isinstance(parts, list)
    for part in parts:
        assert isinstance(part, Message)
        content = part.get_payload(decode=True)
        assert isinstance(content, bytes)
        if part.get_filename():
            pcm = _sound(content)
        else:
            name = str(part.get_param("name", header="Content-Disposition"))
            fields.setdefault(name, []).append(content.decode())
    return Upload(path, fields, pcm, headers["Authorization"])


def _sound(content: bytes) -> Floats:
    with wave.open(io.BytesIO(content)) as file:
        assert (file.getnchannels(), file.getsampwidth(), file.getframerate()) == (1, 2, 16_000)
        return np.frombuffer(file.readframes(file.getnframes()), dtype="<i2").astype(np.float32) / np.float32(
            32767
        )


@contextmanager
def serving(manner: Manner | None = None) -> Iterator[Server]:
    """A server on loopback; without a manner it never answers."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            upload = parsed(self.path, self.headers, body)
            server.uploads.append(upload)
            if manner is None:
                server.release.wait()
                self.close_connection = True
                return
            answer = manner(upload)
            status, headers = answer if isinstance(answer, tuple) else (200, {})
            if isinstance(answer, int):
                status = answer
            told = answer if isinstance(answer, bytes) else json.dumps(answer).encode()
            if status != 200:
                told = json.dumps({"error": {"message": f"no: {self.headers['Authorization']}"}}).encode()
            try:
                self.send_response(status)
                for name, value in headers.items():
                    self.send_header(name, value)
                self.send_header("Content-Length", str(len(told)))
                self.end_headers()
                self.wfile.write(told)
            except OSError:
                self.close_connection = True  # the client did not wait

        def log_message(self, format: str, *args: object) -> None:
            pass

    listening = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    listening.daemon_threads = True
    server = Server(f"http://127.0.0.1:{listening.server_address[1]}")
    thread = threading.Thread(target=listening.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield server
    finally:
        server.release.set()
        listening.shutdown()
        thread.join()
        listening.server_close()


def sound(seconds: float = 2.0) -> Request:
    return Request(np.linspace(-0.5, 0.5, int(seconds * 16_000), dtype=np.float32))


class Pauses(list[float]):
    """Waits for nothing, and remembers how long it should have."""

    def __call__(self, stop: threading.Event, seconds: float) -> bool:
        self.append(seconds)
        return stop.is_set()


def hear(address: str, *requests: Request, **options: Any) -> list[Heard]:
    options.setdefault("pause", Pauses())
    recognizer = ServerRecognizer(address, **options)
    try:
        return list(recognizer.recognize(requests))
    finally:
        recognizer.close()
