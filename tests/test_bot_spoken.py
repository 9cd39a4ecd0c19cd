"""Which language members speak, on disk: private, whole, and gone when it is to be."""

from __future__ import annotations

import json
import logging
import stat
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.spoken import NAME, Spoken


def test_what_was_learned_is_remembered_by_server_and_member(tmp_path: Path) -> None:
    Spoken(tmp_path).learn(1, {"10": "de", "11": "en"})
    Spoken(tmp_path).learn(2, {"10": "fr"})
    Spoken(tmp_path).learn(1, {"11": "fr"})
    assert Spoken(tmp_path).of(1) == {"10": "de", "11": "fr"}
    assert Spoken(tmp_path).of(2) == {"10": "fr"}
    assert Spoken(tmp_path).of(3) == {}


def test_only_its_owner_reads_it(tmp_path: Path) -> None:
    Spoken(tmp_path / "new").learn(1, {"10": "de"})
    path = tmp_path / "new" / NAME
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert json.loads(path.read_text()) == {"1": {"10": "de"}}


def test_what_is_forgotten_is_gone_from_the_disk(tmp_path: Path) -> None:
    spoken = Spoken(tmp_path)
    spoken.learn(1, {"10": "de", "11": "en"})
    spoken.forget(1, 10)
    spoken.forget(7, 10)
    assert (spoken.of(1), "10" in (tmp_path / NAME).read_text()) == ({"11": "en"}, False)
    (tmp_path / NAME).unlink()
    assert spoken.of(1) == {}


def test_nothing_learned_writes_nothing(tmp_path: Path) -> None:
    Spoken(tmp_path).learn(1, {})
    Spoken(tmp_path).forget(1, 10)
    assert list(tmp_path.iterdir()) == []


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.binary(max_size=50) | st.sampled_from([b"[]", b'{"1": 2}', b'{"1": {"2": null}}', b"null"]))
def test_whatever_the_file_holds_it_is_read(tmp_path: Path, data: bytes) -> None:
    (tmp_path / NAME).write_bytes(data)
    Spoken(tmp_path).learn(5, {"10": "de"})
    assert Spoken(tmp_path).of(5)["10"] == "de"


def test_a_disk_that_refuses_is_logged_without_ids(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    (tmp_path / "file").write_text("")
    with caplog.at_level(logging.ERROR):
        Spoken(tmp_path / "file").learn(1, {"1234567890": "de"})
    assert "cannot be written" in caplog.text
    assert "1234567890" not in caplog.text
