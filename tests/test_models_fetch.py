"""Weights over real HTTP from a hub on localhost: located, fetched, resumed, refused with a sentence."""

from __future__ import annotations

import errno
import shutil
import socket
from collections import namedtuple
from collections.abc import Iterator
from pathlib import Path

import huggingface_hub
import pytest
from tiny_hub import REVISION, TinyHub, tiny_hub

from models import fetch as fetching
from models.fetch import Hub, available, fetch, hub_answers, locate, progress_bar
from models.weights import WEIGHTS
from transcriber.errors import MissingPart, OutputError, SettingError

MODEL = bytes(range(256)) * 2000
FILES = {
    "model.bin": MODEL,
    "config.json": b"{}",
    "tokenizer.json": b'{"a": 1}',
    "vocabulary.json": b"[]",
    "README.md": b"not needed",
}
TOTAL = sum(len(data) for name, data in FILES.items() if name != "README.md")


@pytest.fixture(autouse=True)
def direct(monkeypatch: pytest.MonkeyPatch) -> None:
    """No proxy on the way to localhost, and pieces that are smaller than the model."""
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    monkeypatch.setattr(fetching, "CHUNK", 100_000)
    monkeypatch.setattr("huggingface_hub.constants.DOWNLOAD_CHUNK_SIZE", 100_000)
    huggingface_hub.close_session()


@pytest.fixture
def server() -> Iterator[TinyHub]:
    with tiny_hub(WEIGHTS["small"].repo, dict(FILES)) as hub:
        yield hub


def partials(cache: Path) -> list[Path]:
    return list(cache.rglob("*.incomplete"))


def test_what_is_missing_is_fetched_and_then_located(server: TinyHub, tmp_path: Path) -> None:
    hub = Hub(server.endpoint, tmp_path)
    seen: list[tuple[int, int]] = []
    assert locate("small", hub) is None
    path = fetch("small", lambda done, total: seen.append((done, total)), hub)
    assert path == locate("small", hub)
    assert path.name == REVISION
    assert {file.name for file in path.iterdir()} == set(FILES) - {"README.md"}
    assert all((path / name).read_bytes() == FILES[name] for name in set(FILES) - {"README.md"})
    assert partials(tmp_path) == []
    assert len(seen) > 5
    assert seen == sorted(seen)
    assert seen[-1] == (TOTAL, TOTAL)
    assert {total for _, total in seen} == {TOTAL}


def test_huggingface_hub_itself_finds_it_afterwards(server: TinyHub, tmp_path: Path) -> None:
    path = fetch("small", None, Hub(server.endpoint, tmp_path))
    repo = WEIGHTS["small"].repo
    found = huggingface_hub.snapshot_download(
        repo, local_files_only=True, cache_dir=tmp_path, allow_patterns=list(fetching.PATTERNS)
    )
    assert Path(found) == path


def test_an_interrupted_fetch_goes_on_where_it_stopped(server: TinyHub, tmp_path: Path) -> None:
    hub = Hub(server.endpoint, tmp_path)

    def ctrl_c(done: int, total: int) -> None:
        if done > 250_000:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        fetch("small", ctrl_c, hub)
    assert locate("small", hub) is None
    (partial,) = partials(tmp_path)
    have = partial.stat().st_size
    assert 250_000 < have < len(MODEL)
    seen: list[int] = []
    path = fetch("small", lambda done, total: seen.append(done), hub)
    assert (path / "model.bin").read_bytes() == MODEL
    assert server.bodies("model.bin") == [None, f"bytes={have}-"]
    assert seen[0] == have


def test_what_is_there_is_not_fetched_again(server: TinyHub, tmp_path: Path) -> None:
    hub = Hub(server.endpoint, tmp_path)
    path = fetch("small", None, hub)
    assert fetch("small", None, hub) == path
    assert len(server.bodies("model.bin")) == 1


def test_a_partial_file_that_is_too_long_is_begun_again(server: TinyHub, tmp_path: Path) -> None:
    hub = Hub(server.endpoint, tmp_path)

    def ctrl_c(done: int, total: int) -> None:
        if done > 250_000:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        fetch("small", ctrl_c, hub)
    partials(tmp_path)[0].write_bytes(MODEL + MODEL)
    assert (fetch("small", None, hub) / "model.bin").read_bytes() == MODEL


def test_damaged_content_is_not_kept(server: TinyHub, tmp_path: Path) -> None:
    server.damage = True
    hub = Hub(server.endpoint, tmp_path)
    with pytest.raises(MissingPart, match=r"Whisper small could not be fetched \(what came is damaged\)"):
        fetch("small", None, hub)
    assert partials(tmp_path) == []
    assert locate("small", hub) is None
    server.damage = False
    assert (fetch("small", None, hub) / "model.bin").read_bytes() == MODEL


def test_a_repository_without_a_whisper_is_told(server: TinyHub, tmp_path: Path) -> None:
    del server.files["tokenizer.json"]
    with pytest.raises(MissingPart, match="holds no complete CTranslate2 Whisper"):
        fetch("small", None, Hub(server.endpoint, tmp_path))


def test_a_repository_that_the_hub_does_not_know_is_told(server: TinyHub, tmp_path: Path) -> None:
    with pytest.raises(MissingPart, match=r"Whisper base could not be fetched .*404"):
        fetch("base", None, Hub(server.endpoint, tmp_path))


def test_a_cache_that_cannot_be_written_is_told(server: TinyHub, tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(
        OutputError, match=r"cannot be written to .*: make room for 486 MB there, or set HF_HOME"
    ):
        fetch("small", None, Hub(server.endpoint, tmp_path / "file" / "cache"))


def test_a_full_disk_is_told_before_anything_is_fetched(
    server: TinyHub, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    usage = namedtuple("usage", "total used free")
    monkeypatch.setattr(shutil, "disk_usage", lambda path: usage(100, 99, len(MODEL) - 1))
    with pytest.raises(OutputError, match="No space left on device"):
        fetch("small", None, Hub(server.endpoint, tmp_path))
    assert server.bodies("model.bin") == []


def test_a_disk_that_fills_up_on_the_way_is_told_and_what_came_is_kept(
    server: TinyHub, tmp_path: Path
) -> None:
    def full(done: int, total: int) -> None:
        if done > 250_000:
            raise OSError(errno.ENOSPC, "No space left on device")

    hub = Hub(server.endpoint, tmp_path)
    with pytest.raises(OutputError, match=r"What was fetched is kept\."):
        fetch("small", full, hub)
    assert partials(tmp_path)[0].stat().st_size > 250_000
    assert (fetch("small", None, hub) / "model.bin").read_bytes() == MODEL


def test_a_hub_that_answers(server: TinyHub) -> None:
    assert hub_answers(10, Hub(server.endpoint))


def test_a_hub_that_knows_no_such_repository_does_not_answer(server: TinyHub) -> None:
    assert not hub_answers(10, Hub(server.endpoint), "base")


def closed_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def test_a_hub_that_refuses_does_not_answer(tmp_path: Path) -> None:
    hub = Hub(f"http://127.0.0.1:{closed_port()}", tmp_path)
    assert not hub_answers(10, hub)
    with pytest.raises(MissingPart, match=r"could not be fetched .*or copy a model directory here"):
        fetch("small", None, hub)


def test_a_hub_that_accepts_and_says_nothing_does_not_answer() -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        assert not hub_answers(0.1, Hub(f"http://127.0.0.1:{silent.getsockname()[1]}"))


def test_a_host_name_whose_lookup_hangs_does_not_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    """No timeout of a socket covers this: only the thread of its own does."""
    with socket.create_server(("127.0.0.1", 0)) as waits:

        def hang(*args: object, **kwargs: object) -> list[object]:
            waits.accept()  # until the server is closed
            return []

        monkeypatch.setattr(socket, "getaddrinfo", hang)
        assert not hub_answers(0.1, Hub("http://hub.invalid"))
        waits.shutdown(socket.SHUT_RDWR)


def test_offline_mode_is_respected(server: TinyHub, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("huggingface_hub.constants.HF_HUB_OFFLINE", True)
    assert not hub_answers(10, Hub(server.endpoint))
    with pytest.raises(MissingPart, match="while HF_HUB_OFFLINE is set: unset it"):
        fetch("small", None, Hub(server.endpoint, tmp_path))
    assert server.requests == []


def test_locating_asks_nobody(server: TinyHub, tmp_path: Path) -> None:
    assert locate("small", Hub(server.endpoint, tmp_path)) is None
    assert server.requests == []


def test_a_snapshot_that_is_not_complete_is_not_located(server: TinyHub, tmp_path: Path) -> None:
    hub = Hub(server.endpoint, tmp_path)
    (fetch("small", None, hub) / "tokenizer.json").unlink()
    assert locate("small", hub) is None


@pytest.mark.parametrize("ask", [locate, fetch])
def test_an_unknown_name_is_told_with_the_known_ones(ask: object) -> None:
    assert callable(ask)
    with pytest.raises(SettingError, match=r"no Whisper model called 'huge': choose one of tiny\.en, tiny"):
        ask("huge")


def test_everything_available_is_listed(server: TinyHub, tmp_path: Path) -> None:
    hub = Hub(server.endpoint, tmp_path)
    path = fetch("small", None, hub)
    listed = {model.name: model for model in available(hub)}
    assert list(listed) == list(WEIGHTS)
    assert [name for name, model in listed.items() if model.path] == ["small"]
    assert listed["small"].path == path
    assert listed["small"].source == WEIGHTS["small"].repo
    assert listed["small"].size == 486_000_000


def test_the_progress_bar_goes_to_standard_error(capsys: pytest.CaptureFixture[str]) -> None:
    with progress_bar("small") as progress:
        progress(1_000_000, 4_000_000)
        progress(4_000_000, 4_000_000)
    out, err = capsys.readouterr()
    assert out == ""
    assert "Fetching Whisper small" in err
    assert "4.0/4.0 MB" in err
