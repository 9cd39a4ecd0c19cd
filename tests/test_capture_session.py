"""transcriber.capture.session: the folder, and what `session.json` says, whatever it says."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import pytest
from capture_cases import broken_texts, texts
from hypothesis import given
from hypothesis import strategies as st
from system_limits import full_disk, without_privileges

from transcriber import __version__
from transcriber.capture.session import CAPTURE_NAME, INFO_NAME, Session, SessionInfo, utc_text
from transcriber.capture.text import whole_characters
from transcriber.errors import InputError, OutputError

EXAMPLE: dict[str, Any] = {
    "format": 1,
    "id": "2026-11-22T17-03-05Z-standup",
    "title": "standup",
    "started": "2026-11-22T17:03:05.123456Z",
    "guild": {"id": "1", "name": "Acme"},
    "channel": {"id": "2", "name": "standup"},
    "software": "transcriber 0.1.0",
}
"""As the capture format gives it."""
INFO = SessionInfo(
    id="2026-11-22T17-03-05Z-standup",
    title="standup",
    started=1_795_366_985_123_456_000,
    guild=("1", "Acme"),
    channel=("2", "standup"),
    software="transcriber 0.1.0",
)
WHERE = Path("/somewhere/standup/session.json")


def info_of(**keys: object) -> SessionInfo:
    return SessionInfo.from_json(json.dumps(keys), WHERE)


# --- session.json ---------------------------------------------------------------------------------


def test_the_example_of_the_format_is_read() -> None:
    assert SessionInfo.from_json(json.dumps(EXAMPLE), WHERE) == INFO


def test_the_example_of_the_format_is_written() -> None:
    assert json.loads(INFO.to_json()) == EXAMPLE


whole = st.text(min_size=1)
infos = st.builds(
    SessionInfo,
    id=whole,
    title=whole,
    started=st.none() | st.integers(0, (1 << 53) - 1).map(lambda microseconds: microseconds * 1000),
    guild=st.none() | st.tuples(whole, whole),
    channel=st.none() | st.tuples(whole, whole),
    software=whole,
    unknown=st.dictionaries(texts.filter(lambda key: key not in EXAMPLE), st.integers() | texts, max_size=3),
)


@given(infos)
def test_what_is_written_is_read_as_it_was(info: SessionInfo) -> None:
    assert SessionInfo.from_json(info.to_json(), WHERE) == info


@given(broken_texts)
def test_broken_texts_are_written_whole(title: str) -> None:
    info = SessionInfo(id="1", title=title, unknown={title: title})
    info.to_json().encode()
    assert SessionInfo.from_json(info.to_json(), WHERE).title == (whole_characters(title) or "1")


def test_keys_that_this_version_does_not_know_are_kept() -> None:
    info = info_of(**EXAMPLE, mood="good", nested={"a": [1]})
    assert info.unknown == {"mood": "good", "nested": {"a": [1]}}
    assert json.loads(info.to_json()) == {**EXAMPLE, "mood": "good", "nested": {"a": [1]}}


def test_without_anything_the_folder_names_the_session() -> None:
    assert info_of() == SessionInfo(id="standup", title="standup", software="unknown")


def test_without_a_title_the_id_is_it() -> None:
    assert info_of(id="7").title == "7"


@pytest.mark.parametrize(
    "started",
    [
        None, True, 0, 1795366985.1, "", "yesterday", "2026-13-01T00:00:00Z", "1969-12-31T23:59:59Z",
        "0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00", [], {},
    ],
)  # fmt: skip
def test_a_start_that_makes_no_sense_is_none(started: object) -> None:
    assert info_of(started=started).started is None


@pytest.mark.parametrize(
    "started",
    [
        "2026-11-22T17:03:05.123456Z",
        "2026-11-22T17:03:05.123456",
        "2026-11-22T18:03:05.123456+01:00",
        "20261122T170305.123456Z",
    ],
)
def test_a_start_may_have_any_zone_and_without_one_is_utc(started: str) -> None:
    assert info_of(started=started).started == INFO.started


@pytest.mark.parametrize("wrong", [None, True, 1.5, [], {}, ""])
def test_texts_of_another_type_are_left_out(wrong: object) -> None:
    info = info_of(id=wrong, title=wrong, software=wrong, guild=wrong, channel={"id": wrong})
    assert info == SessionInfo(id="standup", title="standup", software="unknown")


def test_ids_as_numbers_are_taken() -> None:
    info = info_of(id=5, guild={"id": 123456789012345678}, channel={"id": 2, "name": "c"})
    assert (info.id, info.guild, info.channel) == (
        "5",
        ("123456789012345678", "123456789012345678"),
        ("2", "c"),
    )


@pytest.mark.parametrize("text", ["", "{", "not json", "[" * 60_000, '{"id": ' + "9" * 5000 + "}"])
def test_what_is_no_json_is_told(text: str) -> None:
    with pytest.raises(
        InputError,
        match=r"session\.json is not valid JSON: mend it, or delete it \(the capture is enough\)\.$",
    ):
        SessionInfo.from_json(text, WHERE)


@pytest.mark.parametrize("text", ["null", "[]", '"session"', "1"])
def test_what_is_no_object_is_told(text: str) -> None:
    with pytest.raises(InputError, match=r"session\.json is not a JSON object: mend it, or delete it"):
        SessionInfo.from_json(text, WHERE)


@pytest.mark.parametrize("version", [0, 2, "1", None, [1]])
def test_another_version_is_told(version: object) -> None:
    with pytest.raises(
        InputError,
        match=r"session\.json says format .*, and this version reads format 1: use a newer transcriber\.$",
    ):
        info_of(**{**EXAMPLE, "format": version})


anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | broken_texts,
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.sampled_from(["id", "name"]), inner),
    max_leaves=4,
)


@given(st.dictionaries(st.sampled_from([key for key in EXAMPLE if key != "format"]) | texts, anything))
def test_an_object_of_any_content_is_read_and_can_be_written(keys: dict[str, Any]) -> None:
    info = info_of(**{**keys, "format": 1})
    info.to_json().encode()
    assert info.id
    assert info.title


@given(st.text(max_size=60))
def test_any_text_is_read_or_refused_in_our_words(text: str) -> None:
    try:
        SessionInfo.from_json(text, WHERE)
    except InputError as error:
        assert str(WHERE) in str(error)


# --- the folder -----------------------------------------------------------------------------------


def test_a_session_is_created_private(tmp_path: Path) -> None:
    session = Session.create(tmp_path / "new" / "standup", INFO)
    assert json.loads(session.info_file.read_bytes()) == EXAMPLE
    assert session.info() == INFO
    assert session.folder.stat().st_mode & 0o777 == 0o700
    assert session.info_file.stat().st_mode & 0o777 == 0o600
    assert [path.name for path in session.folder.iterdir()] == [INFO_NAME]


def test_where_a_capture_is_no_session_is_created(tmp_path: Path) -> None:
    (tmp_path / CAPTURE_NAME).touch()
    with pytest.raises(OutputError, match=r"already holds a captured session: choose another folder\.$"):
        Session.create(tmp_path, INFO)
    assert not (tmp_path / INFO_NAME).exists()


def test_a_file_in_the_way_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(OutputError, match=r"^The session folder .*file cannot be written: File exists\.$"):
        Session.create(tmp_path / "file", INFO)
    with pytest.raises(OutputError, match=r"cannot be written: Not a directory\.$"):
        Session.create(tmp_path / "file" / "folder", INFO)


def test_a_folder_without_permission_is_told(tmp_path: Path) -> None:
    tmp_path.chmod(0o500)
    with without_privileges(), pytest.raises(OutputError, match=r"cannot be written: Permission denied\.$"):
        Session.create(tmp_path / "standup", INFO)


def test_on_a_full_disk_there_is_no_half_session(tmp_path: Path) -> None:
    with full_disk(10), pytest.raises(OutputError, match=r"cannot be written: File too large\.$"):
        Session.create(tmp_path, INFO)
    assert list(tmp_path.iterdir()) == []


def test_a_folder_without_session_json_is_called_by_its_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "standup"
    folder.mkdir()
    named = SessionInfo(id="standup", title="standup", software="unknown")
    assert Session(folder).info() == named
    monkeypatch.chdir(folder)
    assert Session(Path()).info() == named


def test_a_folder_whose_name_is_no_utf8_has_a_title_all_the_same(tmp_path: Path) -> None:
    folder = tmp_path / os.fsdecode(b"caf\xe9")
    folder.mkdir()
    assert Session(folder).info().title == "caf\ufffd"
    (folder / INFO_NAME).write_text("{}")
    assert Session(folder).info().title == "caf\ufffd"


def test_a_byte_order_mark_is_passed_over(tmp_path: Path) -> None:
    (tmp_path / INFO_NAME).write_bytes(b"\xef\xbb\xbf" + INFO.to_json().encode())
    assert Session(tmp_path).info() == INFO


def test_what_is_no_utf8_is_told(tmp_path: Path) -> None:
    (tmp_path / INFO_NAME).write_bytes(b'{"title": "caf\xe9"}')
    with pytest.raises(InputError, match=r"session\.json is no UTF-8 text: mend it, or delete it"):
        Session(tmp_path).info()


def test_a_session_json_without_read_permission_is_told(tmp_path: Path) -> None:
    (tmp_path / INFO_NAME).touch(mode=0)
    with without_privileges(), pytest.raises(InputError, match=r"cannot be read: Permission denied\.$"):
        Session(tmp_path).info()


def test_a_session_json_that_is_no_file_is_told(tmp_path: Path) -> None:
    (tmp_path / INFO_NAME).mkdir()
    with pytest.raises(InputError, match=r"session\.json is no regular file"):
        Session(tmp_path).info()


def test_new_sessions_name_this_software() -> None:
    assert SessionInfo(id="1", title="t").software == f"transcriber {__version__}"


@pytest.mark.parametrize(
    ("time", "text"),
    [
        (0, "1970-01-01T00:00:00.000000Z"),
        (1_795_366_985_123_456_789, "2026-11-22T17:03:05.123456Z"),
        ((1 << 63) - 1, "2262-04-11T23:47:16.854775Z"),
    ],
)
def test_times_are_told_in_utc_to_the_microsecond(time: int, text: str) -> None:
    assert utc_text(time) == text
