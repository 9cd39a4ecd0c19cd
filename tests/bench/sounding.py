"""What mixing, resampling, ciphers and detection cost by themselves."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import soxr
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from figure import Figure, best_of
from nacl.bindings import crypto_aead_xchacha20poly1305_ietf_decrypt as xchacha_decrypt
from nacl.bindings import crypto_aead_xchacha20poly1305_ietf_encrypt as xchacha_encrypt
from scipy.signal import resample_poly

from models.registry import open_detector
from transcriber.audio.mix import Mixer
from transcriber.audio.sound import Piece
from transcriber.audio.source import Stretch
from transcriber.types import SAMPLE_RATE, Floats

SECONDS = 60


def measure() -> Iterator[Figure]:
    """Mixing three speakers; 48 to 16 kHz; a packet's decryption; a second of detection."""
    noise = np.random.default_rng(1)
    speakers: list[Floats] = [
        noise.normal(0, 0.2, (SECONDS * SAMPLE_RATE, 2)).astype(np.float32) for _ in range(3)
    ]
    step = 4 * SAMPLE_RATE
    stretches = [
        Stretch(
            tuple((str(i), Piece(at, sound[at : at + step])) for i, sound in enumerate(speakers)), at + step
        )
        for at in range(0, SECONDS * SAMPLE_RATE, step)
    ]

    def mix() -> None:
        mixer = Mixer(0)
        for stretch in stretches:
            for _ in mixer.push(stretch):
                pass
        for _ in mixer.finish(SECONDS * SAMPLE_RATE):
            pass

    yield Figure("mixing 3 speakers, all talking", SECONDS / best_of(7, mix), "× real", 2500, at_least=True)

    mono = speakers[0][:, 0].copy()

    def resample() -> None:
        stream = soxr.ResampleStream(SAMPLE_RATE, 16_000, 1, dtype="float32", quality="HQ")
        for at in range(0, len(mono), SAMPLE_RATE):
            stream.resample_chunk(mono[at : at + SAMPLE_RATE])

    yield Figure("48 → 16 kHz, 20 ms, in seconds", best_of(5, resample) / SECONDS / 50 * 1e6, "µs", 4)

    def resample_scipy() -> None:
        for at in range(0, len(mono), SAMPLE_RATE):
            resample_poly(mono[at : at + SAMPLE_RATE], 1, 3)

    yield Figure(
        "the same by scipy.signal.resample_poly", best_of(5, resample_scipy) / SECONDS / 50 * 1e6, "µs"
    )

    header, packet, nonce = bytes(16), bytes(180), bytes(24)
    gcm = AESGCM(bytes(32))
    sealed = gcm.encrypt(nonce[:12], packet, header)
    box = xchacha_encrypt(packet, header, nonce, bytes(32))
    times = 20_000

    def open_gcm() -> None:
        for _ in range(times):
            gcm.decrypt(nonce[:12], sealed, header)

    def open_xchacha() -> None:
        for _ in range(times):
            xchacha_decrypt(box, header, nonce, bytes(32))

    yield Figure("AES-256-GCM, a packet of 180 bytes", best_of(5, open_gcm) / times * 1e6, "µs", 1.5)
    yield Figure("XChaCha20-Poly1305, the same", best_of(5, open_xchacha) / times * 1e6, "µs", 7)

    detector = open_detector()
    speech = speakers[0][: 16_000 * 20, 0].copy()

    def detect() -> None:
        session = detector.start()
        session.push(speech)
        session.finish()

    yield Figure("speech detection, a second of sound", best_of(3, detect) / 20 * 1e3, "ms")
