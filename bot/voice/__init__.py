"""The voice client: hears a Discord voice channel and writes it down.

Usable alone, by anybody's bot: `from bot.voice.client import RecordingVoiceClient`.
"""
