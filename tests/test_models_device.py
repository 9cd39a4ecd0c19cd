"""Devices and compute types: what the machine supports is asked, and told when a wish cannot be met."""

from __future__ import annotations

from typing import Any

import ctranslate2
import pytest

from models import device
from models.device import COMPUTE_TYPES, choose_compute_type, choose_device, free_gpu_bytes
from transcriber.errors import MissingPart, SettingError


class Engine:
    """CTranslate2 on a machine with `gpus` GPUs."""

    def __init__(self, gpus: int | Exception, cuda: set[str] | None = None) -> None:
        self._gpus = gpus
        self._supported = {"cpu": {"int8", "int8_float32", "int16", "float32"}, "cuda": cuda or set()}

    def get_cuda_device_count(self) -> int:
        if isinstance(self._gpus, Exception):
            raise self._gpus
        return self._gpus

    def get_supported_compute_types(self, device: str) -> set[str]:
        return self._supported[device]


def on(monkeypatch: pytest.MonkeyPatch, engine: Engine) -> None:
    monkeypatch.setattr(device, "_engine", lambda: engine)


@pytest.mark.parametrize(
    ("asked", "gpus", "chosen"),
    [("auto", 0, "cpu"), ("auto", 1, "cuda"), ("cpu", 1, "cpu"), ("cuda", 2, "cuda")],
)
def test_auto_takes_the_gpu_where_there_is_one(
    monkeypatch: pytest.MonkeyPatch, asked: str, gpus: int, chosen: str
) -> None:
    on(monkeypatch, Engine(gpus))
    assert choose_device(asked) == chosen


def test_a_driver_that_does_not_answer_is_no_gpu(monkeypatch: pytest.MonkeyPatch) -> None:
    on(monkeypatch, Engine(RuntimeError("CUDA driver version is insufficient")))
    assert choose_device("auto") == "cpu"


def test_a_gpu_that_was_named_and_is_not_there_is_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    on(monkeypatch, Engine(0))
    with pytest.raises(MissingPart, match=r"No CUDA GPU is usable .*driver, or choose the device cpu"):
        choose_device("cuda")


def test_an_unknown_device_is_told_with_the_known_ones() -> None:
    with pytest.raises(SettingError, match="no device called 'tpu': choose one of auto, cpu, cuda"):
        choose_device("tpu")


@pytest.mark.parametrize(
    ("kind", "cuda", "chosen"),
    [
        ("cpu", set(), "int8"),
        ("cuda", {"float32", "float16", "int8", "int8_float16"}, "float16"),
        ("cuda", {"float32", "int8", "int8_float32"}, "int8"),
        ("cuda", {"float32"}, "float32"),
    ],
)
def test_auto_takes_the_best_that_is_supported(
    monkeypatch: pytest.MonkeyPatch, kind: str, cuda: set[str], chosen: str
) -> None:
    on(monkeypatch, Engine(1, cuda))
    assert choose_compute_type(kind, "auto") == chosen


def test_float16_on_a_cpu_is_an_error_that_names_what_there_is(monkeypatch: pytest.MonkeyPatch) -> None:
    on(monkeypatch, Engine(0))
    with pytest.raises(
        SettingError,
        match=r"'float16' is not supported on cpu .*auto or one of float32, int16, int8, int8_float32",
    ):
        choose_compute_type("cpu", "float16")


def test_the_real_engine_is_asked() -> None:
    supported = ctranslate2.get_supported_compute_types("cpu")
    assert choose_compute_type("cpu", "auto") in supported
    assert supported <= set(COMPUTE_TYPES)


class Driver:
    """In place of the library of NVIDIA's driver: each of its functions gives the same status."""

    def __init__(self, status: int) -> None:
        self.nvmlInit_v2 = lambda: status
        self.nvmlDeviceGetHandleByIndex_v2 = lambda number, gpu: status
        self._status = status

    def nvmlDeviceGetMemoryInfo(self, gpu: Any, memory: Any) -> int:
        memory._obj.total, memory._obj.free, memory._obj.used = 8 << 30, 5 << 30, 3 << 30
        return self._status


@pytest.mark.parametrize(("status", "free"), [(0, 5 << 30), (999, None)])
def test_free_memory_is_what_the_driver_says(
    monkeypatch: pytest.MonkeyPatch, status: int, free: int | None
) -> None:
    monkeypatch.setattr("ctypes.CDLL", lambda name: Driver(status))
    assert free_gpu_bytes() == free


def test_without_a_driver_nobody_knows_the_free_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    def missing(name: str) -> None:
        raise OSError("libnvidia-ml.so.1: cannot open shared object file")

    monkeypatch.setattr("ctypes.CDLL", missing)
    assert free_gpu_bytes() is None
