"""Whole processes, measured by the kernel's own accounting; and what machine this was."""
import json
import os
import pathlib
import platform
import statistics
import subprocess
import sys
import time

ROOT = pathlib.Path(__file__).resolve().parents[3]
JINTU = ROOT / "build/release/services/apps/jintu"
SHARED = ROOT.parent / "shared/data"
RESULTS = ROOT / "tests/bench/results"


def run(command, **options):
    """One run: seconds of wall and CPU, peak memory of the largest process in MB."""
    began = time.perf_counter()
    process = subprocess.Popen([str(c) for c in command], stdout=subprocess.DEVNULL,
                               stderr=subprocess.PIPE, **options)
    try:
        errors = process.stderr.read()
        _, status, usage = os.wait4(process.pid, 0)
    except BaseException:
        process.kill()
        raise
    process.returncode = os.waitstatus_to_exitcode(status)
    wall = time.perf_counter() - began
    if process.returncode != 0:
        sys.exit(f"{command[0]} failed ({process.returncode}): {errors.decode(errors='replace')[-2000:]}")
    return {"wall_s": wall, "cpu_s": usage.ru_utime + usage.ru_stime, "peak_mb": usage.ru_maxrss / 1000}


def spread(values):
    return {"min": round(min(values), 3), "median": round(statistics.median(values), 3), "max": round(max(values), 3)}


def summary(runs):
    return {key: spread([r[key] for r in runs]) for key in runs[0]}


def in_turn(commands, rounds):
    """Each command once a round, the order reversed every other round (A B B A), one warm-up round."""
    names = list(commands)
    runs = {name: [] for name in names}
    for number in range(rounds + 1):
        for name in names if number % 2 == 0 else reversed(names):
            result = commands[name]()
            if number > 0:
                runs[name].append(result)
    return runs


def machine():
    cpu = next((line.split(":", 1)[1].strip() for line in open("/proc/cpuinfo") if line.startswith("model name")), "?")
    memory = int(next(line.split()[1] for line in open("/proc/meminfo") if line.startswith("MemTotal"))) // 1000
    return {"cpu": cpu, "cores": os.cpu_count(), "memory_mb": memory, "kernel": platform.release(),
            "system": "Debian 12", "load_at_start": os.getloadavg()[0]}


def warn_if_busy():
    if os.getloadavg()[0] > 0.5:
        print(f"注意 note: the load is {os.getloadavg()[0]:.2f}; figures of a busy machine are not to be quoted", file=sys.stderr)


def save(name, result):
    RESULTS.mkdir(exist_ok=True)
    path = RESULTS / f"{name}.json"
    path.write_text(json.dumps(result, ensure_ascii=False, indent=1) + "\n")
    print(f"→ {path.relative_to(ROOT)}")
