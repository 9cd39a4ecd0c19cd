"""transcriber.inputs: what a path is, where its results go, and one sentence for everything else."""

from __future__ import annotations

import os
import wave
from pathlib import Path

import pytest
from capture_golden import (
    START,
    event,
    interface,
    ipv4,
    kept,
    packet,
    pcap_header,
    pcap_record,
    section,
    session_header,
    udp,
    voice,
)
from hypothesis import given
from hypothesis import strategies as st
from short_session import make_session as write_session
from system_limits import without_privileges

from transcriber.audio.captured import CaptureSource
from transcriber.audio.files import FilesSource
from transcriber.audio.source import Survey
from transcriber.capture.foreign import ForeignCapture
from transcriber.capture.reader import CaptureFile
from transcriber.errors import CallerError, InputError, SettingError
from transcriber.inputs import Recording, check_heard, recordings
from transcriber.receive.rtp import RtpPacket
from transcriber.receive.transport import MODES, Transport
from transcriber.types import Participant, Quality

SESSION = kept()["session"]
FOREIGN = kept()["pcap-little-endian-microseconds"]
KEY = bytes(range(32))
MODE = "aead_aes256_gcm_rtpsize"


@pytest.fixture
def session(tmp_path: Path) -> Path:
    return make_session(tmp_path / "standup")


def make_session(folder: Path, info: str | None = '{"title": "Stand-up"}') -> Path:
    folder.mkdir(parents=True)
    (folder / "capture.pcapng").write_bytes(SESSION)
    if info is not None:
        (folder / "session.json").write_text(info)
    return folder


def make_sound(path: Path) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(8000)
        file.writeframes(bytes(1600))
    return path


def make(path: Path, data: bytes) -> Path:
    path.write_bytes(data)
    return path


def one(path: Path, mode: str | None = None, key: str | None = None) -> Recording:
    [recording] = recordings([path], mode, key)
    return recording


def capture_of(recording: Recording) -> CaptureFile | ForeignCapture:
    assert isinstance(recording.source, CaptureSource)
    capture = recording.source.capture
    assert isinstance(capture, CaptureFile | ForeignCapture)
    return capture


def files_of(recording: Recording) -> tuple[Path, ...]:
    assert isinstance(recording.source, FilesSource)
    return tuple(recording.source.files)


# --- sessions -------------------------------------------------------------------------------------


@pytest.mark.parametrize("named", ["", "session.json", "capture.pcapng"])
def test_a_session_is_its_folder_or_either_of_its_files(session: Path, named: str) -> None:
    recording = one(session / named)
    assert (recording.path, recording.name, recording.results) == (session, "standup", session)
    assert (recording.foreign, recording.encrypted) == (False, False)
    assert capture_of(recording).path == session / "capture.pcapng"
    assert recording.source.survey().title == "Stand-up"


def test_a_session_needs_no_session_json(tmp_path: Path) -> None:
    for path in (make_session(tmp_path / "a", info=None), tmp_path / "a" / "capture.pcapng"):
        recording = one(path)
        assert (recording.results, recording.source.survey().title) == (tmp_path / "a", "a")


def test_the_folder_one_is_in_has_its_name(session: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (session / "session.json").unlink()
    monkeypatch.chdir(session)
    recording = one(Path())
    assert (recording.name, recording.source.survey().title) == ("standup", "standup")
    assert recording.results.resolve() == session


def test_a_sessions_capture_of_another_name_is_ours_and_gets_a_folder_beside_it(tmp_path: Path) -> None:
    path = make(tmp_path / "monday.pcapng", SESSION)
    recording = one(path)
    assert isinstance(capture_of(recording), CaptureFile)
    assert (recording.name, recording.results) == ("monday", tmp_path / "monday.transcript")
    assert recording.source.survey().title == "monday"


def test_a_torn_capture_is_a_recording_that_warns(session: Path) -> None:
    make(session / "capture.pcapng", SESSION[:-5])
    survey = one(session).source.survey()
    check_heard(one(session), survey)
    assert survey.warnings[0].startswith("The capture was cut off in the middle of a block")


def test_a_session_without_its_end_warns_and_one_with_it_does_not(tmp_path: Path) -> None:
    folder = write_session(tmp_path / "call", 2.0)
    assert one(folder).source.survey().warnings == ()
    capture = folder / "capture.pcapng"
    last = capture.read_bytes().rindex(b'"stopped"')
    block = capture.read_bytes().rindex((6).to_bytes(4, "little"), 0, last)  # enhanced packet block
    capture.write_bytes(capture.read_bytes()[:block])
    (warning,) = one(folder).source.survey().warnings
    assert warning.startswith("The recording ends without a goodbye")


# --- foreign captures -----------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["call.pcap", "call", "call.bin", "capture.pcapng"])
def test_a_foreign_capture_is_known_by_its_contents(tmp_path: Path, name: str) -> None:
    recording = one(make(tmp_path / name, FOREIGN))
    assert isinstance(capture_of(recording), ForeignCapture)
    assert (recording.foreign, recording.encrypted) == (True, False)
    assert recording.results == tmp_path / f"{Path(name).stem}.transcript"
    check_heard(recording, recording.source.survey())


def test_with_a_key_a_capture_is_encrypted_whatever_its_name(tmp_path: Path) -> None:
    path = make(tmp_path / "capture.pcapng", sealed_capture())
    recording = one(path, MODE, KEY.hex())
    assert (recording.foreign, recording.encrypted) == (True, True)
    check_heard(recording, recording.source.survey())


def sealed_capture(count: int = 40) -> bytes:
    """Encrypted voice on raw IPv4."""
    transport = Transport(MODE, KEY)
    packets = (
        RtpPacket.build(sequence=i, timestamp=960 * i, ssrc=7, payload=b"\x78" + bytes(20))
        for i in range(count)
    )
    records = (
        pcap_record("<", 1, START + 20_000_000 * i, ipv4(udp(9, transport.seal(each, i))))
        for i, each in enumerate(packets)
    )
    return pcap_header("<", 1, 228) + b"".join(records)


# --- audio ----------------------------------------------------------------------------------------


def test_audio_files_are_one_recording_named_after_the_first(tmp_path: Path) -> None:
    paths = [make_sound(tmp_path / name) for name in ("zoe.wav", "ann.wav")]
    [recording] = recordings(paths)
    assert files_of(recording) == tuple(paths)
    assert (recording.name, recording.results) == ("zoe", tmp_path / "zoe.transcript")


def test_a_folder_of_audio_files_is_a_recording_named_after_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "meeting"
    paths = tuple(make_sound(folder / name) for name in ("ann.wav", "zoe.wav"))
    recording = one(folder)
    assert files_of(recording) == paths
    assert (recording.path, recording.name) == (folder, "meeting")
    assert recording.results == tmp_path / "meeting.transcript"
    monkeypatch.chdir(folder)
    assert (one(Path()).name, one(Path()).results) == ("meeting", tmp_path / "meeting.transcript")


def test_results_lie_beside_a_link_and_not_beside_what_it_points_to(tmp_path: Path) -> None:
    (tmp_path / "here").mkdir()
    link = tmp_path / "here" / "ann.wav"
    link.symlink_to(make_sound(tmp_path / "there" / "take1.wav"))
    assert one(link).results == tmp_path / "here" / "ann.transcript"


# --- several --------------------------------------------------------------------------------------


def test_every_capture_is_a_recording_and_all_audio_together_is_one(session: Path, tmp_path: Path) -> None:
    call = make(tmp_path / "call.pcap", FOREIGN)
    sounds = [make_sound(tmp_path / name) for name in ("a.wav", "b.wav")]
    found = recordings([sounds[0], session, call, sounds[1]])
    assert [recording.name for recording in found] == ["standup", "call", "a"]


def test_what_is_named_twice_is_found_once(
    session: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    sound = make_sound(tmp_path / "a.wav")
    named = [session, Path("standup"), session / "session.json", session / "capture.pcapng", sound, sound]
    found = recordings(named)
    assert [recording.name for recording in found] == ["standup", "a"]
    assert files_of(found[1]) == (sound,)


def test_recordings_of_one_name_are_told_apart(tmp_path: Path) -> None:
    """Their results may go into folders of these names."""
    paths = [make_session(tmp_path / day / "standup") for day in ("monday", "tuesday", "friday")]
    found = recordings(paths)
    assert [recording.name for recording in found] == ["standup", "standup-2", "standup-3"]
    assert [recording.results for recording in found] == paths


def test_no_two_recordings_share_a_results_folder(tmp_path: Path) -> None:
    paths = [make(tmp_path / name, FOREIGN) for name in ("call.pcap", "call.pcapng")]
    found = recordings([*paths, make_sound(tmp_path / "call.wav")])
    assert [recording.results.name for recording in found] == [
        "call.transcript",
        "call.pcapng.transcript",
        "call.wav.transcript",
    ]


def test_nothing_is_no_recording() -> None:
    assert recordings([]) == []


# --- modes and keys -------------------------------------------------------------------------------


def test_a_malformed_key_is_told_before_any_path(tmp_path: Path) -> None:
    with pytest.raises(SettingError, match=r"^The key has 1 bytes, and every mode takes 32"):
        recordings([tmp_path / "missing"], MODE, "00")


def test_a_key_without_a_capture_to_open_is_told(session: Path, tmp_path: Path) -> None:
    sentence = (
        r"^--mode and --key open encrypted packet captures, and none of the paths is one: leave them out\.$"
    )
    for paths in ([session], [make_sound(tmp_path / "a.wav")], []):
        with pytest.raises(SettingError, match=sentence):
            recordings(paths, MODE, KEY.hex())


# --- paths that are nothing -------------------------------------------------------------------------


def refused(path: Path) -> str:
    """What is said of a path that is no recording, at once or when it is read."""
    with pytest.raises(InputError) as told:
        recording = one(path)
        check_heard(recording, recording.source.survey())
    return str(told.value)


def test_a_missing_path_is_told(tmp_path: Path) -> None:
    assert refused(tmp_path / "a") == f"There is no file or folder {tmp_path / 'a'}."
    (tmp_path / "link").symlink_to("nowhere")
    assert refused(tmp_path / "link") == f"There is no file or folder {tmp_path / 'link'}."
    (tmp_path / "loop").symlink_to("loop")
    assert refused(tmp_path / "loop") == f"There is no file or folder {tmp_path / 'loop'}."


def test_a_name_that_no_file_can_have_is_told() -> None:
    assert refused(Path("n" * 300)).endswith("cannot be read: File name too long.")
    assert refused(Path("a\0b.pcap")) == "There is no file or folder a\0b.pcap."


def test_a_folder_that_is_no_session_is_told(tmp_path: Path) -> None:
    (tmp_path / "notes.txt").touch()
    assert refused(tmp_path) == (
        f"The folder {tmp_path} is no session: it holds neither capture.pcapng nor audio files, one a "
        "speaker."
    )


def test_a_session_without_its_capture_is_told(session: Path) -> None:
    (session / "capture.pcapng").unlink()
    for path in (session, session / "session.json"):
        assert (
            refused(path) == f"The session {session} has lost its capture.pcapng: there is nothing to read."
        )


def test_a_pipe_and_a_device_are_told(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    for path in (tmp_path / "pipe", Path("/dev/null")):
        assert refused(path) == f"{path} is neither a file nor a folder."


def test_a_session_whose_capture_is_a_pipe_or_a_folder_is_told(session: Path) -> None:
    capture = session / "capture.pcapng"
    capture.unlink()
    os.mkfifo(capture)
    assert refused(session).startswith(f"{capture} is no regular file")
    assert refused(capture) == f"{capture} is neither a file nor a folder."
    capture.unlink()
    capture.mkdir()
    assert refused(session).startswith(f"{capture} is no regular file")
    assert refused(capture).startswith(f"The folder {capture} is no session")


def test_what_one_may_not_read_is_told(tmp_path: Path) -> None:
    path = make(tmp_path / "call.pcap", FOREIGN)
    path.chmod(0)
    with without_privileges():
        assert refused(path) == f"{path} cannot be read: Permission denied."


def test_a_folder_one_may_not_enter_is_told(session: Path) -> None:
    session.chmod(0)
    with without_privileges():
        assert refused(session) == f"{session} cannot be read: Permission denied."


@pytest.mark.parametrize("name", ["call.pcap", "call.pcapng", "call.cap", "CALL.PCAP", "capture.pcapng"])
def test_a_file_called_a_capture_that_is_none_is_told(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    for data, what in ((b"", "is empty: nothing was captured"), (b"garbage", "is not a packet capture")):
        assert refused(make(path, data)) == f"{path} {what}."


@pytest.mark.parametrize(
    ("data", "what"),
    [
        (b"", "is empty: nothing was captured."),
        (b"garbage", "is not a pcapng capture."),
        (SESSION[:8], "is cut off before its first packet: nothing can be read from it."),
        (FOREIGN, "is not a pcapng capture."),
    ],
)
def test_a_session_whose_capture_is_none_is_told(session: Path, data: bytes, what: str) -> None:
    make(session / "capture.pcapng", data)
    assert refused(session) == f"{session / 'capture.pcapng'} {what}"


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("{", "is not valid JSON: mend it, or delete it (the capture is enough)."),
        ("[]", "is not a JSON object: mend it, or delete it (the capture is enough)."),
        (
            '{"format": 2}',
            "says format 2, and this version reads format 1: use a newer transcriber.",
        ),
    ],
)
def test_a_session_json_that_makes_no_sense_is_told(session: Path, text: str, what: str) -> None:
    (session / "session.json").write_text(text)
    assert refused(session) == f"{session / 'session.json'} {what}"


def test_a_file_that_is_no_sound_is_told(tmp_path: Path) -> None:
    assert (
        refused(make(tmp_path / "a.wav", b"")) == f"{tmp_path / 'a.wav'} is empty: there is no sound in it."
    )
    assert "cannot be read as audio" in refused(make(tmp_path / "b.wav", b"garbage"))


def test_a_name_that_is_no_utf8_is_no_obstacle(tmp_path: Path) -> None:
    """It is read; its title is text that can be written."""
    path = make(tmp_path / os.fsdecode(b"caf\xe9.pcapng"), SESSION)
    recording = one(path)
    assert recording.source.survey().title == "caf\ufffd"
    assert os.fsencode(recording.results.name) == b"caf\xe9.transcript"


# --- recordings without voice -----------------------------------------------------------------------


def test_a_capture_without_voice_is_told(session: Path) -> None:
    facts_only = session_header() + packet("<", START, event(event="connected", connection=0))
    make(session / "capture.pcapng", facts_only)
    message = refused(session)
    assert message.startswith(f"{session} holds no voice: there is nothing to hear. The recording ends")


def test_a_capture_cut_off_before_its_first_voice_says_so(session: Path) -> None:
    make(session / "capture.pcapng", session_header()[:-7])
    assert refused(session) == (
        f"{session} holds no voice: there is nothing to hear. The capture was cut off in the middle of a "
        "block; its last 25 bytes were dropped, everything before them was read."
    )


@pytest.mark.parametrize("mode", MODES)
def test_a_wrong_key_or_mode_is_told(tmp_path: Path, mode: str) -> None:
    path = make(tmp_path / "call.pcap", sealed_capture())
    with pytest.raises(InputError) as told:
        recording = one(path, mode, bytes(32).hex())
        check_heard(recording, recording.source.survey())
    assert str(told.value) == (
        f"None of the 40 packets in {path} could be decrypted: the key or the mode is not theirs."
    )


def test_encrypted_packets_without_a_key_are_told(tmp_path: Path) -> None:
    path = make(tmp_path / "call.pcap", sealed_capture(400))
    assert refused(path) == (
        f"The packets in {path} make no sense as plain RTP with Opus: if they are encrypted, give their "
        "--mode and --key."
    )


def test_a_few_packets_that_are_no_opus_are_no_reason_to_refuse_the_others() -> None:
    def survey(received: int, undecodable: int) -> Survey:
        person = Participant("a", "a", quality=Quality(received=received, undecodable=undecodable))
        return Survey("t", None, 1, (person,), {"0:1": "a"})

    recording = Recording(Path("call.pcap"), "call", FilesSource((), ""), Path("r"), foreign=True)
    check_heard(recording, survey(95, 5))
    with pytest.raises(InputError, match="make no sense as plain RTP"):
        check_heard(recording, survey(80, 20))


def test_end_to_end_encrypted_voice_is_told(tmp_path: Path) -> None:
    frame = bytes(20) + bytes((12,)) + b"\xfa\xfa"
    record = pcap_record("<", 1, START, voice(1, 960, 7, frame))
    path = make(tmp_path / "call.pcap", pcap_header("<", 1, 228) + record * 3)
    assert refused(path) == (
        f"The voices in {path} are end-to-end encrypted, and their keys are in no capture: only a recorder "
        "that takes part in the call can read them."
    )


def test_a_session_in_which_nothing_could_be_decrypted_is_not_told_about_keys(session: Path) -> None:
    stats = event(event="stats", unauthentic=5, undecryptable=7, malformed=3)
    stopped = packet("<", START + 1, event(event="stopped", reason="asked"))
    facts_only = session_header() + packet("<", START, stats) + stopped
    make(session / "capture.pcapng", facts_only)
    assert refused(session) == f"{session} holds no voice: there is nothing to hear."


def test_a_link_layer_that_cannot_be_read_is_told(tmp_path: Path) -> None:
    blocks = packet("<", START, b"radio")
    path = make(tmp_path / "call.pcapng", section() + interface(link=127) + blocks)
    assert refused(path) == (
        f"{path} holds no voice: there is nothing to hear. Its link layer is unknown: capture on Ethernet, "
        "Linux cooked, loopback or raw IP."
    )


def test_traffic_that_is_no_plain_voice_may_be_encrypted_voice(tmp_path: Path) -> None:
    record = pcap_record("<", 1, START, ipv4(udp(9, b"not RTP at all")))
    path = make(tmp_path / "call.pcap", pcap_header("<", 1, 228) + record)
    assert refused(path) == (
        f"{path} holds no voice: there is nothing to hear. If its packets are encrypted, give their --mode "
        "and --key."
    )


# --- anything -------------------------------------------------------------------------------------


@given(
    name=st.sampled_from(["capture.pcapng", "session.json", "a.pcap", "a.pcapng", "a"]),
    head=st.sampled_from([b"", *kept().values(), *(data[:40] for data in kept().values())]),
    rest=st.binary(max_size=60),
    info=st.none() | st.text(max_size=20) | st.sampled_from(["{}", '{"started": 5, "id": "\\ud800"}']),
    encrypted=st.booleans(),
)
def test_whatever_lies_at_a_path_is_a_recording_or_refused_in_our_words(
    tmp_path_factory: pytest.TempPathFactory,
    name: str,
    head: bytes,
    rest: bytes,
    info: str | None,
    encrypted: bool,
) -> None:
    folder = tmp_path_factory.mktemp("any")
    if info is not None:
        (folder / "session.json").write_text(info, encoding="utf-8", newline="")
    path = make(folder / name, head + rest)
    for named in (folder, path):
        try:
            recording = one(named, *((MODE, KEY.hex()) if encrypted else ()))
            check_heard(recording, recording.source.survey())
        except CallerError as error:
            assert str(error).endswith(".")
