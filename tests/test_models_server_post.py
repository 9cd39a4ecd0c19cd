"""One upload: a deadline that a dripping server cannot stretch, and what Retry-After says."""

from __future__ import annotations

import socket
import threading
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import httpx2
import pytest

from models.server_post import Slow, Unreachable, post, retry_seconds


def test_a_server_that_drips_is_slow_however_often_it_sends_a_byte() -> None:
    given_up = threading.Event()
    with socket.create_server(("127.0.0.1", 0)) as listening:

        def drip() -> None:
            connection, _ = listening.accept()
            with connection:
                connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 1000000\r\n\r\n")
                while not given_up.wait(0.01):
                    connection.sendall(b" ")

        dripping = threading.Thread(target=drip)
        dripping.start()
        with httpx2.Client() as client:
            with pytest.raises(Slow):
                post(
                    client, f"http://127.0.0.1:{listening.getsockname()[1]}/", {}, b"", 0.3, threading.Event()
                )
            given_up.set()
            dripping.join()


def test_what_is_no_http_is_nobody_there() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listening:

        def babble() -> None:
            connection, _ = listening.accept()
            with connection:
                connection.recv(65536)
                connection.sendall(b"220 mail.example.com ESMTP\r\n")

        babbling = threading.Thread(target=babble)
        babbling.start()
        with httpx2.Client() as client, pytest.raises(Unreachable):
            post(client, f"http://127.0.0.1:{listening.getsockname()[1]}/", {}, b"", 10, threading.Event())
        babbling.join()


def test_who_gives_up_does_not_wait() -> None:
    stop = threading.Event()
    stop.set()
    with socket.create_server(("127.0.0.1", 0)) as listening, httpx2.Client() as client:
        url = f"http://127.0.0.1:{listening.getsockname()[1]}/"
        assert post(client, url, {}, b"", 600, stop) is None


@pytest.mark.parametrize(
    ("header", "seconds"),
    [(None, None), ("7", 7), (" 7 ", 7), ("0", 0), ("-1", None), ("soon", None), ("", None), ("²", None)],
)
def test_retry_after_is_seconds_or_nothing(header: str | None, seconds: float | None) -> None:
    assert retry_seconds(header) == seconds


def test_retry_after_may_be_a_date() -> None:
    later = format_datetime(datetime.now(UTC) + timedelta(seconds=100), usegmt=True)
    found = retry_seconds(later)
    assert found is not None
    assert 50 < found <= 100
    assert retry_seconds("Wed, 21 Oct 2015 07:28:00 GMT") == 0
    assert retry_seconds("Wed, 21 Oct 2015 07:28:00") is None
