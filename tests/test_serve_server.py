"""What a library server shows, and to whom: to those on this machine who know the token, and only that."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from page_reader import read_page
from served import asked, serving
from transcript_cases import EMPTY, HAND_MADE

from transcriber.cli.main import run
from transcriber.errors import OutputError
from transcriber.serve.library import sessions
from transcriber.serve.server import LibraryServer
from transcriber.transcript.as_json import json_text

SOUND = bytes(range(256)) * 40


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Two sessions, one of them deeper, one without a title; and what must not be shown."""
    root = tmp_path / "library"
    for place, transcript in (
        ("monday", replace(HAND_MADE, title="<b>Monday</b>")),
        ("guild/week 2", replace(EMPTY, started="2026-11-30T10:00:00Z")),
    ):
        (root / place).mkdir(parents=True)
        (root / place / "transcript.json").write_text(json_text(transcript), encoding="utf-8")
    (root / "monday" / "mix.wav").write_bytes(SOUND)
    (root / "monday" / "capture.pcapng").write_bytes(b"voices")
    (root / "monday" / "session.json").write_text("{}")
    (root / "broken").mkdir()
    (root / "broken" / "transcript.json").write_text("{")
    (tmp_path / "secret.txt").write_text("secret")
    return root


@pytest.fixture
def server(folder: Path) -> Iterator[LibraryServer]:
    with serving(folder) as started:
        yield started


def key(server: LibraryServer, title: str) -> str:
    return next(session.key for session in sessions(server.folder) if session.title == title)


def test_the_list_has_every_session_the_latest_first(server: LibraryServer) -> None:
    answer = asked(server, "")
    assert answer.status == 200
    read = read_page(answer.body.decode())
    links = [
        more["href"] for name, more in read.elements if name == "a" and (more["href"] or "").endswith("/")
    ]
    assert links == [f"{key(server, 'week 2')}/", f"{key(server, '<b>Monday</b>')}/"]
    assert "<b>Monday</b>" in read.said("a")
    assert read.policy.startswith("default-src 'none'; script-src 'sha256-")


def test_a_sessions_page_plays_the_file_beside_it(server: LibraryServer) -> None:
    answer = asked(server, f"{key(server, '<b>Monday</b>')}/")
    assert answer.headers["Content-Type"] == "text/html; charset=utf-8"
    read = read_page(answer.body.decode())
    assert read.data["sound"] == {"url": "mix.wav"}
    silent = read_page(asked(server, f"{key(server, 'week 2')}/").body.decode())
    assert silent.data["sound"] is None


def test_parts_of_a_file(server: LibraryServer) -> None:
    place = f"{key(server, '<b>Monday</b>')}/mix.wav"
    whole = asked(server, place)
    assert (whole.status, whole.body) == (200, SOUND)
    assert whole.headers["Accept-Ranges"] == "bytes"
    assert whole.headers["Content-Type"] == "audio/wav"
    part = asked(server, place, Range="bytes=100-199")
    assert (part.status, part.body) == (206, SOUND[100:200])
    assert part.headers["Content-Range"] == f"bytes 100-199/{len(SOUND)}"
    beyond = asked(server, place, Range="bytes=99999-")
    assert beyond.status == 416
    assert beyond.headers["Content-Range"] == f"bytes */{len(SOUND)}"
    head = asked(server, place, "HEAD")
    assert (head.status, head.body, head.headers["Content-Length"]) == (200, b"", str(len(SOUND)))


def test_a_transcript_can_be_fetched(server: LibraryServer) -> None:
    answer = asked(server, f"{key(server, '<b>Monday</b>')}/transcript.json")
    assert answer.body.decode() == json_text(replace(HAND_MADE, title="<b>Monday</b>"))
    assert answer.headers["Content-Type"] == "application/json; charset=utf-8"


@pytest.mark.parametrize(
    "name",
    [
        "capture.pcapng", "session.json", "..", "../", "../../secret.txt", "..%2f..%2fsecret.txt",
        "%2e%2e/%2e%2e/secret.txt", "%2Fetc%2Fpasswd", "/etc/passwd", "..\\secret.txt", "mix.wav%00",
        "mix.wav/", "./mix.wav", "mix.flac", "%ff", "%",
    ],
)  # fmt: skip
def test_nothing_else_is_there(server: LibraryServer, name: str) -> None:
    monday = key(server, "<b>Monday</b>")
    answer = asked(server, f"{monday}/{name}")
    assert (answer.status, answer.body) == (404, b"404 Not Found\n")
    assert asked(server, name if name not in ("..", "../", "%") else f"x{name}").status == 404


def test_a_link_that_leads_out_of_the_folder_is_not_followed(server: LibraryServer, folder: Path) -> None:
    (folder / "monday" / "transcript.txt").symlink_to(folder.parent / "secret.txt")
    (folder / "outside").symlink_to(folder.parent)
    asked(server, "")
    answer = asked(server, f"{key(server, '<b>Monday</b>')}/transcript.txt")
    assert answer.status == 404


@pytest.mark.parametrize("path", ["/", "/x/", "//", "", "*", "/favicon.ico", "/%2e%2e/"])
def test_without_the_token_there_is_nothing(server: LibraryServer, path: str) -> None:
    answer = asked(server, path, root=True)
    assert (answer.status, answer.body) == (404, b"404 Not Found\n")
    assert asked(server, f"/{server.token[:-1]}/", root=True).status == 404


@pytest.mark.parametrize("host", ["example.com", "127.0.0.1", "127.0.0.1:1", "evil.example:80", ""])
def test_it_answers_only_to_its_own_name(server: LibraryServer, host: str) -> None:
    """Against DNS rebinding: a foreign name that points to this machine."""
    assert asked(server, "", Host=host).status == 421
    for name in ("127.0.0.1", "localhost", "LOCALHOST"):
        assert asked(server, "", Host=f"{name}:{server.server_port}").status == 200


def test_nothing_can_be_changed(server: LibraryServer) -> None:
    for method in ("POST", "PUT", "DELETE", "OPTIONS"):
        assert asked(server, "", method).status == 501


def test_every_answer_is_guarded(server: LibraryServer) -> None:
    for answer in (asked(server, ""), asked(server, "x"), asked(server, "", Host="example.com")):
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert answer.headers["Referrer-Policy"] == "no-referrer"
        assert answer.headers["Cache-Control"] == "no-store"
        assert answer.headers["X-Frame-Options"] == "DENY"
        assert answer.headers["Cross-Origin-Resource-Policy"] == "same-origin"
        assert "Access-Control-Allow-Origin" not in answer.headers


def test_it_listens_on_this_machine_only_behind_a_token_of_its_own(folder: Path) -> None:
    with LibraryServer(folder) as one, LibraryServer(folder) as other:
        assert one.server_address[0] == "127.0.0.1"
        assert one.token != other.token
        assert len(one.token) >= 32
        with pytest.raises(OutputError, match=f"^Port {one.server_port} of 127.0.0.1 cannot be had"):
            LibraryServer(folder, one.server_port)


def test_sessions_that_come_and_go(server: LibraryServer, folder: Path) -> None:
    monday = key(server, "<b>Monday</b>")
    assert asked(server, f"{monday}/").status == 200
    (folder / "monday" / "transcript.json").unlink()
    assert asked(server, f"{monday}/").status == 404
    (folder / "later").mkdir()
    (folder / "later" / "transcript.json").write_text(json_text(replace(HAND_MADE, title="Later")))
    assert asked(server, f"{key(server, 'Later')}/").status == 200


def test_what_the_command_refuses(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["serve", str(tmp_path / "gone")]) == 2
    sentence = f"Error: There is no folder {tmp_path / 'gone'}: name one that holds sessions.\n"
    assert capsys.readouterr().err == sentence
