"""Recognition by a server, over real HTTP: what is sent, what comes of the answers."""

from __future__ import annotations

import logging
import socket
import threading
from pathlib import Path

import numpy as np
import pytest
from short_session import make_session
from speech_server import Answer, Manner, Upload, good, hear, serving, sound

from models.openai_compatible import KEY_VARIABLE, ServerRecognizer, wav
from models.server_address import server_address
from transcriber.cli.main import run
from transcriber.config import HOTWORD_TERMS
from transcriber.errors import SettingError, TranscriberError
from transcriber.speech.recognizer import Heard, Request

SECRET = "sk-very-secret-key"


@pytest.fixture(autouse=True)
def keyless(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(KEY_VARIABLE, raising=False)


def test_a_good_server_gives_phrases_words_and_the_language() -> None:
    with serving(good) as server:
        (heard,) = hear(server.address, sound())
    assert [phrase.text for phrase in heard.phrases] == ["Good morning, all.", "Shall we begin?"]
    first, second = heard.phrases
    assert [(word.start, word.text) for word in first.words] == [
        (0.1, "Good"),
        (0.4, "morning,"),
        (0.7, "all."),
    ]
    assert (second.start, second.end) == (1.1, 1.8)
    assert heard.language == "en"


def test_what_is_uploaded_is_the_sound_with_language_names_and_model() -> None:
    request = Request(sound().pcm, "de", ("Ada", "Grace"))
    with serving(good) as server:
        hear(server.address, request, key=SECRET)
    (upload,) = server.uploads
    assert upload.path == "/v1/audio/transcriptions"
    assert upload.authorization == f"Bearer {SECRET}"
    assert upload.fields == {
        "model": ["tiny"],
        "response_format": ["verbose_json"],
        "timestamp_granularities[]": ["word", "segment"],
        "language": ["de"],
        "prompt": ["Ada, Grace"],
    }
    np.testing.assert_allclose(upload.pcm, request.pcm, atol=1 / 32767)


def test_nothing_is_told_that_is_not_known() -> None:
    with serving(good) as server:
        hear(server.address, sound())
    assert not {"language", "prompt"} & set(server.uploads[0].fields)
    assert server.uploads[0].authorization is None


def test_only_so_many_names_are_told() -> None:
    with serving(good) as server:
        hear(server.address, Request(sound().pcm, None, tuple(f"n{i}" for i in range(HOTWORD_TERMS + 9))))
    assert len(server.uploads[0].fields["prompt"][0].split(", ")) == HOTWORD_TERMS


def test_the_key_comes_from_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(KEY_VARIABLE, f" {SECRET}\n")
    with serving(good) as server:
        hear(server.address, sound())
    assert server.uploads[0].authorization == f"Bearer {SECRET}"


def test_a_key_that_cannot_be_one_is_refused_without_being_repeated() -> None:
    with pytest.raises(SettingError, match="has characters that no key has") as caught:
        ServerRecognizer("http://127.0.0.1:1#m", key="sk-s\nx")
    assert "sk-s" not in str(caught.value)


def test_no_proxy_is_asked_for_a_server_on_this_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    for variable in ("HTTP_PROXY", "http_proxy"):
        monkeypatch.setenv(variable, "http://127.0.0.1:9")
    for variable in ("NO_PROXY", "no_proxy"):
        monkeypatch.delenv(variable, raising=False)
    with serving(good) as server:
        assert hear(server.address, sound())[0].phrases


def test_answers_come_in_order_from_several_requests_at_a_time() -> None:
    """The first answer is held back until three others have been asked for."""
    together = threading.Barrier(4)

    def crosswise(upload: Upload) -> Answer:
        together.wait(10)
        return {"text": str(len(upload.pcm))}

    requests = [sound(1 + i / 10) for i in range(4)]
    with serving(crosswise) as server:
        heard = hear(server.address, *requests, jobs=4)
    assert [h.phrases[0].text for h in heard] == [str(len(request.pcm)) for request in requests]


def test_missing_words_leave_segments_and_missing_segments_leave_text() -> None:
    def without(*fields: str) -> Manner:
        return lambda upload: {k: v for k, v in dict(good(upload)).items() if k not in fields}  # type: ignore[arg-type]

    with serving(without("words")) as server:
        (heard,) = hear(server.address, sound())
    assert [(p.start, p.end, p.words) for p in heard.phrases] == [(0.0, 1.0, ()), (1.0, 2.0, ())]
    with serving(without("words", "segments")) as server:
        (heard,) = hear(server.address, sound())
    assert [(p.start, p.end, p.text) for p in heard.phrases] == [
        (0.0, 2.0, "Good morning, all. Shall we begin?")
    ]


@pytest.mark.parametrize("status", [400, 415, 422, 501])
def test_a_server_that_gives_less_is_asked_for_less_from_then_on(status: int) -> None:
    def text_only(upload: Upload) -> Answer:
        return status if upload.verbose else {"text": "Hello."}

    with serving(text_only) as server:
        heard = hear(server.address, sound(), sound())
    assert [h.phrases[0].text for h in heard] == ["Hello.", "Hello."]
    formats = [(upload.fields["response_format"][0], upload.wants_words) for upload in server.uploads]
    assert formats == [("verbose_json", True), ("verbose_json", False), ("json", False), ("json", False)]


def test_a_request_that_is_refused_in_every_shape_does_not_make_the_others_poorer() -> None:
    def picky(upload: Upload) -> Answer:
        return 400 if len(upload.pcm) < 16_000 else good(upload)

    with serving(picky) as server:
        recognizer = ServerRecognizer(server.address)
        with pytest.raises(SettingError, match=r"refuses to transcribe \(HTTP 400\)"):
            list(recognizer.recognize([sound(0.5)]))
        (heard,) = recognizer.recognize([sound()])
        recognizer.close()
    assert heard.phrases[0].words


def test_too_short_a_sound_is_not_sent() -> None:
    with serving(good) as server:
        assert hear(server.address, sound(0.09)) == [Heard(())]
    assert server.uploads == []


def test_a_closed_recognizer_says_so_and_closes_twice() -> None:
    recognizer = ServerRecognizer("http://127.0.0.1:1#m")
    recognizer.close()
    recognizer.close()
    with pytest.raises(TranscriberError, match="is closed"):
        recognizer.recognize([])


def test_neither_key_nor_words_nor_names_are_logged(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    with serving(good) as server:
        hear(server.address, Request(sound().pcm, None, ("Grace",)), key=SECRET)
    for private in (SECRET, "morning", "Grace"):
        assert private not in caplog.text


def test_the_name_tells_the_model_and_not_the_server() -> None:
    recognizer = ServerRecognizer("http://127.0.0.1:8000/v1#tiny")
    assert recognizer.name == server_address("http://127.0.0.1:8000/v1#tiny").name
    assert recognizer.name.startswith("http:tiny@")
    assert "127" not in recognizer.name.partition("@")[0]
    recognizer.close()


@pytest.mark.parametrize("level", [2.0, -2.0])
def test_a_wav_is_clipped_and_never_wraps(level: float) -> None:
    data = np.frombuffer(wav(np.full(10, level, dtype=np.float32))[44:], dtype="<i2")
    assert set(data) == {int(np.sign(level)) * 32767}


def test_the_command_line_transcribes_by_a_server(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    session = make_session(tmp_path / "standup")
    with serving(good) as server:
        options = ["-o", str(tmp_path / "out"), "--no-mix", "--model", server.address]
        code = run(["transcribe", str(session), *options])
    told = capsys.readouterr()
    assert code == 0, told.err
    assert "Good morning, all." in (tmp_path / "out" / "transcript.md").read_text(encoding="utf-8")
    assert "leaves this machine" not in told.err


def test_the_command_line_says_once_that_the_sound_leaves_the_machine(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The far server's name leads to this machine, since tests have no network."""
    session = make_session(tmp_path / "standup")
    found = socket.getaddrinfo

    def near(host: object, *rest: object, **more: object) -> object:
        return found("127.0.0.1" if host in ("far.example", b"far.example") else host, *rest, **more)  # type: ignore[arg-type]

    monkeypatch.setattr(socket, "getaddrinfo", near)
    for variable in ("http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"):
        monkeypatch.delenv(variable, raising=False)
    with serving(good) as server:
        address = server.address.replace("127.0.0.1", "far.example")
        code = run(["transcribe", str(session), "-o", str(tmp_path / "out"), "--no-mix", "--model", address])
    told = capsys.readouterr()
    assert code == 0, told.err
    assert told.err.count("leaves this machine: the sound of every utterance is sent to far.example") == 1
    assert "far.example" not in (tmp_path / "out" / "transcript.json").read_text(encoding="utf-8")
    assert len(server.uploads) > 1


def test_a_server_is_not_asked_about_speech_that_goes_on() -> None:
    assert not ServerRecognizer.capabilities.drafts
