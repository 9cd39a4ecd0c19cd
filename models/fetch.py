"""Whisper weights: what is on disk, whether the model hub answers, and getting what is missing.

In: the name of a Whisper size. Out: the directory that holds it, in the Hugging Face cache, where
other programs find it too. Only `fetch` and `hub_answers` touch the network, and only the hub that
`huggingface_hub` is set to (`HF_ENDPOINT`, never when `HF_HUB_OFFLINE` is set).

huggingface_hub throws away what an interrupted download had got. So the large files are fetched here,
into a file beside the cache's own that the next try goes on with, checked against the hub's
SHA-256, and moved to where the cache keeps such content; huggingface_hub then finds them there and
does the rest.
"""

from __future__ import annotations

import errno
import hashlib
import importlib
import io
import shutil
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO, cast

from models.weights import NEEDED_FILES, WEIGHTS, Weights, missing_files
from transcriber.config import AUTO_ON_CPU, HUB_PATIENCE_SECONDS
from transcriber.errors import MissingPart, OutputError, SettingError

Progress = Callable[[int, int], None]
"""Called with the bytes that are there and the bytes in all, from `fetch`'s own thread."""

PATTERNS = (*NEEDED_FILES, "preprocessor_config.json", "vocabulary.*")
"""The files of a repository that a recognizer needs."""

CHUNK = 1 << 20
"""Bytes fetched between two reports. huggingface_hub takes ten times as many, which is long to wait for
a sign of life and much to lose at a Ctrl-C."""

LISTING_SECONDS = 30.0
"""For the list of a repository's files."""

_CANNOT_WRITE = {errno.ENOSPC, errno.EDQUOT, errno.EACCES, errno.EPERM, errno.EROFS, errno.ENOTDIR}


@dataclass(frozen=True, slots=True)
class Hub:
    """Where weights come from and where they are kept; None means what huggingface_hub is set to."""

    endpoint: str | None = None
    cache: Path | None = None

    @property
    def folder(self) -> Path:
        """The cache's folder."""
        return self.cache or Path(importlib.import_module("huggingface_hub.constants").HF_HUB_CACHE)


DEFAULT_HUB = Hub()


@dataclass(frozen=True, slots=True)
class Available:
    """A Whisper size: `path` where it is on disk, else None; `size` in bytes, about."""

    name: str
    path: Path | None
    size: int
    source: str
    english: bool


def available(hub: Hub = DEFAULT_HUB) -> list[Available]:
    """Every Whisper size that can be asked for by name."""
    return [
        Available(name, locate(name, hub), weights.size, weights.repo, weights.english)
        for name, weights in WEIGHTS.items()
    ]


def locate(name: str, hub: Hub = DEFAULT_HUB) -> Path | None:
    """The directory that holds the complete weights of `name`, or None. Never touches the network.

    Raises `SettingError` for an unknown name.
    """
    repo = _weights(name).repo
    found = _library().try_to_load_from_cache(repo, "model.bin", cache_dir=str(hub.folder))
    if not isinstance(found, str):  # None, or the mark of a file that the repository does not have
        return None
    directory = Path(found).parent
    return None if missing_files(directory) else directory


def hub_answers(
    timeout: float = HUB_PATIENCE_SECONDS, hub: Hub = DEFAULT_HUB, name: str = AUTO_ON_CPU
) -> bool:
    """Whether the hub knows the repository of `name`; False too when it takes more than `timeout` s.

    The question is asked in a thread of its own: looking up a host name can hang for minutes, and
    no timeout of a socket covers that.
    """
    if _offline():
        return False
    answered: list[bool] = []

    def ask() -> None:
        try:
            _api(hub).model_info(_weights(name).repo, timeout=timeout)
        except Exception:  # refused, unknown host, proxy, not a hub: all the same answer
            return
        answered.append(True)

    thread = threading.Thread(target=ask, name="hub", daemon=True)
    thread.start()
    thread.join(timeout)
    return bool(answered)


def fetch(name: str, progress: Progress | None = None, hub: Hub = DEFAULT_HUB) -> Path:
    """Gets what is missing of the weights of `name` and returns their directory.

    An interrupted call loses nothing: the next one goes on where it stopped. Raises `SettingError`
    for an unknown name, `OutputError` when the cache cannot be written or the disk is full,
    `MissingPart` when the hub does not answer, or not with these weights.
    """
    weights = _weights(name)
    if _offline():
        raise MissingPart(
            f"The weights of Whisper {name} cannot be fetched while HF_HUB_OFFLINE is set: unset it, or "
            "copy a model directory here and give `--model DIR`."
        )
    with _sentences(name, weights, hub):
        library = _library()
        library.utils.disable_progress_bars("huggingface_hub")
        constants: Any = importlib.import_module("huggingface_hub.constants")
        constants.DOWNLOAD_CHUNK_SIZE = CHUNK
        about = _api(hub).model_info(weights.repo, files_metadata=True, timeout=LISTING_SECONDS)
        files = [file for file in about.siblings if any(Path(file.rfilename).match(p) for p in PATTERNS)]
        report = _Report(progress, sum(file.size or 0 for file in files))
        for file in files:
            if file.lfs is not None:
                _fetch_large(weights.repo, about.sha, file, report, hub)
        library.snapshot_download(
            weights.repo,
            allow_patterns=list(PATTERNS),
            cache_dir=str(hub.folder),
            endpoint=hub.endpoint,
            tqdm_class=_quiet(),
        )
        report.complete()
    directory = locate(name, hub)
    if directory is None:
        raise MissingPart(
            f"The hub's repository {weights.repo} holds no complete CTranslate2 Whisper: choose another "
            "model, or copy a model directory here and give `--model DIR`."
        )
    return directory


class _Report:
    """Bytes so far, over all files."""

    def __init__(self, progress: Progress | None, total: int) -> None:
        self._progress = progress or (lambda done, total: None)
        self._total = total
        self._before = 0

    def within(self, done: int) -> None:
        """`done` bytes of the file that is being fetched are there."""
        self._progress(min(self._before + done, self._total), self._total)

    def file_done(self, size: int) -> None:
        self._before += size
        self.within(0)

    def complete(self) -> None:
        self._progress(self._total, self._total)


class _Counted(io.RawIOBase):
    """The file that a download is appended to, which reports its length."""

    def __init__(self, file: BinaryIO, report: _Report) -> None:
        self._file = file
        self._report = report

    def write(self, data: Any) -> int:
        written = self._file.write(data)
        self._report.within(self._file.tell())
        return written

    def seek(self, offset: int, whence: int = 0) -> int:
        return self._file.seek(offset, whence)

    def tell(self) -> int:
        return self._file.tell()

    def truncate(self, size: int | None = None) -> int:
        return self._file.truncate(size)


def _fetch_large(repo: str, revision: str, file: Any, report: _Report, hub: Hub) -> None:
    """One file of the hub's large file storage, whose name in the cache is its SHA-256."""
    library = _library()
    downloads = importlib.import_module("huggingface_hub.file_download")
    digest, size = file.lfs.sha256, file.lfs.size
    folder = downloads.repo_folder_name(repo_id=repo, repo_type="model")
    blob = hub.folder / folder / "blobs" / digest
    lock = hub.folder / ".locks" / folder / f"{digest}.lock"
    blob.parent.mkdir(parents=True, exist_ok=True)
    lock.parent.mkdir(parents=True, exist_ok=True)
    with library.utils.WeakFileLock(lock):  # the lock that huggingface_hub takes for this content
        if not blob.exists():
            partial = blob.with_name(f"{digest}.incomplete")
            have = partial.stat().st_size if partial.exists() else 0
            if have > size:
                partial.unlink()
                have = 0
            if shutil.disk_usage(blob.parent).free < size - have:
                raise OSError(errno.ENOSPC, "No space left on device")
            report.within(have)
            with partial.open("ab") as out:
                downloads.http_get(
                    library.hf_hub_url(repo, file.rfilename, revision=revision, endpoint=hub.endpoint),
                    cast(BinaryIO, _Counted(out, report)),
                    resume_size=have,
                    headers=library.utils.build_hf_headers(),
                    expected_size=size,
                )
            _check(partial, digest)
            partial.rename(blob)
    report.file_done(size)


def _check(partial: Path, digest: str) -> None:
    with partial.open("rb") as file:
        found = hashlib.file_digest(file, "sha256").hexdigest()
    if found != digest:
        partial.unlink()
        raise _Damaged


class _Damaged(Exception):
    """What came is not what the hub announced."""

    def __str__(self) -> str:
        return "what came is damaged"


@contextmanager
def _sentences(name: str, weights: Weights, hub: Hub) -> Iterator[None]:
    """Turns what the libraries raise into errors with a sentence."""
    try:
        yield
    except Exception as error:
        if isinstance(error, OSError) and error.errno in _CANNOT_WRITE:
            raise OutputError(
                f"The weights of Whisper {name} cannot be written to {hub.folder} ({error.strerror}): make "
                f"room for {weights.size / 1e6:.0f} MB there, or set HF_HOME to another folder. What was "
                "fetched is kept."
            ) from error
        reason = (str(error).strip() or type(error).__name__).splitlines()[0]
        raise MissingPart(
            f"The weights of Whisper {name} could not be fetched ({reason}): run `transcriber models fetch "
            f"{name}` again, which goes on where this stopped, or copy a model directory here and give "
            "`--model DIR`."
        ) from error


@contextmanager
def progress_bar(name: str) -> Iterator[Progress]:
    """A progress bar on the terminal (standard error) for `fetch`."""
    rich = importlib.import_module("rich.progress")
    console = importlib.import_module("rich.console").Console(stderr=True)
    columns = (
        *(rich.TextColumn("{task.description}"), rich.BarColumn(), rich.DownloadColumn()),
        *(rich.TransferSpeedColumn(), rich.TimeRemainingColumn()),
    )
    with rich.Progress(*columns, console=console) as bar:
        task = bar.add_task(f"Fetching Whisper {name}", total=None)
        yield lambda done, total: bar.update(task, completed=done, total=total)


def _weights(name: str) -> Weights:
    if name not in WEIGHTS:
        raise SettingError(f"There is no Whisper model called {name!r}: choose one of {', '.join(WEIGHTS)}.")
    return WEIGHTS[name]


def _library() -> Any:
    return importlib.import_module("huggingface_hub")


def _api(hub: Hub) -> Any:
    return _library().HfApi(endpoint=hub.endpoint)


def _offline() -> bool:
    return bool(importlib.import_module("huggingface_hub.constants").HF_HUB_OFFLINE)


def _quiet() -> type[Any]:
    """A tqdm that shows nothing: `fetch` reports the bytes itself."""
    tqdm: Any = importlib.import_module("tqdm").tqdm

    class Quiet(tqdm):  # type: ignore[misc]
        def __init__(self, *args: Any, **kwargs: Any) -> None:
            super().__init__(*args, **{**kwargs, "disable": True})

    return Quiet
