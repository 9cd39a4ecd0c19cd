"""A language model's server for tests, over real HTTP: its manners are functions that a test chooses.

A manner gets the parsed request and gives what the model says (`Say`), or an HTTP status, or never
answers. The server speaks both Ollama's own API and the OpenAI-compatible one.
"""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


@dataclass(frozen=True, slots=True)
class Say:
    """What the model says, and what its server tells of it."""

    text: str
    read: int | None = None
    """Tokens that it claims to have read; None: as many as the prompt has words and a half."""
    ended: str = "stop"


Manner = Callable[["Asked"], "Say | int | bytes"]


@dataclass(frozen=True, slots=True)
class Asked:
    """One request for an answer."""

    path: str
    body: dict[str, Any]
    authorization: str | None

    @property
    def system(self) -> str:
        return str(self.body["messages"][0]["content"])

    @property
    def rows(self) -> list[list[Any]]:
        """The meeting's lines as the model sees them."""
        rows: list[list[Any]] = json.loads(self.body["messages"][1]["content"])
        return rows

    @property
    def words(self) -> int:
        return sum(len(message["content"].split()) for message in self.body["messages"])


@dataclass(slots=True)
class Server:
    url: str
    asked: list[Asked] = field(default_factory=list)
    release: threading.Event = field(default_factory=threading.Event)


def answer(**parts: list[dict[str, Any]]) -> str:
    """A part's answer, complete."""
    empty: dict[str, Any] = {"summary": [], "topics": [], "decisions": [], "actions": [], "questions": []}
    return json.dumps(empty | parts)


def good(asked: Asked) -> Say:
    """Takes lines with "will" for tasks and with "decided" for decisions, quotes and cites honestly."""
    if "parts" in asked.system and "sources" in asked.system:
        sentences = asked.rows[:2]
        return Say(json.dumps({"summary": [{"text": text, "sources": [n]} for n, text in sentences]}))
    found: dict[str, list[dict[str, Any]]] = {"summary": [], "topics": [], "decisions": [], "actions": []}
    for number, name, text in asked.rows:
        cited = {"text": text, "lines": [number], "quote": text}
        if "will" in text:
            found["actions"].append(cited | {"owner": name, "due": None})
        if "decided" in text:
            found["decisions"].append(cited)
    number, name, text = asked.rows[0]
    found["topics"].append({"title": "How it began", "line": number})
    found["summary"].append({"text": f"{name} said: {text}", "lines": [number], "quote": text})
    return Say(answer(**found))


def never(server: Server) -> Manner:
    """A model that thinks until the test is over."""

    def manner(asked: Asked) -> Say:
        server.release.wait()
        return Say("{}")

    return manner


@contextmanager
def serving(manner: Manner | None = None, *, ollama: bool = False) -> Iterator[Server]:
    """A server on loopback; without a manner it never answers."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            if self.path == "/api/version" and ollama:
                self._send(200, b'{"version": "0.13.0"}')
            else:
                self._send(404, b"{}")

        def do_POST(self) -> None:
            data = self.rfile.read(int(self.headers["Content-Length"]))
            asked = Asked(self.path, json.loads(data), self.headers["Authorization"])
            server.asked.append(asked)
            said = chosen(asked)
            if isinstance(said, int):
                self._send(said, b'{"error": "no"}')
            elif isinstance(said, bytes):
                self._send(200, said)
            else:
                self._send(200, json.dumps(self._told(asked, said)).encode())

        def _told(self, asked: Asked, said: Say) -> dict[str, Any]:
            read = asked.words * 3 // 2 if said.read is None else said.read
            message = {"role": "assistant", "content": said.text}
            if asked.path == "/api/chat":
                return {"message": message, "prompt_eval_count": read, "done_reason": said.ended}
            choice = {"index": 0, "message": message, "finish_reason": said.ended}
            return {"choices": [choice], "usage": {"prompt_tokens": read}}

        def _send(self, status: int, data: bytes) -> None:
            try:
                self.send_response(status)
                self.send_header("Content-Length", str(len(data)))
                self.end_headers()
                self.wfile.write(data)
            except OSError:
                self.close_connection = True  # the client did not wait

        def log_message(self, format: str, *args: object) -> None:
            pass

    listening = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    listening.daemon_threads = True
    server = Server(f"http://127.0.0.1:{listening.server_address[1]}")
    chosen = manner or never(server)
    thread = threading.Thread(target=listening.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield server
    finally:
        server.release.set()
        listening.shutdown()
        thread.join()
        listening.server_close()
