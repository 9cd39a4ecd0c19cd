"""Sessions over HTTP, for browsers on this machine and nobody else.

In: requests. Out: the list of sessions, their pages, and those of their files that may be read, with
ranges so that sound can be sought. Three locks: it listens on the loopback address only; every address
begins with a random token, without which everything is "not found"; and it answers only to its own name,
so that no site that points its name here (DNS rebinding) gets anything. It changes nothing and logs
nothing.
"""

from __future__ import annotations

import hmac
import io
import secrets
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import BinaryIO
from urllib.parse import unquote

from transcriber.errors import CallerError, OutputError
from transcriber.serve.library import SHOWN, Session, sessions
from transcriber.serve.ranges import Unsatisfiable, asked_range
from transcriber.serve.shelf import shelf_html

ADDRESS = "127.0.0.1"
_CHUNK = 256 * 1024
_PATIENCE_SECONDS = 30
"""A connection on which nothing comes for so long is closed."""

_HEADERS = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": "frame-ancestors 'none'",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}
"""On every answer; the pages bring a stricter policy of their own."""


class LibraryServer(ThreadingHTTPServer):
    """Serves a folder's sessions; `url` is where. Port 0 takes a free one.

    Raises OutputError when the port cannot be had."""

    daemon_threads = True
    allow_reuse_address = True

    def __init__(self, folder: Path, port: int = 0) -> None:
        self.folder = folder
        self.token = secrets.token_urlsafe(24)
        self.known: dict[str, Session] = {}
        try:
            super().__init__((ADDRESS, port), _Handler)
        except OSError as error:
            raise OutputError(
                f"Port {port} of {ADDRESS} cannot be had ({error.strerror}): choose another with --port, or "
                "0 for a free one."
            ) from error
        self.hosts = {f"{name}:{self.server_port}" for name in (ADDRESS, "localhost")}

    def look(self) -> list[Session]:
        """Looks into the folder again; the sessions that are there now."""
        found = sessions(self.folder)
        self.known = {session.key: session for session in found}
        return found

    @property
    def url(self) -> str:
        """The list's address, with the token."""
        return f"http://{ADDRESS}:{self.server_port}/{self.token}/"

    def handle_error(self, request: object, client_address: object) -> None:
        """A browser that has gone costs nothing but its connection."""


class _Handler(BaseHTTPRequestHandler):
    server: LibraryServer
    protocol_version = "HTTP/1.1"
    server_version = "transcriber"
    sys_version = ""
    timeout = _PATIENCE_SECONDS

    def do_GET(self) -> None:
        """A page, a file, or a part of one."""
        if self.headers.get("Host", "").lower() not in self.server.hosts:
            self._refuse(HTTPStatus.MISDIRECTED_REQUEST)
            return
        token, _, place = self.path.partition("?")[0].removeprefix("/").partition("/")
        if not hmac.compare_digest(token.encode(), self.server.token.encode()):
            self._refuse(HTTPStatus.NOT_FOUND)
        elif place == "":
            self._html(shelf_html(self.server.look()))
        else:
            key, _, name = place.partition("/")
            self._session(key, unquote(name))

    do_HEAD = do_GET

    def _session(self, key: str, name: str) -> None:
        """A session's page (no name), or one of its files."""
        if key not in self.server.known or not name:
            self.server.look()
        session = self.server.known.get(key)
        if session is None or (name and name not in session.files):
            self._refuse(HTTPStatus.NOT_FOUND)
        elif name:
            self._file(session.files[name], SHOWN[name])
        else:
            self._page(session)

    def _page(self, session: Session) -> None:
        try:
            text = session.page()
        except (OSError, CallerError):  # it went while it was read
            self._refuse(HTTPStatus.NOT_FOUND)
        else:
            self._html(text)

    def _html(self, text: str) -> None:
        data = text.encode("utf-8", "replace")
        self._head(HTTPStatus.OK, "text/html; charset=utf-8", len(data))
        self._send(io.BytesIO(data), 0, len(data))

    def _file(self, path: Path, media_type: str) -> None:
        try:
            file = path.open("rb")
        except OSError:
            self._refuse(HTTPStatus.NOT_FOUND)
            return
        with file:
            size = path.stat().st_size
            if media_type.startswith(("text/", "application/json")):
                media_type += "; charset=utf-8"
            try:
                asked = asked_range(self.headers.get("Range"), size)
            except Unsatisfiable:
                self._refuse(HTTPStatus.REQUESTED_RANGE_NOT_SATISFIABLE, {"Content-Range": f"bytes */{size}"})
                return
            more = {"Accept-Ranges": "bytes"}
            if asked is None:
                self._head(HTTPStatus.OK, media_type, size, more)
                self._send(file, 0, size)
            else:
                begin, end = asked
                more["Content-Range"] = f"bytes {begin}-{end - 1}/{size}"
                self._head(HTTPStatus.PARTIAL_CONTENT, media_type, end - begin, more)
                self._send(file, begin, end)

    def _refuse(self, status: HTTPStatus, more: dict[str, str] | None = None) -> None:
        """Says the status and nothing of what there is."""
        data = f"{status.value} {status.phrase}\n".encode()
        self._head(status, "text/plain; charset=utf-8", len(data), more)
        self._send(io.BytesIO(data), 0, len(data))

    def _head(
        self, status: HTTPStatus, media_type: str, length: int, more: dict[str, str] | None = None
    ) -> None:
        self.send_response(status)
        for name, value in {**_HEADERS, **(more or {})}.items():
            self.send_header(name, value)
        self.send_header("Content-Type", media_type)
        self.send_header("Content-Length", str(length))
        self.end_headers()

    def _send(self, file: BinaryIO, begin: int, end: int) -> None:
        if self.command == "HEAD":
            return
        file.seek(begin)
        while begin < end and (block := file.read(min(_CHUNK, end - begin))):
            self.wfile.write(block)
            begin += len(block)
        if begin < end:  # the file became shorter: what was promised cannot be kept
            self.close_connection = True

    def log_message(self, format: str, *args: object) -> None:
        """Nothing: addresses hold the token, and titles are private."""
