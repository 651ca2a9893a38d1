"""Runs commands and tells wall time, processor time and peak memory of each, and what machine this is."""

import os
import platform
import subprocess
import sys
import time


def run(command, env=None, is_watched=False):
    """Runs a command to its end; its output is shown only if it fails, but for what a watched one says of its way (stderr)."""
    start = time.perf_counter()
    process = subprocess.Popen(
        command,
        stdout=subprocess.PIPE,
        stderr=None if is_watched else subprocess.STDOUT,
        env={**os.environ, **(env or {})},
    )
    output = process.stdout.read()
    _, status, usage = os.wait4(process.pid, 0)
    wall = time.perf_counter() - start
    if os.waitstatus_to_exitcode(status) != 0:
        sys.stdout.buffer.write(output)
        raise SystemExit(f"failed: {' '.join(map(str, command))}")
    return {
        "wall_s": wall,
        "cpu_s": usage.ru_utime + usage.ru_stime,
        "peak_mib": usage.ru_maxrss / 1024,
        "output": output.decode(),
    }


def machine():
    """The processor, how many of it, and the memory."""
    model = platform.processor() or platform.machine()
    with open("/proc/cpuinfo", encoding="utf-8") as lines:
        for line in lines:
            if line.startswith("model name"):
                model = line.split(":", 1)[1].strip()
                break
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    return f"{model}, {os.cpu_count()} cores, {memory:.0f} GiB"
