"""Where a Whisper computes and with what kind of numbers: asked of CTranslate2, never guessed.

In: what the caller asked for (`auto` or a name). Out: a device and a compute type that this machine
supports. Nothing here loads a model; CTranslate2 is imported only when a function is called.
"""

from __future__ import annotations

import ctypes
import importlib
from typing import Any

from transcriber.errors import MissingPart, SettingError

DEVICES = ("auto", "cpu", "cuda")

COMPUTE_TYPES = (
    *("auto", "int8", "int8_float32", "int8_float16", "int8_bfloat16"),
    *("int16", "float16", "bfloat16", "float32"),
)
"""What CTranslate2 can name; which of them a machine has, only the machine knows."""

PREFERRED = {
    "cpu": ("int8", "int8_float32", "float32"),
    "cuda": ("float16", "int8_float16", "int8", "float32"),
}
"""First come, first taken. int8 on a CPU needs a quarter of the memory traffic, which is what a CPU
waits for; a GPU's tensor cores are made for float16."""


def choose_device(asked: str) -> str:
    """`cpu` or `cuda`. `auto` takes a GPU where CTranslate2 sees one.

    Raises `SettingError` for an unknown name and `MissingPart` when a GPU was named and none is seen.
    """
    if asked not in DEVICES:
        raise SettingError(f"There is no device called {asked!r}: choose one of {', '.join(DEVICES)}.")
    if asked == "cpu":
        return "cpu"
    if _gpus():
        return "cuda"
    if asked == "cuda":
        raise MissingPart(
            "No CUDA GPU is usable on this machine: install NVIDIA's driver, or choose the device cpu."
        )
    return "cpu"


def choose_compute_type(device: str, asked: str) -> str:
    """A compute type that `device` supports: the one asked for, or the best for `auto`.

    Raises `SettingError` when the one asked for is unknown or not supported there.
    """
    supported = _engine().get_supported_compute_types(device)
    if asked != "auto":
        if asked not in supported:
            raise SettingError(
                f"The compute type {asked!r} is not supported on {device} by this machine: choose auto "
                f"or one of {', '.join(sorted(supported))}."
            )
        return asked
    return next((kind for kind in PREFERRED[device] if kind in supported), "float32")


def free_gpu_bytes() -> int | None:
    """Free memory of the first GPU, as its driver's library tells; None when it does not."""

    class Memory(ctypes.Structure):
        _fields_ = [("total", ctypes.c_ulonglong), ("free", ctypes.c_ulonglong), ("used", ctypes.c_ulonglong)]

    try:
        nvml = ctypes.CDLL("libnvidia-ml.so.1")
    except OSError:
        return None
    memory, gpu = Memory(), ctypes.c_void_p()
    told = (
        nvml.nvmlInit_v2() == 0
        and nvml.nvmlDeviceGetHandleByIndex_v2(0, ctypes.byref(gpu)) == 0
        and nvml.nvmlDeviceGetMemoryInfo(gpu, ctypes.byref(memory)) == 0
    )
    return int(memory.free) if told else None


def _gpus() -> int:
    try:
        return int(_engine().get_cuda_device_count())
    except (ImportError, RuntimeError):  # no CTranslate2, or a driver that does not answer
        return 0


def _engine() -> Any:
    """CTranslate2, which nobody pays for who does not ask."""
    return importlib.import_module("ctranslate2")
