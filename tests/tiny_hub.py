"""A model hub on localhost: as much of the hub's HTTP as huggingface_hub needs to fetch a model.

Serves one repository from a dictionary. Files larger than `LARGE` are told as large file storage, with
their SHA-256. Counts every body it sends, and can break off in the middle or send damaged bytes.
"""

from __future__ import annotations

import hashlib
import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import urlsplit

LARGE = 10_000
REVISION = "0123456789abcdef0123456789abcdef01234567"


@dataclass
class TinyHub:
    """What it serves and what happened. `requests` holds (method, path, Range header or None)."""

    repo: str
    files: dict[str, bytes]
    endpoint: str = ""
    damage: bool = False
    requests: list[tuple[str, str, str | None]] = field(default_factory=list)

    def bodies(self, name: str) -> list[str | None]:
        """The Range header of each time that a file's content was asked for."""
        return [ranges for method, path, ranges in self.requests if method == "GET" and path.endswith(name)]


@contextmanager
def tiny_hub(repo: str, files: dict[str, bytes]) -> Iterator[TinyHub]:
    """Serves `files` as the repository `repo` until the context ends."""
    hub = TinyHub(repo, files)

    class Handler(BaseHTTPRequestHandler):
        def log_message(self, format: str, *args: Any) -> None:
            """Says nothing."""

        def do_HEAD(self) -> None:
            self._answer(body=False)

        def do_GET(self) -> None:
            self._answer(body=True)

        def _answer(self, *, body: bool) -> None:
            path = urlsplit(self.path).path
            hub.requests.append((self.command, path, self.headers.get("Range")))
            name = path.rpartition("/")[2]
            if path.startswith(f"/api/models/{hub.repo}/tree/"):
                self._json([_entry(name, data) for name, data in hub.files.items()], body)
            elif path in (f"/api/models/{hub.repo}", f"/api/models/{hub.repo}/revision/main"):
                siblings = [{**_entry(name, data), "rfilename": name} for name, data in hub.files.items()]
                self._json({"id": hub.repo, "sha": REVISION, "siblings": siblings}, body)
            elif path.startswith(f"/{hub.repo}/resolve/") and name in hub.files:
                self._file(hub.files[name], body)
            else:
                self._send(404, b"{}", {}, body)

        def _json(self, data: Any, body: bool) -> None:
            self._send(200, json.dumps(data).encode(), {"Content-Type": "application/json"}, body)

        def _file(self, data: bytes, body: bool) -> None:
            headers = {"ETag": f'"{_oid(data)}"', "X-Repo-Commit": REVISION, "Accept-Ranges": "bytes"}
            if len(data) > LARGE:
                headers |= {"X-Linked-Etag": f'"{_oid(data)}"', "X-Linked-Size": str(len(data))}
            if hub.damage and len(data) > LARGE:
                data = data[:-1] + bytes([data[-1] ^ 1])
            wanted = self.headers.get("Range", "")
            if wanted.startswith("bytes="):
                start = int(wanted.removeprefix("bytes=").partition("-")[0])
                headers["Content-Range"] = f"bytes {start}-{len(data) - 1}/{len(data)}"
                self._send(206, data[start:], headers, body)
            else:
                self._send(200, data, headers, body)

        def _send(self, status: int, data: bytes, headers: dict[str, str], body: bool) -> None:
            self.send_response(status)
            for name, value in {**headers, "Content-Length": str(len(data))}.items():
                self.send_header(name, value)
            self.end_headers()
            if body:
                try:
                    self.wfile.write(data)
                except (BrokenPipeError, ConnectionResetError):
                    self.close_connection = True

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    hub.endpoint = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    try:
        yield hub
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def _oid(data: bytes) -> str:
    """What the hub calls a file's content: SHA-256 of large ones, git's SHA-1 of the others."""
    if len(data) > LARGE:
        return hashlib.sha256(data).hexdigest()
    return hashlib.sha1(b"blob %d\0" % len(data) + data).hexdigest()


def _entry(name: str, data: bytes) -> dict[str, Any]:
    git = hashlib.sha1(b"blob %d\0" % len(data) + data).hexdigest()
    entry: dict[str, Any] = {"type": "file", "path": name, "oid": git, "blobId": git, "size": len(data)}
    if len(data) > LARGE:
        large = {"size": len(data), "pointerSize": 134}
        entry["lfs"] = {**large, "oid": _oid(data), "sha256": _oid(data)}
    return entry
