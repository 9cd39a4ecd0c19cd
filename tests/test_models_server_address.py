"""A server's address: URL and model, what stays on this machine, and no secrets in it."""

from __future__ import annotations

import pytest

from models.server_address import is_address, server_address
from transcriber.errors import SettingError


@pytest.mark.parametrize(
    ("address", "url", "model"),
    [
        ("http://h:8000#m", "http://h:8000/v1/audio/transcriptions", "m"),
        ("http://h:8000/#m", "http://h:8000/v1/audio/transcriptions", "m"),
        (
            "http://h/v1#Systran/faster-whisper-small",
            "http://h/v1/audio/transcriptions",
            "Systran/faster-whisper-small",
        ),
        ("https://h/openai/v1/#m", "https://h/openai/v1/audio/transcriptions", "m"),
        ("HTTPS://h/v1/audio/transcriptions#m", "https://h/v1/audio/transcriptions", "m"),
        ("http://[::1]:9/v1#m", "http://[::1]:9/v1/audio/transcriptions", "m"),
    ],
)
def test_the_url_is_completed_and_the_model_is_behind_the_hash(address: str, url: str, model: str) -> None:
    found = server_address(address)
    assert (found.url, found.model) == (url, model)


@pytest.mark.parametrize(
    "address", ["http://", "http:///v1#m", "http://h:port/v1#m", "http://[::1/v1#m", "ftp://h#m"]
)
def test_what_is_no_address_is_told(address: str) -> None:
    with pytest.raises(
        SettingError, match=r"is no server's address: give one like http://127\.0\.0\.1:8000/v1#"
    ):
        server_address(address)


def test_a_model_must_be_named() -> None:
    with pytest.raises(SettingError, match=r"does not say which of the server's models: add its name, as in"):
        server_address("http://h/v1")


@pytest.mark.parametrize(
    "address", ["http://me:hunter2@h/v1#m", "http://hunter2@h/v1#m", "http://h/v1?key=hunter2#m"]
)
def test_secrets_in_an_address_are_refused_without_being_repeated(address: str) -> None:
    with pytest.raises(SettingError, match="put the key into the environment variable") as caught:
        server_address(address)
    assert "hunter2" not in str(caught.value)


@pytest.mark.parametrize("host", ["127.0.0.1", "127.9.9.9", "[::1]", "localhost", "asr.localhost"])
def test_nothing_is_to_be_told_of_a_server_on_this_machine(host: str) -> None:
    assert server_address(f"http://{host}:8000#m").warning is None


@pytest.mark.parametrize(
    "host", ["192.168.1.5", "10.0.0.1", "api.example.com", "localhost.example.com", "[fe80::1]"]
)
def test_that_what_is_said_leaves_the_machine_is_told_for_any_other(host: str) -> None:
    told = server_address(f"https://{host}/v1#m").warning
    assert told is not None
    assert told == (
        f"Note: what is said leaves this machine: the sound of every utterance is sent to {host.strip('[]')}."
    )
    plain = server_address(f"http://{host}/v1#m").warning
    assert plain is not None
    assert plain.endswith(", unencrypted for anybody on the way to hear.")


def test_two_servers_are_told_apart_by_name_without_being_named() -> None:
    here, there = server_address("http://here/v1#m"), server_address("http://there/v1#m")
    assert here.name != there.name
    assert here.name.startswith("http:m@")
    assert "here" not in here.name
    assert here.name == server_address("http://here#m").name


def test_only_http_is_taken_for_an_address() -> None:
    assert is_address("HTTP://h#m")
    assert is_address("https://h#m")
    assert not is_address("httpd")
    assert not is_address("/srv/http://")
