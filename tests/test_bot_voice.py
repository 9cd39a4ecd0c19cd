"""The voice client in a local Discord: everything that was said is in the capture, byte by byte."""

from __future__ import annotations

import asyncio
import io
from pathlib import Path

import discord
import pytest
import soundfile
from bot_help import asynchronous, events, joined, missing, speech, started, together
from local_discord import ROUGH, LocalDiscord, Sent

from bot.voice.client import RecordingVoiceClient
from bot.voice.persistent import Refused
from transcriber.errors import SettingError
from transcriber.receive.transport import MODES
from transcriber.types import Connected, Encryption, Gap, Left, Mark, Speaker, Stopped, Voice


async def settled(voice: RecordingVoiceClient) -> None:
    """Long enough for everything under way to arrive and be written."""
    assert voice.recorder is not None
    await asyncio.sleep(0.3)


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("dave", [True, False], ids=["end-to-end", "transport only"])
@asynchronous
async def test_everything_that_arrives_is_in_the_capture(mode: str, dave: bool, tmp_path: Path) -> None:
    async with LocalDiscord() as local, started(local) as client:
        channel = local.guild.voice("standup")
        channel.modes, channel.dave = (mode,), dave
        people = await channel.join_all("Ann", "Bob", "Cy")
        voice = await joined(client, channel.id, tmp_path / "s")
        session = await local.in_call(channel)
        assert session.mode == mode
        people[0].show()
        said = await together(*(p.say(speech(1.5, i), network=ROUGH) for i, p in enumerate(people)))
        await settled(voice)
        assert voice.recorder is not None
        counters = voice.recorder.counters
        await voice.disconnect()
        for sent in said:
            assert len(sent) > 70
            assert not missing(sent, tmp_path / "s", local.bot.id)
        assert counters["payload_type"] == 10
        assert counters["probe"]
        assert not counters["unauthentic"] + counters["malformed"]
        found = events(tmp_path / "s")
        assert isinstance(found[-1], Stopped)
        assert {event.name for event in found if isinstance(event, Speaker)} == {"Ann", "Bob", "Cy"}
        states = [event for event in found if isinstance(event, Encryption)]
        assert states[-1].protocol == int(dave)
        assert (len(states[-1].code) == 30) == dave


@asynchronous
async def test_the_preferred_mode_is_taken_first(tmp_path: Path) -> None:
    async with LocalDiscord() as local, started(local) as client:
        channel = local.guild.voice("standup")
        channel.modes = tuple(reversed(MODES))
        voice = await joined(client, channel.id, tmp_path / "s")
        assert voice.mode == "xsalsa20_poly1305"  # the server's order counts: it lists what it prefers first
        await voice.disconnect()


@pytest.mark.parametrize("announced", [None, 1.0], ids=["never named", "named late"])
@asynchronous
async def test_whose_voice_it_is_is_found_without_being_told(announced: float | None, tmp_path: Path) -> None:
    """Op 5 never comes, or late: the key that opens a frame tells whose it is."""
    async with LocalDiscord() as local, started(local) as client:
        channel = local.guild.voice("standup")
        ann, bob = await channel.join_all("Ann", "Bob")
        ann.announces = announced
        voice = await joined(client, channel.id, tmp_path / "s")
        await local.in_call(channel)
        said = await together(ann.say(speech(1.5, 1)), bob.say(speech(1.5, 2)))
        await settled(voice)
        await voice.disconnect()
        assert not missing(said[0] + said[1], tmp_path / "s", local.bot.id)
        owners = {e.ssrc: e.user for e in events(tmp_path / "s") if isinstance(e, Speaker)}
        assert owners == {ann.ssrc: str(ann.user), bob.ssrc: str(bob.user)}


@asynchronous
async def test_people_come_and_go_in_the_middle_of_what_others_say(tmp_path: Path) -> None:
    """Every join and leave makes other keys; no frame is lost by it, and the first word is there."""
    async with LocalDiscord() as local, started(local) as client:
        channel = local.guild.voice("standup")
        ann, bob = await channel.join_all("Ann", "Bob")
        bob.late_switch = True
        voice = await joined(client, channel.id, tmp_path / "s")
        await local.in_call(channel)

        async def coming() -> list[Sent]:
            sent: list[Sent] = []
            for round_ in range(3):
                cy = await channel.join("Cy")
                sent += await cy.say(speech(0.5, 10 + round_))
                await cy.leave()
            return sent

        said = await together(ann.say(speech(3, 1)), bob.say(speech(3, 2)), coming())
        await settled(voice)
        await voice.disconnect()
        for sent in said:
            assert not missing(sent, tmp_path / "s", local.bot.id)
        cy = said[2]
        assert cy[0].owed_to(local.bot.id)
        found = events(tmp_path / "s")
        assert len([event for event in found if isinstance(event, Left)]) == 3
        assert not [event for event in found if isinstance(event, Gap)]


@asynchronous
async def test_encryption_ends_and_begins_again(tmp_path: Path) -> None:
    async with LocalDiscord() as local, started(local) as client:
        channel = local.guild.voice("standup")
        ann, bob = await channel.join_all("Ann", "Bob")
        voice = await joined(client, channel.id, tmp_path / "s")
        await local.in_call(channel)

        async def changing() -> list[Sent]:
            await asyncio.sleep(0.7)
            channel.call.downgrade()
            await asyncio.sleep(0.9)
            channel.call.upgrade()
            return []

        said = await together(ann.say(speech(3, 1)), bob.say(speech(3, 2)), changing())
        await local.in_call(channel)
        said.append(await ann.say(speech(0.6, 3)))
        await settled(voice)
        await asyncio.sleep(1)
        await voice.disconnect()
        for sent in said:
            assert not missing(sent, tmp_path / "s", local.bot.id)
        states = [event.protocol for event in events(tmp_path / "s") if isinstance(event, Encryption)]
        assert states[-1] == 1


@asynchronous
async def test_a_call_that_begins_plain_and_becomes_encrypted(tmp_path: Path) -> None:
    async with LocalDiscord() as local, started(local) as client:
        channel = local.guild.voice("standup")
        channel.dave = False
        ann, bob = await channel.join_all("Ann", "Bob")
        voice = await joined(client, channel.id, tmp_path / "s")
        await local.in_call(channel)
        said = await together(ann.say(speech(0.5, 1)), bob.say(speech(0.5, 2)))
        channel.dave = True
        channel.call.upgrade()
        await local.until(lambda: ann.dave.ready and ann.dave.protocol == 1, "Ann is encrypted")
        await local.in_call(channel)
        said += await together(ann.say(speech(0.5, 3)), bob.say(speech(0.5, 4)))
        await settled(voice)
        await voice.disconnect()
        for sent in said:
            assert not missing(sent, tmp_path / "s", local.bot.id)
        assert said[2][5].encrypted


# --- recording ------------------------------------------------------------------------------------


@asynchronous
async def test_somebody_elses_bot_records_a_mix(tmp_path: Path) -> None:
    """`vc = await channel.connect(cls=RecordingVoiceClient); wav = await vc.record(30)`."""
    async with LocalDiscord() as local, started(local) as client:
        standup = local.guild.voice("standup")
        [ann] = await standup.join_all("Ann")
        channel = client.get_channel(standup.id)
        assert isinstance(channel, discord.VoiceChannel)
        voice = await channel.connect(cls=RecordingVoiceClient)
        await local.in_call(standup)
        wav, _ = await asyncio.gather(voice.record(2.0), ann.say(speech(1.5, 1)))
        assert isinstance(wav, io.BytesIO)
        pcm, rate = soundfile.read(wav)
        assert rate == 48_000
        assert pcm.shape[1] == 2
        assert 1.8 < len(pcm) / rate < 2.6
        assert abs(pcm).max() > 0.1
        silence, _ = soundfile.read(await voice.record(0.2))
        assert silence.shape == (9600, 2)
        assert not silence.any()
        await voice.disconnect()


@asynchronous
async def test_one_recording_at_a_time_and_several_after_each_other(tmp_path: Path) -> None:
    async with LocalDiscord() as local, started(local) as client:
        channel = local.guild.voice("standup")
        [ann] = await channel.join_all("Ann")
        voice = await joined(client, channel.id, tmp_path / "one")
        await local.in_call(channel)
        with pytest.raises(SettingError, match="under way already"):
            voice.record_to(tmp_path / "two")
        first = await ann.say(speech(0.5, 1))
        await settled(voice)
        session = await voice.stop_recording()
        assert session is not None
        assert session.info().channel == (str(channel.id), "standup")
        await ann.say(speech(0.3, 2))
        voice.record_to(tmp_path / "two", title="Second")
        second = await ann.say(speech(0.5, 3))
        await settled(voice)
        await voice.disconnect()
        assert not missing(first, tmp_path / "one", local.bot.id)
        assert not missing(second, tmp_path / "two", local.bot.id)
        assert len([e for e in events(tmp_path / "two") if isinstance(e, Voice)]) == len(second)
        assert [e.user for e in events(tmp_path / "two") if isinstance(e, Speaker)] == [str(ann.user)]


@asynchronous
async def test_marks_pauses_and_a_deafened_bot_are_written_down(tmp_path: Path) -> None:
    async with LocalDiscord() as local, started(local) as client:
        channel = local.guild.voice("standup")
        [ann] = await channel.join_all("Ann")
        voice = await joined(client, channel.id, tmp_path / "s")
        await local.in_call(channel)
        recorder = voice.recorder
        assert recorder is not None
        recorder.mark(ann.user, "Ann", "remember this")
        recorder.pause()
        unheard = await ann.say(speech(0.4, 1))
        recorder.resume()
        heard = await ann.say(speech(0.4, 2))
        local.deafen()
        await ann.say(speech(0.4, 3))
        local.deafen(False)
        await settled(voice)
        await voice.disconnect()
        found = events(tmp_path / "s")
        assert [event.text for event in found if isinstance(event, Mark)] == ["remember this"]
        gaps = {event.reason: event.end - event.start for event in found if isinstance(event, Gap)}
        assert set(gaps) == {"paused", "deafened"}
        assert gaps["paused"] > 300_000_000
        assert gaps["deafened"] > 300_000_000
        assert not missing(heard, tmp_path / "s", local.bot.id)
        assert len([e for e in events(tmp_path / "s") if isinstance(e, Voice)]) < len(unheard) + len(heard)


@asynchronous
async def test_a_name_that_is_not_known_is_asked_for(tmp_path: Path) -> None:
    nobody = discord.MemberCacheFlags.none()
    async with LocalDiscord() as local, started(local, member_cache_flags=nobody) as client:
        channel = local.guild.voice("standup")
        ann = await channel.join("Ann")
        voice = await joined(client, channel.id, tmp_path / "s")
        await local.in_call(channel)
        await ann.say(speech(0.4, 1))
        await settled(voice)
        await voice.disconnect()
        names = [event.name for event in events(tmp_path / "s") if isinstance(event, Speaker)]
        assert names[-1] == "Ann"
        assert set(names) <= {f"User {ann.user}", "Ann"}
        assert any(f"/members/{ann.user}" in str(request) for request in local.api.log)


# --- connections that end -------------------------------------------------------------------------


async def recovers(
    local: LocalDiscord, client: discord.Client, folder: Path, break_it: str, seconds: float = 2.0
) -> RecordingVoiceClient:
    """Ann speaks all the time; the connection breaks once. Within `seconds` of the server's accepting
    the bot again she is recorded again, and there is one session with one gap."""
    channel = local.guild.voice("standup")
    [ann] = await channel.join_all("Ann")
    voice = await joined(client, channel.id, folder)
    first = await local.in_call(channel)
    before = await ann.say(speech(0.6, 1))
    if break_it == "new server":
        local.new_server()
    elif break_it == "drag":
        channel = local.guild.voice("lounge")
        await ann.move(channel)
        local.drag(channel)
    else:
        local.drop(int(break_it))
    await local.until(lambda: local.session not in (None, first), "the bot comes back", 15)
    await local.in_call(channel, 15)
    after = await ann.say(speech(seconds + 0.5, 2))
    await asyncio.sleep(0.3)
    assert not missing(before, folder, local.bot.id)
    late = [sent for sent in after if sent.monotonic - after[0].monotonic > seconds * 1e9]
    assert len(late) > 10
    assert not missing(late, folder, local.bot.id)
    await asyncio.sleep(0.3)
    found = events(folder)
    gaps = [event for event in found if isinstance(event, Gap)]
    assert [gap.reason for gap in gaps] == ["disconnected"]
    assert [event.connection for event in found if isinstance(event, Connected)] == [0, 1]
    assert gaps[0].start < gaps[0].end
    return voice


@pytest.mark.parametrize("broken", ["4006", "4015", "1006", "new server", "drag"])
@asynchronous
async def test_a_broken_connection_is_mended(broken: str, tmp_path: Path) -> None:
    async with LocalDiscord() as local, started(local) as client:
        voice = await recovers(local, client, tmp_path / "s", broken)
        await voice.disconnect()


@pytest.mark.parametrize("kind", ["all, resumed", "all, begun anew", "voice"])
@asynchronous
async def test_an_outage_is_outlived(kind: str, tmp_path: Path) -> None:
    """Websockets break, and everything is refused for a while. Where the bot cannot resume its session
    discord.py forgets that it has a voice client, and who is in its channel."""
    async with LocalDiscord() as local, started(local) as client:
        channel = local.guild.voice("standup")
        [ann] = await channel.join_all("Ann")
        voice = await joined(client, channel.id, tmp_path / "s")
        first = await local.in_call(channel)
        before = await ann.say(speech(0.6, 1))
        with local.outage("voice" if kind == "voice" else "all", forgets="anew" in kind):
            await asyncio.sleep(2)
        await local.until(lambda: local.session not in (None, first), "the bot comes back", 20)
        await local.in_call(channel, 15)
        await channel.join("Bob")
        after = await ann.say(speech(1.0, 2))
        await asyncio.sleep(0.6)
        assert not missing(before, tmp_path / "s", local.bot.id)
        late = [sent for sent in after if sent.monotonic - after[0].monotonic > 0.5e9]
        assert not missing(late, tmp_path / "s", local.bot.id)
        gaps = [event for event in events(tmp_path / "s") if isinstance(event, Gap)]
        assert [gap.reason for gap in gaps] == ["disconnected"]
        assert client.voice_clients == [voice]
        assert {member.name for member in voice.channel.members} == {"ann", "bob", "scribe"}
        assert not voice.ended.is_set()
        await voice.disconnect()
        assert local.session is None


@asynchronous
async def test_an_outage_that_lasts_ends_the_recording(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.voice.persistent.RECONNECT_SECONDS", 1.0)
    monkeypatch.setattr("bot.voice.persistent.RETRY_SECONDS", 0.2)
    async with LocalDiscord() as local, started(local) as client:
        channel = local.guild.voice("standup")
        [ann] = await channel.join_all("Ann")
        voice = await joined(client, channel.id, tmp_path / "s")
        await local.in_call(channel)
        said = await ann.say(speech(0.4, 1))
        with local.outage("voice"):
            await asyncio.wait_for(voice.ended.wait(), 30)
        session = await voice.stop_recording("gone")
        assert session is not None
        assert not missing(said, tmp_path / "s", local.bot.id)
        assert client.voice_clients == []


@asynchronous
async def test_asked_to_leave_in_an_outage_it_does_not_come_back(tmp_path: Path) -> None:
    async with LocalDiscord() as local, started(local) as client:
        channel = local.guild.voice("standup")
        await channel.join_all("Ann")
        voice = await joined(client, channel.id, tmp_path / "s")
        await local.in_call(channel)
        with local.outage("voice"):
            await asyncio.sleep(1)
            await asyncio.wait_for(voice.disconnect(), 20)
        await asyncio.sleep(3)
        assert local.session is None
        assert client.voice_clients == []


@asynchronous
async def test_the_voice_server_may_move_after_a_reconnect(tmp_path: Path) -> None:
    """discord.py 2.7.1 would leave for good: it takes the second one for a kick."""
    async with LocalDiscord() as local, started(local) as client:
        voice = await recovers(local, client, tmp_path / "s", "4006")
        session = local.session
        local.new_server()
        await local.until(lambda: local.session not in (None, session), "the bot follows", 15)
        await local.in_call(local.guild.voice("standup"))
        assert voice.is_connected()
        assert not voice.ended.is_set()
        await voice.disconnect()


@asynchronous
async def test_whoever_is_thrown_out_has_left(tmp_path: Path) -> None:
    async with LocalDiscord() as local, started(local) as client:
        channel = local.guild.voice("standup")
        [ann] = await channel.join_all("Ann")
        voice = await joined(client, channel.id, tmp_path / "s")
        await local.in_call(channel)
        said = await ann.say(speech(0.4, 1))
        local.kick()
        await asyncio.wait_for(voice.ended.wait(), 10)
        session = await voice.stop_recording("removed")
        assert session is not None
        assert not missing(said, tmp_path / "s", local.bot.id)


@asynchronous
async def test_a_refused_connection_is_told(tmp_path: Path) -> None:
    """4017: the server asks for end-to-end encryption that it does not get. No use in trying again."""
    async with LocalDiscord() as local, started(local) as client:
        local.servers.refusal = 4017
        with pytest.raises(Refused, match="asks for end-to-end encryption") as refused:
            await joined(client, local.guild.voice("standup").id, tmp_path / "s", timeout=20)
        assert "pip install davey" in str(refused.value)
        assert len(local.servers.sessions) <= 1
