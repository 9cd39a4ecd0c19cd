"""Calls on the local Discord: the real VoiceClient of discord.py hears what people truly sent."""

from __future__ import annotations

import asyncio
from typing import Any

import discord
import pytest
from local_discord import PERFECT, LocalDiscord, Network, Person
from local_discord.speech import Luck
from local_discord.voice_message import Op
from local_discord_bot import Ear, PlainBot, logged_in, run, tone

from transcriber.receive.rtp import SENDER_REPORT_TYPE, SenderReport, kind
from transcriber.receive.transport import MODES, Transport
from transcriber.types import SILENCE_FRAME


class AnyMode(discord.VoiceClient):
    """discord.py's, which is offered a mode that it can do everything with but sending."""

    supported_modes: Any = tuple(MODES)


def owed(local: LocalDiscord, person: Person) -> dict[int, bytes]:
    return {sent.sequence: sent.opus for sent in person.sent if sent.owed_to(local.bot.id)}


@pytest.mark.parametrize("mode", MODES)
def test_every_mode_brings_what_was_sent(mode: str) -> None:
    async def test(local: LocalDiscord) -> None:
        channel = local.guild.voice("standup")
        channel.modes = (mode,)
        async with logged_in(local) as bot:
            ann, bob = await channel.join_all("Ann", "Bob")
            ear = Ear(local, await bot.connect_to(channel, AnyMode))
            assert local.session is not None and local.session.mode == mode
            await asyncio.gather(ann.say(tone(), speed=4), bob.say(tone(pitch=300), speed=4))
            await ear.heard(*ann.sent, *bob.sent)
            for person in (ann, bob):
                assert ear.opus(person.ssrc, person.user) == owed(local, person)
                assert len(owed(local, person)) == len(person.sent) == 16
                assert [sent.opus for sent in person.sent][-5:] == [SILENCE_FRAME] * 5
            assert all(sent.encrypted for sent in ann.sent[:-5])

    run(test)


def test_the_mode_is_the_first_that_both_can() -> None:
    async def test(local: LocalDiscord) -> None:
        channel = local.guild.voice("standup")
        async with logged_in(local) as bot:
            await bot.connect_to(channel)
            assert local.session is not None
            assert local.session.mode == "aead_xchacha20_poly1305_rtpsize"  # discord.py 2.7.1 has no GCM

    run(test)


def test_the_bot_is_heard() -> None:
    async def test(local: LocalDiscord) -> None:
        channel = local.guild.voice("standup")
        async with logged_in(local) as bot:
            ann, _ = await channel.join_all("Ann", "Bob")
            ann.hears = True
            voice = await bot.connect_to(channel)
            for packet in tone().packets:
                voice.send_audio_packet(packet, encode=False)
            await local.until(lambda: len(ann.listening) == len(tone().packets), "Ann hears the bot")
            assert ann.listening == [(local.bot.id, packet) for packet in tone().packets]
            voice._connection.send_packet(b"\1\2\3\4\5\6\7\x08")
            await local.until(lambda: local.session and local.session.keep_alives == 1, "the keep-alive")

    run(test)


def test_people_come_and_go_and_everybody_can_open_everybody() -> None:
    async def test(local: LocalDiscord) -> None:
        channel = local.guild.voice("standup")
        async with logged_in(local) as bot:
            voice = await bot.connect_to(channel)
            assert channel.call.members.keys() == {local.bot.id}
            ear = Ear(local, voice)
            people: list[Person] = []
            for name in ("Ann", "Bob", "Cleo"):
                people.append(await channel.join(name))
                await asyncio.gather(*(person.say(tone(0.04), speed=4) for person in people))
            await people.pop(0).leave()
            await local.in_call(channel)
            people[0].late_switch = True
            await people[0].reconnect()
            await local.in_call(channel)
            await asyncio.gather(*(person.say(tone(0.04), speed=4) for person in people))
            await ear.heard(*(sent for person in people for sent in person.sent))
            for person in people:
                heard = ear.opus(person.ssrc, person.user)
                assert heard and heard.items() <= owed(local, person).items()
                last = [sent.sequence for sent in person.sent if sent.ssrc == person.ssrc][-8:]
                assert heard.keys() >= set(last)
            assert voice.is_connected() and not channel.call.delivery.invalid

    run(test)


def test_encryption_ends_and_begins_again() -> None:
    async def test(local: LocalDiscord) -> None:
        channel = local.guild.voice("standup")
        async with logged_in(local) as bot:
            ann, _ = await channel.join_all("Ann", "Bob")
            voice: Any = await bot.connect_to(channel)
            channel.call.downgrade()
            await local.until(lambda: channel.call.settled and not ann.dave.protocol, "no encryption")
            (first, *_) = await ann.say(tone(0.02), speed=4)
            assert not first.encrypted and not voice._connection.can_encrypt
            channel.call.upgrade()
            await local.until(lambda: channel.call.settled and ann.dave.protocol, "encryption")
            ear = Ear(local, voice)
            sent = await ann.say(tone(0.02), speed=4)
            assert sent[0].encrypted
            await ear.heard(*sent)
            heard = ear.opus(ann.ssrc, ann.user)
            assert heard.items() >= {each.sequence: each.opus for each in sent}.items()

    run(test)


def test_a_stage_is_not_encrypted() -> None:
    async def test(local: LocalDiscord) -> None:
        stage = local.guild.stage("stage")
        async with logged_in(local) as bot:
            ann = await stage.join("Ann")
            ear = Ear(local, await bot.connect_to(stage))
            sent = await ann.say(tone(), speed=4)
            await ear.heard(*sent)
            assert not any(each.encrypted for each in sent)
            assert ear.opus(ann.ssrc, ann.user) == owed(local, ann)

    run(test)


def test_a_rough_network_does_what_it_says() -> None:
    async def test(local: LocalDiscord) -> None:
        channel = local.guild.voice("standup")
        rough = Network(
            loss=0.2, jitter=0.002, duplicated=0.1, reordered=0.1, overtaken=0.02, padded=0.3, probed=0.1,
            extensions=(2, 0, 4, -1), reports=10,
        )  # fmt: skip
        async with logged_in(local) as bot:
            ann = await channel.join("Ann")
            ear = Ear(local, await bot.connect_to(channel))
            sent = await ann.say(tone(2.0), speed=8, network=rough)
            ann.show(packets=6)
            await ear.heard(*sent)
            lost = [each for each in sent if each.fate == "lost"]
            assert 5 < len(lost) < 40 and not any(each.reached for each in lost)
            assert any(len(each.reached) == 2 for each in sent)
            assert ear.opus(ann.ssrc, ann.user) == owed(local, ann)
            packets = ear.packets()
            assert sum(not payload for _, payload in packets) > 2
            assert {packet.has_padding for packet, _ in packets} == {True, False}
            assert {packet.has_extension for packet, _ in packets} == {True, False}
            order = [packet.sequence for packet, _ in packets if packet.ssrc == ann.ssrc]
            assert order != sorted(order)
            assert sum(packet.payload_type != 120 for packet, _ in packets) == 6
            rtcp = [each for each in ear.datagrams if kind(each) == "rtcp"]
            state = ear.voice._connection
            report = Transport(state.mode, bytes(state.secret_key)).open_rtcp(rtcp[0])
            assert report[1] == SENDER_REPORT_TYPE and SenderReport.parse(report).ssrc == ann.ssrc

    run(test)


def test_a_frame_overtaken_at_the_very_start_of_a_key_is_not_owed() -> None:
    """davey remembers gaps only behind the first frame that it has seen under a key."""

    def first_is_late(seed: int) -> bool:
        luck = Luck(Network(reordered=0.3, seed=seed), "Ann")
        first, second = luck.next(0.0), luck.next(0.02)
        return first.delays[0] > 0.05 and not second.delays[0]

    async def test(local: LocalDiscord) -> None:
        channel = local.guild.voice("standup")
        async with logged_in(local) as bot:
            ann = await channel.join("Ann")
            ear = Ear(local, await bot.connect_to(channel))
            network = Network(reordered=0.3, seed=next(filter(first_is_late, range(1000))))
            sent = await ann.say(tone(), network=network)
            await ear.heard(*sent)
            assert sent[0].overtaken == [local.bot.id] and not sent[0].owed_to(local.bot.id)
            assert ear.opus(ann.ssrc, ann.user) == owed(local, ann)

    run(test)


@pytest.mark.parametrize("announces", [0.0, 0.15, None])
def test_who_speaks_is_told_at_once_late_or_never(announces: float | None) -> None:
    async def test(local: LocalDiscord) -> None:
        channel = local.guild.voice("standup")
        said: list[tuple[float, int, Any]] = []
        loop = asyncio.get_running_loop()

        class Hooked(discord.VoiceClient):
            def create_connection_state(self) -> Any:
                from discord.voice_state import VoiceConnectionState

                return VoiceConnectionState(self, hook=hook)

        async def hook(_: object, message: dict[str, Any]) -> None:
            said.append((loop.time(), message["op"], message["d"]))
            local.changes.notify()

        def speaking() -> list[tuple[float, Any]]:
            return [(at, data) for at, op, data in said if op == Op.SPEAKING]

        async with logged_in(local) as bot:
            ann = await channel.join("Ann")
            ann.announces = announces
            await bot.connect_to(channel, Hooked)
            first = loop.time()
            await ann.say(tone(), speed=1)
            if announces is None:
                ann.show(1)
                await local.until(lambda: any(op == Op.VIDEO for _, op, _ in said), "op 12")
                assert not speaking()
                return
            await local.until(speaking, "op 5")
            ((at, data),) = speaking()
            assert data == {"user_id": str(ann.user), "ssrc": ann.ssrc, "speaking": 1}
            assert announces <= at - first < announces + 0.15

    run(test)


def test_who_comes_late_is_told_who_has_spoken() -> None:
    async def test(local: LocalDiscord) -> None:
        channel = local.guild.voice("standup")
        ann = await channel.join("Ann")
        await channel.join("Bob")
        await ann.say(tone(0.02), network=PERFECT)
        async with logged_in(local) as bot:
            voice: Any = await bot.connect_to(channel)
            assert voice._connection.ws.seq_ack >= 2  # 11, 25, 5 …
            session = local.session
            assert session is not None
            ops = [message.op for _, message in session._log]
            assert ops[:3] == [Op.CLIENTS_CONNECT, Op.EXTERNAL_SENDER, Op.SPEAKING]

    run(test)


def test_a_person_moves_and_mutes() -> None:
    async def test(local: LocalDiscord) -> None:
        standup, lounge = local.guild.voice("standup"), local.guild.voice("lounge")
        async with logged_in(local, PlainBot(local)) as bot:
            ann = await standup.join("Ann")
            ann.mute()
            member = bot.guilds[0].get_member(ann.user)
            await asyncio.wait_for(bot.wait_for("voice_state_update"), 2)
            assert await ann.say(tone(0.02)) == []
            await ann.move(lounge)
            assert lounge.call.members.keys() == {ann.user} and not standup.call.members
            assert member is None or member.voice is not None

    run(test)
