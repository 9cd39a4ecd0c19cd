"""Recognition by a server, over real HTTP: slow, busy, failing, refusing and lying ones."""

from __future__ import annotations

import socket
import threading
from typing import Any

import pytest
from speech_server import Answer, Manner, Pauses, Upload, good, hear, serving, sound

from models.openai_compatible import KEY_VARIABLE, ServerRecognizer
from transcriber.config import SERVER_ANSWER_BYTES, SERVER_TRIES
from transcriber.errors import MissingPart, SettingError, TranscriberError

SECRET = "sk-very-secret-key"


@pytest.fixture(autouse=True)
def keyless(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(KEY_VARIABLE, raising=False)


def refused(manner: Manner, error: type[Exception], match: str, **options: Any) -> str:
    with serving(manner) as server, pytest.raises(error, match=match) as caught:
        hear(server.address, sound(), **options)
    assert str(caught.value).endswith(".")
    assert "\n" not in str(caught.value)
    return str(caught.value)


def in_turn(*answers: Answer) -> Manner:
    """One answer after the other, then good ones."""
    left = list(answers)
    return lambda upload: left.pop(0) if left else good(upload)


@pytest.mark.parametrize("status", [429, 500, 502, 503, 504])
def test_a_server_that_is_busy_or_fails_is_asked_again(status: int) -> None:
    pauses = Pauses()
    with serving(in_turn(status, status, status)) as server:
        (heard,) = hear(server.address, sound(), pause=pauses)
    assert heard.phrases
    assert pauses == [1, 2, 4]


def test_retry_after_is_obeyed() -> None:
    pauses = Pauses()
    with serving(in_turn((429, {"Retry-After": "7"}), (503, {"Retry-After": "nonsense"}))) as server:
        hear(server.address, sound(), pause=pauses)
    assert pauses == [7, 2]


def test_who_wants_to_be_asked_much_later_is_not_waited_for() -> None:
    told = refused(lambda _: (429, {"Retry-After": "3600"}), TranscriberError, "asked again in 3600 s only")
    assert "run the same again then" in told


@pytest.mark.parametrize(
    ("status", "match"),
    [(429, rf"has no time for this, asked {SERVER_TRIES} times"), (500, rf"failed {SERVER_TRIES} times")],
)
def test_who_never_recovers_is_given_up(status: int, match: str) -> None:
    tried: list[Upload] = []

    def broken(upload: Upload) -> Answer:
        tried.append(upload)
        return status

    refused(broken, TranscriberError, match)
    assert len(tried) == SERVER_TRIES


@pytest.mark.parametrize(
    ("status", "key", "match"),
    [
        (401, SECRET, r"refuses the key in TRANSCRIBER_ASR_KEY \(HTTP 401\)"),
        (403, SECRET, r"refuses the key in TRANSCRIBER_ASR_KEY \(HTTP 403\)"),
        (401, "", r"wants a key \(HTTP 401\): put it into the environment variable TRANSCRIBER_ASR_KEY"),
        (404, SECRET, r"has no model 'tiny', or nothing that transcribes, at this address"),
        (413, SECRET, r"refuses to transcribe \(HTTP 413\)"),
        (307, SECRET, r"refuses to transcribe \(HTTP 307\)"),
    ],
)
def test_a_refusal_is_final_and_repeats_nothing_of_what_the_server_says(
    status: int, key: str, match: str
) -> None:
    tried: list[Upload] = []

    def refusing(upload: Upload) -> Answer:
        tried.append(upload)
        return status, {"Location": "http://127.0.0.1:9/elsewhere"}

    assert SECRET not in refused(refusing, SettingError, match, key=key)
    assert len(tried) == 1


@pytest.mark.parametrize(
    "nonsense",
    [
        b"",
        b"<html>secret words</html>",
        b"[]",
        b'"secret words"',
        b'{"txt": "secret words"}',
        b"\xff\xfe",
        b"[" * 99_999,
    ],
)
def test_nonsense_is_told_without_being_repeated(nonsense: bytes) -> None:
    assert "secret" not in refused(lambda _: nonsense, TranscriberError, "answers is no transcription")


def test_an_answer_without_an_end_is_not_read() -> None:
    endless = b'{"text": "' + b"a" * SERVER_ANSWER_BYTES + b'"}'
    refused(lambda _: endless, TranscriberError, "answers is no transcription")


def test_a_slow_server_is_given_up_at_the_deadline() -> None:
    with (
        serving() as server,
        pytest.raises(TranscriberError, match=r"gave no answer within 0\.2 s.*fewer jobs"),
    ):
        hear(server.address, sound(), patience=0.2)


def test_closing_does_not_wait_for_a_slow_server() -> None:
    """With a patience of ten minutes, this test would otherwise not end."""
    asked = threading.Event()

    def never(upload: Upload) -> Answer:
        asked.set()
        server.release.wait()
        return b""

    with serving(never) as server:
        recognizer = ServerRecognizer(server.address, patience=600)
        consumer = threading.Thread(target=lambda: list(recognizer.recognize([sound()])))
        consumer.start()
        assert asked.wait(10)
        recognizer.close()
        consumer.join(10)
        assert not consumer.is_alive()


def test_nobody_there_is_told_at_once() -> None:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    pauses = Pauses()
    with pytest.raises(MissingPart, match=r"127\.0\.0\.1 of --model cannot be reached: check the address"):
        hear(f"http://127.0.0.1:{port}#m", sound(), pause=pauses)
    assert pauses == []


def test_a_server_that_was_there_may_start_anew() -> None:
    with serving(good) as server:
        recognizer = ServerRecognizer(server.address, pause=(pauses := Pauses()))
        assert len(list(recognizer.recognize([sound()]))) == 1
    with pytest.raises(MissingPart, match="cannot be reached"):
        list(recognizer.recognize([sound()]))
    recognizer.close()
    assert pauses == [1, 2, 4, 8]
