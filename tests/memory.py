"""How much memory a process ever held."""

import resource
import sys
from pathlib import Path


def peak_mib() -> float:
    """Peak of this process in MiB.

    Linux lets a child inherit `ru_maxrss` from the process that forked it, so there the kernel's own mark is read.
    """
    status = Path("/proc/self/status")
    if status.exists():
        return int(status.read_text().split("VmHWM:")[1].split()[0]) / 1024
    scale = 1024**2 if sys.platform == "darwin" else 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / scale
