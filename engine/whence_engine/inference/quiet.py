"""ONNX Runtime, kept from telling its makers that it runs.

Its builds for Linux and macOS come with a reporter (1.31.1 does) that starts as soon as the package is imported: it
leaves a device's number and a queue of reports in the user's cache, and sends them. `disable_telemetry_events` comes
too late to stop the first; only the environment is asked before.
"""

import os
from types import ModuleType

REFUSALS = ("ORT_DISABLE_TELEMETRY", "ORT_TELEMETRY_DISABLED")
"""Variables that keep the reporter from being started; which of them counts depends on the version."""


def keep_quiet() -> None:
    """Forbid the reporter, for this process and those it starts; to be called before anything imports `onnxruntime`."""
    for name in REFUSALS:
        os.environ[name] = "1"


def onnx_runtime() -> ModuleType:
    """Import `onnxruntime`, which reports nothing."""
    keep_quiet()
    import onnxruntime  # noqa: PLC0415 - the window and half of the commands never need it

    onnxruntime.disable_telemetry_events()  # builds for Windows report to the system, and ask no variable
    module: ModuleType = onnxruntime
    return module
