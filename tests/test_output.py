"""transcriber.output: results are whole or not there."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from capture_cases import broken_texts
from hypothesis import example, given
from system_limits import full_disk, without_privileges
from transcript_cases import HAND_MADE

from transcriber.errors import OutputError, SettingError
from transcriber.output import file_name, prepare_folder, write_text, write_transcript
from transcriber.transcript.formats import FORMATS

# --- the folder -----------------------------------------------------------------------------------


def test_a_folder_is_made_private_with_those_above_it_and_left_empty(tmp_path: Path) -> None:
    folder = tmp_path / "a" / "b"
    prepare_folder(folder)
    assert folder.stat().st_mode & 0o777 == 0o700
    assert list(folder.iterdir()) == []


def test_a_folder_that_is_there_stays_as_it_is(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("kept")
    tmp_path.chmod(0o755)
    prepare_folder(tmp_path)
    assert tmp_path.stat().st_mode & 0o777 == 0o755
    assert [path.name for path in tmp_path.iterdir()] == ["file"]


def test_a_file_in_the_way_is_told(tmp_path: Path) -> None:
    path = tmp_path / "file"
    path.touch()
    with pytest.raises(OutputError) as told:
        prepare_folder(path)
    assert str(told.value) == f"The output folder {path} cannot be written: File exists."


def test_a_folder_that_cannot_be_written_is_told_before_the_work(tmp_path: Path) -> None:
    tmp_path.chmod(0o500)
    for folder in (tmp_path, tmp_path / "new"):
        with (
            without_privileges(),
            pytest.raises(OutputError, match=r"cannot be written: Permission denied\.$"),
        ):
            prepare_folder(folder)


# --- files ----------------------------------------------------------------------------------------


def test_a_file_is_written_private_and_nothing_is_left_beside_it(tmp_path: Path) -> None:
    path = tmp_path / "transcript.md"
    write_text(path, "Zoë: yes\r\n")
    assert path.read_bytes() == "Zoë: yes\r\n".encode()
    assert path.stat().st_mode & 0o777 == 0o600
    assert list(tmp_path.iterdir()) == [path]


def test_on_a_full_disk_the_file_of_before_stays(tmp_path: Path) -> None:
    path = tmp_path / "transcript.md"
    write_text(path, "before")
    with full_disk(1000), pytest.raises(OutputError) as told:
        write_text(path, "after" * 1000)
    assert str(told.value) == f"{path} cannot be written: File too large."
    assert path.read_text() == "before"
    assert list(tmp_path.iterdir()) == [path]


def test_a_folder_in_the_files_place_is_told(tmp_path: Path) -> None:
    path = tmp_path / "transcript.md"
    path.mkdir()
    with pytest.raises(OutputError, match=r"transcript\.md cannot be written: Is a directory\.$"):
        write_text(path, "text")
    assert list(tmp_path.iterdir()) == [path]


def test_a_folder_that_is_gone_is_told(tmp_path: Path) -> None:
    with pytest.raises(OutputError, match=r"cannot be written: No such file or directory\.$"):
        write_text(tmp_path / "gone" / "transcript.md", "text")


def test_without_permission_that_is_told_and_not_what_cleaning_up_met(tmp_path: Path) -> None:
    tmp_path.chmod(0)
    with without_privileges(), pytest.raises(OutputError, match=r"cannot be written: Permission denied\.$"):
        write_text(tmp_path / "transcript.md", "text")


def test_half_a_character_keeps_no_transcript_from_being_written(tmp_path: Path) -> None:
    path = tmp_path / "transcript.md"
    write_text(path, "Z\ud800e")
    assert path.read_text(encoding="utf-8") == "Z?e"


# --- transcripts ----------------------------------------------------------------------------------


def test_a_transcript_is_written_in_each_format_that_was_asked_for(tmp_path: Path) -> None:
    written = write_transcript(tmp_path, HAND_MADE, FORMATS)
    assert [path.name for path in written] == [f"transcript.{form.extension}" for form in FORMATS.values()]
    for path, form in zip(written, FORMATS.values(), strict=True):
        assert path.read_bytes() == form.content(HAND_MADE)


def test_a_format_that_is_asked_for_twice_is_written_once(tmp_path: Path) -> None:
    assert write_transcript(tmp_path, HAND_MADE, ["txt", "md", "txt"]) == [
        tmp_path / "transcript.txt",
        tmp_path / "transcript.md",
    ]


def test_an_unknown_format_is_told_before_anything_is_written(tmp_path: Path) -> None:
    with pytest.raises(SettingError, match="There is no transcript format 'doc'"):
        write_transcript(tmp_path, HAND_MADE, ["md", "doc"])
    assert list(tmp_path.iterdir()) == []


# --- names ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Ann", "Ann"),
        ("Ann-5", "Ann-5"),
        ("Zoë", "Zoë"),
        ("Zoe\u0308", "Zoë"),
        ("a/b\\c:d", "a_b_c_d"),
        ("../../etc/passwd", "etc_passwd"),
        ("..", "_"),
        ("", "_"),
        ("🎙", "_"),
        (".hidden", "hidden"),
        ("-rf", "rf"),
        ("a\nb\0c", "a_b_c"),
        ("n" * 500, "n" * 160),
        ("語" * 100, "語" * 53),
        ("\ud800", "_"),
    ],
)
def test_any_text_makes_a_file_name(text: str, name: str) -> None:
    assert file_name(text) == name


@given(broken_texts)
@example("𐌰" * 200)
@example("." * 200 + "a")
@example("a" * 159 + "_b")
def test_a_file_can_have_any_such_name(text: str) -> None:
    name = file_name(text)
    assert name
    assert name[0] not in ".-"
    assert Path(name).name == name
    assert len(os.fsencode(name + ".flac.part")) <= 255
    assert file_name(name) == name
