"""Recordings of others become sessions: `transcriber import`, and what every command then makes of them."""

from __future__ import annotations

import json
import zipfile
from pathlib import Path

import numpy as np
import pytest
import soundfile
from short_session import SAMPLE, make_session
from system_limits import full_disk, without_privileges
from test_audio_files import KINDS, alike, made, stereo
from test_import_craig import INFO

from transcriber.audio.files import FilesSource
from transcriber.capture.recorded import RecordedTrack, recorded_notes, recorded_tracks
from transcriber.capture.session import Session, SessionInfo
from transcriber.cli.main import run
from transcriber.errors import CallerError, InputError, OutputError, SettingError
from transcriber.imported import import_session, offset_text
from transcriber.inputs import recordings
from transcriber.types import SAMPLE_RATE, Floats, Note, Participant

Captured = pytest.CaptureFixture[str]

SECOND = stereo(SAMPLE_RATE)


def craig_zip(folder: Path, ending: str = "flac", *, info: str | None = INFO) -> Path:
    """Five seconds of two people, as Craig gives them."""
    path = folder / f"craig_abcDEF123.{ending}.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for number, name in ((1, "ann"), (2, "bob_x_0")):
            sound = made(folder / f"{number}-{name}.{ending}", stereo(seed=number * 10))
            archive.write(sound, sound.name)
            sound.unlink()
        if info is not None:
            archive.writestr("info.txt", info)
        archive.writestr("raw.dat", b"OggS" * 100)
    return path


def sounds(session: Path) -> dict[str, Floats]:
    """Everybody's sound on the session's timeline, by name."""
    [recording] = recordings([session])
    survey = recording.source.survey()
    names = {person.id: person.name for person in survey.participants}
    found = {name: np.zeros((survey.duration, 2), np.float32) for name in names.values()}
    for stretch in recording.source.stretches():
        for track, piece in stretch.pieces:
            room = found[names[survey.owners[track]]][piece.start : piece.end]
            room[:] = piece.pcm[: len(room)]
    return found


def refused(capsys: Captured, *arguments: str | Path) -> str:
    """The one sentence of a command that is the caller's mistake."""
    assert run(["import", *map(str, arguments)]) == 2
    told = capsys.readouterr()
    assert told.out == ""
    [sentence] = told.err.strip().splitlines()
    return sentence.removeprefix("Error: ")


# --- Craig ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("ending", ["flac", "wav", "ogg", "opus", "aac", "mp3"])
def test_a_zip_by_craig_becomes_a_session_with_names_date_and_sound(tmp_path: Path, ending: str) -> None:
    import_session([craig_zip(tmp_path, ending)], tmp_path / "s")
    [recording] = recordings([tmp_path / "s"])
    survey = recording.source.survey()
    assert (survey.title, survey.started) == ("stand-up", "2026-11-22T17:03:05.123000Z")
    assert survey.participants == (
        Participant("200000000000000001", "Ann B. (she)"),
        Participant("200000000000000002", "bob.x"),
    )
    assert survey.notes[0] == Note(65 * SAMPLE_RATE, "craig", "Craig", "look at this: now")
    late = 1024 if ending == "aac" else 0  # ADTS says nothing of the encoder's delay
    heard = sounds(tmp_path / "s")
    assert alike(heard["Ann B. (she)"][late:], stereo(seed=10)) > 0.95
    assert alike(heard["bob.x"][late:], stereo(seed=20)) > 0.95


def test_the_session_is_private_whole_and_says_where_it_is_from(tmp_path: Path) -> None:
    path = craig_zip(tmp_path)
    imported = import_session([path], tmp_path / "s")
    assert sorted(each.name for each in tmp_path.iterdir()) == [path.name, "s"]
    assert (tmp_path / "s").stat().st_mode & 0o777 == 0o700
    files = sorted((tmp_path / "s" / "recorded").iterdir())
    assert [file.name for file in files] == ["1-ann.flac", "2-bob_x_0.flac"]
    with zipfile.ZipFile(path) as archive:
        assert [file.read_bytes() for file in files] == [archive.read(file.name) for file in files]
    said = json.loads((tmp_path / "s" / "session.json").read_text(encoding="utf-8"))
    assert said["imported"] == {"from": "Craig", "recording": "abcDEF123"}
    assert said["guild"] == {"id": "100000000000000001", "name": "Acme (the firm)"}
    assert said["channel"] == {"id": "100000000000000002", "name": "stand-up"}
    assert said["format"] == 1 and said["id"] == "s"
    assert imported.tracks[1] == RecordedTrack("2-bob_x_0.flac", "200000000000000002", "bob.x")


def test_a_zip_without_info_is_named_by_its_files(tmp_path: Path) -> None:
    imported = import_session([craig_zip(tmp_path, info=None)], tmp_path / "s")
    assert [track.name for track in imported.tracks] == ["1-ann", "2-bob_x_0"]
    assert imported.title == "craig_abcDEF123.flac"


def test_a_zip_that_was_unpacked_is_the_same(tmp_path: Path) -> None:
    with zipfile.ZipFile(craig_zip(tmp_path)) as archive:
        archive.extractall(tmp_path / "unpacked")
    imported = import_session([tmp_path / "unpacked"], tmp_path / "s")
    assert [track.name for track in imported.tracks] == ["Ann B. (she)", "bob.x"]


def test_an_audacity_project_brings_its_offsets(tmp_path: Path) -> None:
    path = tmp_path / "a.aup.zip"
    soundfile.write(tmp_path / "x.flac", SECOND, SAMPLE_RATE)
    with zipfile.ZipFile(path, "w") as archive:
        archive.write(tmp_path / "x.flac", "abc_data/1-ann.ogg")  # FLAC, as Craig does it
        archive.writestr("abc.aup", '<import filename="1-ann.ogg" offset="2.5"/>')
        archive.writestr("abc_data/info.txt", INFO)
        archive.writestr("__MACOSX/abc_data/._1-ann.ogg", b"x")
    imported = import_session([path], tmp_path / "s")
    [track] = imported.tracks
    assert imported.warnings == ()
    assert (track.name, track.offset) == ("Ann B. (she)", 2.5 * SAMPLE_RATE)
    heard = sounds(tmp_path / "s")["Ann B. (she)"]
    assert len(heard) == 3.5 * SAMPLE_RATE and not heard[: 2 * SAMPLE_RATE].any()
    assert alike(heard[int(2.5 * SAMPLE_RATE) :], SECOND) > 0.99


# --- folders and files ----------------------------------------------------------------------------


@pytest.mark.parametrize("kind", KINDS)
def test_a_folder_of_any_kind_of_file_becomes_a_session(tmp_path: Path, kind: str) -> None:
    (tmp_path / "call").mkdir()
    pcm = stereo()
    made(tmp_path / "call" / f"Zoë B.{kind}", pcm)
    (tmp_path / "call" / "notes.txt").write_text("not a sound")
    imported = import_session([tmp_path / "call"], tmp_path / "s")
    assert (imported.title, [track.name for track in imported.tracks]) == ("call", ["Zoë B"])
    late = 1024 if kind == "aac" else 0
    assert alike(sounds(tmp_path / "s")["Zoë B"][late:], pcm) > 0.95


def test_files_become_a_session_and_keep_apart(tmp_path: Path) -> None:
    for folder in ("a", "b"):
        (tmp_path / folder).mkdir()
        soundfile.write(tmp_path / folder / "mic.wav", SECOND, SAMPLE_RATE)
    paths = [tmp_path / "a" / "mic.wav", tmp_path / "b" / "mic.wav"]
    imported = import_session([*paths, paths[0]], tmp_path / "s")
    assert [track.file for track in imported.tracks] == ["mic.wav", "mic_2.wav"]
    assert [person.name for person in recordings([tmp_path / "s"])[0].source.survey().participants] == ["mic"]


def test_a_named_file_is_read_whatever_it_is_called(tmp_path: Path) -> None:
    soundfile.write(tmp_path / "x.wav", SECOND, SAMPLE_RATE)
    (tmp_path / "x.wav").rename(tmp_path / "10:30 =<b>")
    [track] = import_session([tmp_path / "10:30 =<b>"], tmp_path / "s").tracks
    assert (track.file, track.name) == ("10_30_b", "10:30 =<b>")
    assert alike(sounds(tmp_path / "s")["10:30 =<b>"], SECOND) > 0.99


def test_a_file_without_sound_is_left_out_and_told(tmp_path: Path, capsys: Captured) -> None:
    (tmp_path / "call").mkdir()
    soundfile.write(tmp_path / "call" / "Ann.wav", SECOND, SAMPLE_RATE)
    (tmp_path / "call" / "Bob.flac").write_bytes(b"fLaC nothing")
    (tmp_path / "call" / "Cy.ogg").touch()
    assert run(["import", str(tmp_path / "call"), "-o", str(tmp_path / "s")]) == 0
    told = capsys.readouterr()
    assert told.out.splitlines() == ["Ann: Ann.wav", str(tmp_path / "s")]
    assert told.err.splitlines() == [
        "Note: Bob.flac holds no sound that can be read: it was left out.",
        "Note: Cy.ogg holds no sound that can be read: it was left out.",
    ]
    assert [path.name for path in (tmp_path / "s" / "recorded").iterdir()] == ["Ann.wav"]


# --- offsets --------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["bob.x", "200000000000000002", "2-bob_x_0", "2-bob_x_0.flac"])
def test_a_track_is_moved_by_any_of_its_names(tmp_path: Path, name: str, capsys: Captured) -> None:
    command = ["import", str(craig_zip(tmp_path)), "-o", str(tmp_path / "s"), "--offset", f"{name}=1.25"]
    assert run(command) == 0
    assert "bob.x: 2-bob_x_0.flac, begins at +1.25 s" in capsys.readouterr().out
    heard = sounds(tmp_path / "s")["bob.x"]
    assert not heard[: SAMPLE_RATE * 5 // 4].any()
    assert alike(heard[SAMPLE_RATE * 5 // 4 :], stereo(seed=20)) > 0.99


@pytest.mark.parametrize("offset", [0, 1, 95_999, 96_000, 96_001, 250_000, -1, -96_000, -100_000])
def test_every_sample_is_moved_by_the_offset(tmp_path: Path, offset: int) -> None:
    """Up to a whole sample, over the edges of the blocks in which files are read."""
    pcm = stereo()
    path = tmp_path / "a.wav"
    soundfile.write(path, pcm, SAMPLE_RATE, subtype="FLOAT")
    source = FilesSource((path,), "", offsets={path: offset})
    expected = np.concatenate([np.zeros((max(0, offset), 2), np.float32), pcm[max(0, -offset) :]])
    assert source.survey().duration == len(expected)
    found = np.zeros_like(expected)
    for stretch in source.stretches():
        for _, piece in stretch.pieces:
            found[piece.start : piece.end] = piece.pcm
    np.testing.assert_array_equal(found, expected)


def test_a_track_that_lies_before_the_session_entirely_is_silent(tmp_path: Path) -> None:
    soundfile.write(tmp_path / "a.wav", SECOND, SAMPLE_RATE)
    imported = import_session([tmp_path / "a.wav"], tmp_path / "s", ["a=-5"])
    assert imported.tracks[0].offset == -5 * SAMPLE_RATE
    assert len(sounds(tmp_path / "s")["a"]) == 0


@pytest.mark.parametrize(
    "text", ["", "ann", "=5", "ann=", "ann=x", "ann=nan", "ann=inf", "ann=1e9", "ann=-86401", "=", "ann=1,5"]
)
def test_an_offset_without_sense_is_told(tmp_path: Path, text: str, capsys: Captured) -> None:
    assert refused(capsys, craig_zip(tmp_path), "-o", tmp_path / "s", "--offset", text) == (
        f"--offset {text!r} makes no sense: give NAME=SECONDS, at most 86400 either way."
    )


def test_an_offset_of_nobody_and_of_two_is_told(tmp_path: Path) -> None:
    path = craig_zip(tmp_path)
    with pytest.raises(SettingError) as told:
        import_session([path], tmp_path / "s", ["eve=1"])
    assert str(told.value) == "--offset names 'eve', and nobody is called so here: Ann B. (she), bob.x."
    for ending in ("wav", "flac"):
        soundfile.write(tmp_path / f"mic.{ending}", SECOND, SAMPLE_RATE)
    with pytest.raises(SettingError) as told:
        import_session([tmp_path / "mic.wav", tmp_path / "mic.flac"], tmp_path / "s", ["mic=1"])
    assert str(told.value) == "--offset names 'mic', who has 2 files: name one of mic.wav, mic.flac."
    assert not (tmp_path / "s").exists()


def test_offsets_read_as_people_write_them() -> None:
    assert [offset_text(round(at * SAMPLE_RATE)) for at in (1.5, -2, 0.001)] == ["+1.5 s", "-2 s", "+0.001 s"]


# --- what cannot be imported ----------------------------------------------------------------------


def test_bad_input_is_one_sentence_and_leaves_nothing(tmp_path: Path, capsys: Captured) -> None:
    (tmp_path / "empty").mkdir()
    (tmp_path / "no.zip").write_bytes(b"nothing")
    with zipfile.ZipFile(tmp_path / "evil.zip", "w") as archive:
        archive.writestr("../1-ann.flac", b"x")
    with zipfile.ZipFile(tmp_path / "texts.zip", "w") as archive:
        archive.writestr("info.txt", INFO)
    with zipfile.ZipFile(tmp_path / "silent.zip", "w") as archive:
        archive.writestr("1-ann.flac", b"x")
    make_session(tmp_path / "session", 1)
    before = sorted(tmp_path.iterdir())
    for name, sentence in {
        "gone.zip": "There is no file or folder {}.",
        "empty": "{} holds no audio file with one speaker: these are known by aac, aif,",
        "no.zip": "{} is no zip archive, or a damaged one.",
        "evil.zip": "{} names a place outside of it, “../1-ann.flac”: whoever made it meant harm:",
        "texts.zip": "{} holds no audio file with one speaker",
        "silent.zip": "None of the files holds sound that can be read: 1-ann.flac holds no sound",
        "session": "{} is a session already: every command takes it as it is.",
    }.items():
        told = refused(capsys, tmp_path / name, "-o", tmp_path / "out" / "s")
        assert told.startswith(sentence.format(tmp_path / name)), told
    assert sorted(path for path in tmp_path.iterdir() if path.name != "out") == before
    assert list((tmp_path / "out").iterdir()) == []


def test_a_zip_and_something_else_are_not_one_recording(tmp_path: Path, capsys: Captured) -> None:
    path = craig_zip(tmp_path)
    assert refused(capsys, path, path, "-o", tmp_path / "s") == (
        "Import one zip or one folder at a time, or audio files with one a speaker."
    )


def test_a_folder_in_use_is_left_alone(tmp_path: Path, capsys: Captured) -> None:
    path = craig_zip(tmp_path)
    (tmp_path / "s").mkdir()
    (tmp_path / "s" / "mine.txt").write_text("kept")
    for place in (tmp_path / "s", path):
        sentence = f"{place} is in use already: choose another folder for the session."
        assert refused(capsys, path, "-o", place) == sentence
    assert [file.name for file in (tmp_path / "s").iterdir()] == ["mine.txt"]


def test_an_empty_folder_is_filled(tmp_path: Path) -> None:
    (tmp_path / "s").mkdir()
    import_session([craig_zip(tmp_path)], tmp_path / "s")
    assert sorted(file.name for file in (tmp_path / "s").iterdir()) == ["recorded", "session.json"]


def test_what_stands_in_the_way_of_writing_is_told_and_nothing_stays(tmp_path: Path) -> None:
    path = craig_zip(tmp_path)
    (tmp_path / "place").mkdir()
    with full_disk(10_000), pytest.raises(OutputError, match="File too large"):
        import_session([path], tmp_path / "place" / "s")
    assert list((tmp_path / "place").iterdir()) == []
    (tmp_path / "place").chmod(0o500)
    with without_privileges(), pytest.raises(OutputError, match="cannot be written: Permission denied"):
        import_session([path], tmp_path / "place" / "s")


def test_more_than_the_disk_holds_is_told_before_anything_is_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = craig_zip(tmp_path)
    monkeypatch.setattr("shutil.disk_usage", lambda _: type("Usage", (), {"free": 1000})())
    with pytest.raises(OutputError, match=r"The recording takes 0\.0 GB, and 0\.0 GB are free at "):
        import_session([path], tmp_path / "s")
    assert [each.name for each in tmp_path.iterdir()] == [path.name]


def test_an_interruption_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = craig_zip(tmp_path)

    def interrupted(_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("transcriber.capture.session.SessionInfo.to_json", interrupted)
    with pytest.raises(KeyboardInterrupt):
        import_session([path], tmp_path / "s")
    assert [each.name for each in tmp_path.iterdir()] == [path.name]


# --- the session ----------------------------------------------------------------------------------


def test_every_command_takes_the_session(tmp_path: Path, capsys: Captured) -> None:
    tracks = tmp_path / "call"
    assert run(["tracks", str(make_session(tmp_path / "short")), "-o", str(tmp_path / "t")]) == 0
    (tmp_path / "t" / "tracks").rename(tracks)
    session = str(tmp_path / "s")
    assert run(["import", str(tracks), "-o", session]) == 0
    assert run(["transcribe", session, "--model", "sphinx", "--quiet", "--format", "txt,rttm,docx"]) == 0
    assert run(["mix", session, "--format", "opus"]) == 0
    assert run(["tracks", session, "--format", "flac"]) == 0
    capsys.readouterr()
    assert run(["inspect", session, "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert [person["name"].split("-")[0] for person in told["participants"]] == ["David", "Robert", "Susan"]
    names = {path.name for path in Path(session).iterdir()}
    assert {"transcript.txt", "transcript.rttm", "transcript.docx", "mix.wav", "mix.opus"} <= names
    assert len(list((Path(session) / "tracks").iterdir())) == 3
    text = (Path(session) / "transcript.txt").read_text()
    assert "Susan-200000000000000001: hello everyone" in text
    assert run(["tracks", session]) == 0  # beside the recorded files, not over them
    assert len(list((Path(session) / "recorded").iterdir())) == 3


def test_a_zip_is_not_transcribed_but_told_how_to_import_it(tmp_path: Path, capsys: Captured) -> None:
    path = craig_zip(tmp_path)
    assert run(["transcribe", str(path), "--model", "sphinx"]) == 2
    assert capsys.readouterr().err == (
        f"Error: {path} is a zip archive: make a session of it by `transcriber import {path} -o SESSION`.\n"
    )


def session_with(folder: Path, recorded: object, **more: object) -> Session:
    folder.mkdir()
    (folder / "session.json").write_text(json.dumps({"recorded": recorded, **more}))
    return Session(folder)


@pytest.mark.parametrize(
    "recorded",
    [
        "x", {"a": 1}, [1], [{}], [{"file": "recorded/a", "user": 1, "name": "a"}],
        [{"file": "recorded/a", "user": "a", "name": "a", "offset": "1"}],
        [{"file": "recorded/a", "user": "a", "name": "a", "offset": 1e300}],
        [{"file": "recorded/a", "user": "a", "name": "a", "offset": float("nan")}],
    ],
)  # fmt: skip
def test_a_session_that_makes_no_sense_is_told(tmp_path: Path, recorded: object) -> None:
    session = session_with(tmp_path / "s", recorded)
    with pytest.raises(InputError) as told:
        recordings([session.folder])
    assert str(told.value) == (
        f"What {session.info_file} says of the recorded files makes no sense: mend it, or import again."
    )


@pytest.mark.parametrize(
    "file",
    ["/etc/passwd", "recorded/../../x", "recorded/..", "x.wav", "recorded/", "recorded/a/b", "recorded/a\0b"],
)
def test_a_session_never_reaches_for_files_outside(tmp_path: Path, file: str) -> None:
    session = session_with(tmp_path / "s", [{"file": file, "user": "a", "name": "a"}])
    with pytest.raises(InputError) as told:
        recordings([session.folder])
    assert str(told.value) == (
        f"{session.info_file} names a file outside of recorded/: mend it, or import again."
    )


def test_a_recorded_file_that_is_gone_is_told(tmp_path: Path) -> None:
    session = session_with(tmp_path / "s", [{"file": "recorded/a.wav", "user": "a", "name": "a"}])
    with pytest.raises(CallerError, match=r"recorded/a\.wav cannot be read as audio: No such file"):
        recordings([session.folder])[0].source.survey()


def test_a_session_without_capture_and_files_has_lost_them(tmp_path: Path) -> None:
    session = session_with(tmp_path / "s", [])
    with pytest.raises(InputError, match=r"has lost its capture\.pcapng: there is nothing to read\.$"):
        recordings([session.folder])


def test_notes_without_sense_are_left_out() -> None:
    said = [
        1,
        {"at": "x", "text": "a"},
        {"at": -1, "text": "a"},
        {"at": 1.5, "text": "b"},
        {"at": 2, "text": 3},
    ]
    info = SessionInfo("a", "a", unknown={"notes": said})
    assert recorded_notes(info) == (Note(72_000, "note", "note", "b"),)
    assert recorded_notes(SessionInfo("a", "a", unknown={"notes": "x"})) == ()
    assert recorded_tracks(info, Path()) == ()


def test_the_sample_session_is_no_import() -> None:
    assert recorded_tracks(Session(SAMPLE).info(), SAMPLE) == ()
