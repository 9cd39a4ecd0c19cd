"""The bot as members meet it: commands and answers, notices, lines, the posted transcript."""

from __future__ import annotations

import asyncio
import json
import re
from pathlib import Path
from typing import Any

import discord
import numpy as np
import pytest
from bot_help import asynchronous, events, missing, running, speech, together
from local_discord import LocalDiscord
from local_discord.interaction import Answer
from local_discord.message import Message
from local_discord.person import Person

from bot.app import TranscriberBot
from bot.meeting import Meeting
from bot.meetings import Meetings
from transcriber.types import Connected, Gap, Mark, Stopped


async def start(local: LocalDiscord, who: Person, **options: object) -> Answer:
    """`/transcribe start`, typed in #general."""
    return await local.command(
        "transcribe start", user=who, channel=local.guild.text("general"), options=dict(options)
    )


async def typed(local: LocalDiscord, what: str, who: Person | str, **options: object) -> Answer:
    """`/transcribe …`, typed in #general."""
    channel = local.guild.text("general")
    return await local.command(f"transcribe {what}", user=who, channel=channel, options=dict(options))


async def posted(local: LocalDiscord, channel: str = "general") -> Message:
    """The message with the results."""
    return await local.guild.text(channel).until(lambda message: message.embeds and not message.ephemeral, 30)


async def said_is_captured_and_posted(local: LocalDiscord, who: Person, data: Path) -> None:
    """Somebody speaks in a recording, and ends it."""
    said = await who.say(speech(0.5, 1))
    await asyncio.sleep(0.3)
    await typed(local, "stop", who)
    [folder] = data.iterdir()
    assert not missing(said, folder, local.bot.id)
    await posted(local)


def allow_all(local: LocalDiscord) -> None:
    """What the invite link asks for."""
    local.guild.allow(local.bot, "create_public_threads", "send_messages_in_threads", "change_nickname")


@asynchronous
async def test_from_start_to_the_posted_transcript(tmp_path: Path) -> None:
    async with LocalDiscord() as local, running(local, tmp_path) as bot:
        allow_all(local)
        general, standup = local.guild.text("general"), local.guild.voice("standup")
        ann, bob = await standup.join_all("Ann", "Bob")
        answer = await start(local, ann, title="Weekly <@1> *stand-up*")
        assert answer.ephemeral
        assert re.fullmatch(
            r"Recording <#\d+>. Lines appear in <#\d+>. `/transcribe stop` ends it.", answer.text
        )
        [notice] = standup.messages
        assert "is being recorded and transcribed" in notice.content
        assert local.bot.nick == "[REC] scribe"
        [thread] = general.threads
        assert thread.name == "Transcript: Weekly <@1> *stand-up*"

        await local.in_call(standup)
        said = await together(ann.say(speech(2.0, 1)), bob.say(speech(1.0, 2)))
        await thread.until(lambda message: "**Ann**" in message.content and "**Bob**" in message.content, 10)
        for _ in range(20):  # a draft shows both of them before their last packets are written
            status = await typed(local, "status", bob)
            assert status.ephemeral
            fields = {field["name"]: field["value"] for field in status.embeds[0]["fields"]}
            if "Ann: 106" in fields["Heard"]:
                break
        assert fields["Heard"] == "Ann: 106 packets, 0 lost\nBob: 56 packets, 0 lost"
        assert re.fullmatch(r"end-to-end \(DAVE 1\), code `(\d{5} ){5}\d{5}`", fields["Encryption"])
        assert fields["Recognizer"] == "counting"
        marked = await typed(local, "mark", ann, text="buy *milk*")
        assert marked.text == r"📌 buy \*milk\*"
        paused = await typed(local, "pause", ann)
        assert paused.text.endswith("The recording is paused. `/transcribe resume` goes on.")
        await ann.say(speech(0.5, 3))
        assert "goes on" in (await typed(local, "resume", ann)).text

        stopped = await typed(local, "stop", bob)
        assert re.fullmatch(
            r"The recording of <#\d+> has ended after \d:\d\d. The transcript follows.", stopped.text
        )
        results = await posted(local)
        assert local.bot.nick is None
        assert local.session is None
        assert [file.name for file in results.files] == [
            "minutes.md",
            "transcript.md",
            "mix.wav",
            "overview.png",
        ]
        assert results.embeds[0]["title"] == "Weekly <@1> *stand-up*"
        assert results.embeds[0]["image"]["url"] == "attachment://overview.png"
        assert results.file(".png").data[:4] == b"\x89PNG"
        text = results.files[1].data.decode()
        assert "seconds" in text
        assert "Ann" in text
        assert results.file(".wav").data[:4] == b"RIFF"

        [folder] = tmp_path.iterdir()
        assert folder.name.endswith("-Weekly_1_stand-up")
        for sent in said:
            assert not missing(sent, folder, local.bot.id)
        found = events(folder)
        assert [(event.user, event.text) for event in found if isinstance(event, Mark)] == [
            (str(ann.user), "buy *milk*")
        ]
        assert isinstance(found[-1], Stopped)
        while json.loads((folder / "discord.json").read_text())["state"] != "posted":
            await asyncio.sleep(0.02)
        assert bot.meetings.of(local.guild.id) is None

        pressed = await local.press(results, results.buttons[1]["custom_id"], bob)
        assert pressed.ephemeral
        assert [file.name for message in pressed.messages for file in message.files] == ["transcript.txt"]
        for path in folder.glob("transcript.*"):
            path.unlink()
        pressed = await local.press(results, results.buttons[1]["custom_id"], bob)
        assert pressed.text == "That transcript is no longer on the bot's disk."


@asynchronous
async def test_what_is_refused_is_refused_with_a_reason(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with LocalDiscord() as local, running(local, tmp_path):
        allow_all(local)
        standup, lounge = local.guild.voice("standup"), local.guild.voice("lounge")
        ann = local.person("Ann")
        for what in ("stop", "status", "pause", "resume"):
            answer = await typed(local, what, ann)
            assert answer.ephemeral
            assert answer.text == "Nothing is being recorded in this server: `/transcribe start` begins."
        answer = await start(local, ann)
        assert answer.text == "Join a voice channel first, or name one: `/transcribe start channel:`."
        ann = await standup.join("Ann")
        answer = await start(local, ann, language="xx")
        assert answer.text == "The recognizer counting does not know the language 'xx': it knows en."
        standup.deny("connect", to=local.bot)
        answer = await start(local, ann)
        assert answer.text.startswith("I may not join <#")
        lounge.deny("connect", to=ann.member)
        answer = await start(local, ann, channel=lounge)
        assert answer.text.startswith("You may not join <#")
        monkeypatch.setattr("bot.admission.LEAST_DISK", 1 << 62)
        local.person("Bob")
        bob = await local.guild.stage("stage").join("Bob")
        answer = await start(local, bob)
        assert answer.text == "The bot's disk is nearly full: its owner must make room first."
        assert not list(tmp_path.iterdir())


@asynchronous
async def test_a_call_that_asks_for_what_the_bot_cannot_do_is_not_tried_again(tmp_path: Path) -> None:
    """4017: davey is too old, or broken."""
    async with LocalDiscord() as local, running(local, tmp_path) as bot:
        ann = await local.guild.voice("standup").join("Ann")
        local.servers.refusal = 4017
        answer = await start(local, ann)
        assert "`pip install davey`" in answer.text
        assert len(local.servers.sessions) == 1
        assert bot.meetings.of(local.guild.id) is None
        assert not list(tmp_path.iterdir())


@asynchronous
async def test_who_may_not_speak_can_hear(tmp_path: Path) -> None:
    async with LocalDiscord() as local, running(local, tmp_path):
        standup = local.guild.voice("standup")
        standup.deny("speak", to=local.bot)
        ann = await standup.join("Ann")
        assert (await start(local, ann)).text.startswith("Recording <#")
        await local.in_call(standup)
        await said_is_captured_and_posted(local, ann, tmp_path)


@asynchronous
async def test_a_full_channel_and_a_second_recording(tmp_path: Path) -> None:
    async with LocalDiscord() as local, running(local, tmp_path):
        standup, lounge = local.guild.voice("standup"), local.guild.voice("lounge")
        ann = await standup.join("Ann")
        standup.user_limit = 1
        local.guild.tell_channel(standup)
        await asyncio.sleep(0.1)
        assert (await start(local, ann)).text.endswith(
            "is full: raise its user limit, or let me move members."
        )
        standup.user_limit = 0
        local.guild.tell_channel(standup)
        await asyncio.sleep(0.1)
        first, second = await together(start(local, ann), start(local, ann))
        assert {first.text.split()[0], second.text.split()[0]} == {"Recording", "A"}
        assert "is being recorded already" in (await start(local, ann)).text
        assert "can be in one channel of a server only" in (await start(local, ann, channel=lounge)).text
        await typed(local, "stop", ann)


@asynchronous
async def test_a_stage_is_recorded_and_told_to_be_open(tmp_path: Path) -> None:
    async with LocalDiscord() as local, running(local, tmp_path):
        stage = local.guild.stage("stage")
        ann = await stage.join("Ann")
        answer = await start(local, ann)
        assert answer.text.endswith("A stage is not end-to-end encrypted: Discord could hear it too.")
        await local.in_call(stage)
        await said_is_captured_and_posted(local, ann, tmp_path)


@asynchronous
async def test_a_recording_in_which_nobody_spoke(tmp_path: Path) -> None:
    async with LocalDiscord() as local, running(local, tmp_path):
        ann = await local.guild.voice("standup").join("Ann")
        await start(local, ann)
        await typed(local, "stop", ann)
        said = await local.guild.text("general").until(lambda message: "Nobody" in message.content, 20)
        assert said.content == "Nobody said anything: there is no transcript."


@asynchronous
async def test_a_worker_that_is_done_before_the_bot_has_left(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The worker reads in the capture that it has ended, while the bot still says goodbye to Discord."""
    done = asyncio.Event()
    stop, happened = Meeting.stop, Meetings._happened

    async def stopped_slowly(meeting: Meeting, reason: str) -> None:
        await stop(meeting, reason)
        await asyncio.wait_for(done.wait(), 60)

    def noticed(meetings: Meetings, message: dict[str, Any]) -> None:
        happened(meetings, message)
        if message["event"] != "said":
            done.set()

    monkeypatch.setattr(Meeting, "stop", stopped_slowly)
    monkeypatch.setattr(Meetings, "_happened", noticed)
    async with LocalDiscord() as local, running(local, tmp_path):
        ann = await local.guild.voice("standup").join("Ann")
        await start(local, ann)
        await typed(local, "stop", ann)
        await local.guild.text("general").until(lambda message: "Nobody" in message.content, 20)


@asynchronous
async def test_without_rights_to_threads_lines_and_nickname(tmp_path: Path) -> None:
    """What Discord refuses is left out; where nothing may be written, the voice channel's chat is used."""
    async with LocalDiscord() as local, running(local, tmp_path):
        general, standup = local.guild.text("general"), local.guild.voice("standup")
        general.deny("send_messages", to=local.bot)
        ann = await standup.join("Ann")
        answer = await start(local, ann)
        assert f"Lines appear in <#{standup.id}>." in answer.text
        await local.in_call(standup)
        await ann.say(speech(0.6, 1))
        await standup.until(lambda message: "**Ann**" in message.content, 10)
        await typed(local, "stop", ann)
        await standup.until(lambda message: message.embeds, 20)
        assert not general.threads
        assert local.bot.nick is None


@asynchronous
async def test_a_text_channel_that_is_deleted_during_the_call(tmp_path: Path) -> None:
    async with LocalDiscord() as local, running(local, tmp_path):
        general, standup = local.guild.text("general"), local.guild.voice("standup")
        allow_all(local)
        ann = await standup.join("Ann")
        await start(local, ann)
        await local.in_call(standup)
        await ann.say(speech(0.6, 1))
        local.guild.remove_channel(general)
        await ann.say(speech(0.6, 2))
        stopped = await local.command("transcribe stop", user=ann, channel=local.guild.text("minutes"))
        assert "has ended" in stopped.text
        results = await standup.until(lambda message: message.embeds, 20)
        assert [file.name for file in results.files] == [
            "minutes.md",
            "transcript.md",
            "mix.wav",
            "overview.png",
        ]


@asynchronous
async def test_a_mix_that_is_too_large_becomes_opus(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(discord.Guild, "filesize_limit", 200_000)  # as small as a test is short
    async with LocalDiscord() as local, running(local, tmp_path):
        ann = await local.guild.voice("standup").join("Ann")
        await start(local, ann)
        await local.in_call(local.guild.voice("standup"))
        await ann.say(speech(2.0, 1))
        await typed(local, "stop", ann)
        results = await posted(local)
        assert [file.name for file in results.files] == [
            "minutes.md",
            "transcript.md",
            "mix.opus",
            "overview.png",
        ]
        assert results.file(".opus").data[:4] == b"OggS"
        assert "stays on the bot's disk; here it is as Opus." in results.content
        [folder] = tmp_path.iterdir()
        assert (folder / "mix.wav").stat().st_size > 200_000


@asynchronous
async def test_a_decision_leads_to_the_message_that_showed_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TRANSCRIBER_TEST_SAYS", "It is decided, we open the museum on Monday.")
    async with LocalDiscord() as local, running(local, tmp_path):
        allow_all(local)
        ann = await local.guild.voice("standup").join("Ann")
        await start(local, ann)
        [thread] = local.guild.text("general").threads
        await local.in_call(local.guild.voice("standup"))
        await ann.say(speech(1.0, 1))
        shown = await thread.until(lambda message: "museum" in message.content, 10)
        await typed(local, "stop", ann)
        [embed] = (await posted(local)).embeds
        address = f"https://discord.com/channels/{local.guild.id}/{thread.id}/{shown.id}"
        assert "**Decisions**\n- “It is decided, we open the museum on Monday.” (" in embed["description"]
        assert f" Ann]({address})" in embed["description"]


@asynchronous
async def test_an_upload_that_is_refused(tmp_path: Path) -> None:
    async with LocalDiscord() as local, running(local, tmp_path):
        ann = await local.guild.voice("standup").join("Ann")
        await start(local, ann)
        await local.in_call(local.guild.voice("standup"))
        await ann.say(speech(0.6, 1))
        general = local.guild.text("general")
        local.api.fail("POST", rf"/channels/{general.id}/messages", 413, code=40005, times=1)
        await typed(local, "stop", ann)
        results = await posted(local)
        assert not results.files
        assert "image" not in results.embeds[0]
        [folder] = tmp_path.iterdir()
        assert results.content == (
            f"The files could not be posted. They are on the bot's disk, in session `{folder.name}`."
        )


@asynchronous
async def test_results_that_discord_would_not_take_are_posted_by_the_next_bot(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    general = r"/channels/\d+/messages"
    async with LocalDiscord() as local:
        async with running(local, tmp_path):
            ann = await local.guild.voice("standup").join("Ann")
            await start(local, ann)
            await local.in_call(local.guild.voice("standup"))
            await ann.say(speech(0.6, 1))
            local.api.fail("POST", general, 403, times=-1)
            await typed(local, "stop", ann)
            [folder] = tmp_path.iterdir()
            while "could not be posted" not in caplog.text:
                await asyncio.sleep(0.02)
            assert (folder / "mix.wav").exists()
            assert json.loads((folder / "discord.json").read_text())["state"] == "transcribing"
            assert not any(message.embeds for message in local.guild.text("general").messages)
        local.api.recover()
        async with running(local, tmp_path):
            assert (await posted(local)).files


@asynchronous
async def test_a_bot_that_is_thrown_out_posts_what_it_heard(tmp_path: Path) -> None:
    async with LocalDiscord() as local, running(local, tmp_path):
        standup = local.guild.voice("standup")
        ann = await standup.join("Ann")
        await start(local, ann)
        await local.in_call(standup)
        said = await ann.say(speech(0.6, 1))
        await asyncio.sleep(0.2)
        local.kick()
        results = await posted(local)
        assert [file.name for file in results.files] == [
            "minutes.md",
            "transcript.md",
            "mix.wav",
            "overview.png",
        ]
        [folder] = tmp_path.iterdir()
        assert not missing(said, folder, local.bot.id)
        assert events(folder)[-1] == Stopped(events(folder)[-1].time, "removed from the channel")


@asynchronous
async def test_a_bot_that_is_deafened_says_so(tmp_path: Path) -> None:
    async with LocalDiscord() as local, running(local, tmp_path):
        standup = local.guild.voice("standup")
        ann = await standup.join("Ann")
        await start(local, ann)
        await local.in_call(standup)
        [thread] = local.guild.text("general").threads
        local.deafen()
        await thread.until(lambda message: "Somebody deafened me" in message.content, 10)
        status = await typed(local, "status", ann)
        assert "Somebody deafened me" in str(status.embeds)
        local.deafen(False)
        await thread.until(lambda message: "no longer deafened" in message.content, 10)
        await typed(local, "stop", ann)


@asynchronous
async def test_an_empty_channel_is_left_and_the_afk_channel_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.meetings.LOOK_SECONDS", 0.1)
    monkeypatch.setattr("bot.meetings.EMPTY_SECONDS", 1.0)
    async with LocalDiscord() as local, running(local, tmp_path):
        standup, lounge = local.guild.voice("standup"), local.guild.voice("lounge")
        ann, bob = await standup.join_all("Ann", "Bob")
        await start(local, ann)
        await local.in_call(standup)
        await ann.say(speech(0.5, 1))
        local.guild.set_afk(lounge)
        await bob.move(lounge)
        local.idle()
        [thread] = local.guild.text("general").threads
        await thread.until(lambda message: "moved to the AFK channel" in message.content, 15)
        await bob.leave()
        await ann.leave()
        results = await posted(local)
        assert results.files
        assert local.session is None


@asynchronous
async def test_a_bot_that_was_moved_to_the_afk_channel_and_back_loses_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.meetings.LOOK_SECONDS", 0.1)
    async with LocalDiscord() as local, running(local, tmp_path):
        standup, lounge = local.guild.voice("standup"), local.guild.voice("lounge")
        local.guild.set_afk(lounge)
        ann = await standup.join("Ann")
        await start(local, ann)
        await local.in_call(standup)
        [thread] = local.guild.text("general").threads
        said = await ann.say(speech(0.6, 1))
        local.idle()
        await thread.until(lambda message: "moved to the AFK channel" in message.content, 15)
        assert "moved to the AFK channel" in str((await typed(local, "status", ann)).embeds)
        await local.in_call(lounge)
        await ann.say(speech(0.3, 2))  # where the bot is no more
        local.drag(standup)
        await local.in_call(standup)
        said += await ann.say(speech(0.6, 3))
        await asyncio.sleep(0.3)
        await typed(local, "stop", ann)
        await posted(local)
        [folder] = tmp_path.iterdir()
        assert not missing(said, folder, local.bot.id)
        found = events(folder)
        assert [event.connection for event in found if isinstance(event, Connected)] == [0, 1, 2]
        assert [event.reason for event in found if isinstance(event, Gap)] == ["disconnected"] * 2
        assert sum(message.content.count("moved to the AFK") for message in thread.messages) == 1


@asynchronous
async def test_a_worker_that_dies_loses_no_line_and_says_none_twice(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TRANSCRIBER_TEST_DIES", str(tmp_path / "died"))
    data = tmp_path / "data"
    async with LocalDiscord() as local, running(local, data) as bot:
        standup = local.guild.voice("standup")
        ann = await standup.join("Ann")
        await start(local, ann)
        await local.in_call(standup)
        for seed in range(3):
            await ann.say(speech(0.7, seed))
            await asyncio.sleep(1.2)
        [thread] = local.guild.text("general").threads
        await thread.until(lambda message: message.content.count("seconds") == 3, 20)
        assert (tmp_path / "died").exists()
        assert bot.meetings.worker.restarts == 1
        await typed(local, "stop", ann)
        results = await posted(local)
        assert results.embeds[0]["fields"][1] == {"inline": True, "name": "Lines", "value": "3"}


@asynchronous
async def test_what_a_bot_that_died_has_left_is_posted_by_the_next_one(tmp_path: Path) -> None:
    async with LocalDiscord() as local:
        standup = local.guild.voice("standup")
        async with running(local, tmp_path) as bot:
            ann = await standup.join("Ann")
            await start(local, ann, title="Unlucky")
            await local.in_call(standup)
            said = await ann.say(speech(0.8, 1))
            await asyncio.sleep(0.5)
            dead(bot)
        [folder] = tmp_path.iterdir()
        with (folder / "capture.pcapng").open("ab") as file:
            file.write(b"\x06\0\0\0\x80\0\0")  # and its last block was torn
        async with running(local, tmp_path):
            results = await posted(local)
            assert results.embeds[0]["title"] == "Unlucky"
            notes = results.embeds[0]["fields"][-1]["value"]
            assert "The bot was stopped in the middle of this recording." in notes
            assert "The capture was cut off in the middle of a block" in notes
            assert local.bot.nick is None  # the prefix that the first one left is gone
        assert not missing(said, folder, local.bot.id)
        general = local.guild.text("general")
        count = len(general.messages)
        async with running(local, tmp_path):
            await asyncio.sleep(0.5)
        assert len(general.messages) == count  # once is enough


def dead(bot: TranscriberBot) -> None:
    """Leaves everything as kill -9 does, as far as files are concerned."""
    meeting = next(iter(bot.meetings._running.values()))
    assert meeting.voice is not None
    recorder = meeting.voice.recorder
    assert recorder is not None
    assert recorder._task is not None
    recorder._task.cancel()
    recorder._task = None
    meeting.voice.recorder = None
    bot.meetings._running.clear()


@asynchronous
async def test_a_bot_that_is_asked_to_end_completes_its_recording(tmp_path: Path) -> None:
    async with LocalDiscord() as local:
        standup = local.guild.voice("standup")
        async with running(local, tmp_path):
            ann = await standup.join("Ann")
            await start(local, ann)
            await local.in_call(standup)
            said = await ann.say(speech(0.8, 1))
            await asyncio.sleep(0.3)
        [folder] = tmp_path.iterdir()
        assert events(folder)[-1] == Stopped(events(folder)[-1].time, "the bot was stopped")
        assert not missing(said, folder, local.bot.id)
        async with running(local, tmp_path):
            results = await posted(local)
            assert "Notes" not in {field["name"] for field in results.embeds[0]["fields"]}


@asynchronous
async def test_names_and_words_cannot_format_or_mention(tmp_path: Path) -> None:
    async with LocalDiscord() as local, running(local, tmp_path):
        standup = local.guild.voice("standup")
        eve = await standup.join("**@everyone** `x` <@1>")
        await start(local, eve)
        await local.in_call(standup)
        await eve.say(speech(0.6, 1))
        [thread] = local.guild.text("general").threads
        message = await thread.until(lambda message: "seconds" in message.content, 10)
        assert "@everyone" not in message.content.replace("@\u200beveryone", "")
        assert r"\*\*" in message.content
        await typed(local, "stop", eve)


@asynchronous
async def test_a_call_of_many_lines_is_a_few_messages(tmp_path: Path) -> None:
    async with LocalDiscord() as local, running(local, tmp_path) as bot:
        standup = local.guild.voice("standup")
        ann = await standup.join("Ann")
        await start(local, ann)
        meeting = bot.meetings.of(local.guild.id)
        assert meeting is not None
        for number in range(200):
            line = {"id": str(number), "text": f"Line {number} " + "word " * 10}
            meeting.say(line, "Ann" if number % 3 else "Bob", 0.1)
            meeting.say(line, "Ann", 0.1)
        [thread] = local.guild.text("general").threads
        await thread.until(lambda message: "Line 199 " in message.content, 30)
        shown = "\n".join(message.content for message in thread.messages)
        assert all(shown.count(f"Line {number} ") == 1 for number in range(200))
        assert max(len(message.content) for message in thread.messages) <= 2000
        assert len(thread.messages) < 12
        await typed(local, "stop", ann)


def test_speech_of_the_tests_is_loud_enough_to_be_heard() -> None:
    assert np.abs(speech(1.0)).mean() > 0.05


@asynchronous
async def test_what_somebody_spoke_is_remembered_and_forgotten(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TRANSCRIBER_TEST_POLYGLOT", "1")
    async with LocalDiscord() as local, running(local, tmp_path):
        allow_all(local)
        standup = local.guild.voice("standup")
        [ann] = await standup.join_all("Ann")
        nothing = "I do not remember which language you speak: it is detected when you are recorded."
        assert (await typed(local, "language", ann)).text == nothing
        answer = await start(local, ann, language="en, xx")
        assert answer.text.startswith("The recognizer polyglot does not know the language 'xx'")
        assert (await start(local, ann, language="EN, de")).text.startswith("Recording")
        await local.in_call(standup)
        await ann.say(speech(5.0, 1))
        await typed(local, "stop", ann)
        await posted(local)
        path = tmp_path / "languages.json"
        assert json.loads(path.read_text()) == {str(local.guild.id): {str(ann.user): "de"}}
        answer = await typed(local, "language", ann)
        assert answer.ephemeral
        assert answer.text == "I take you to speak `de`. `/transcribe language code:none` forgets it."
        assert (await typed(local, "language", ann, code="xx")).text.startswith("The recognizer polyglot")
        assert "`en`" in (await typed(local, "language", ann, code="EN")).text
        assert (await typed(local, "language", ann, code="none")).text == nothing
        assert str(ann.user) not in path.read_text()
