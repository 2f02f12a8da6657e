"""Runs the library's benchmark and PyTorch's in turns and prints the medians, how many times as fast the library is, and the aim."""
import statistics
import subprocess
import sys
from collections import defaultdict

library, pytorch, rounds, *names = sys.argv[1:]
aims = {
    "add of 4": 15, "add of 4, recorded": 15, "mul + sum of 4, forward and backward": 50, "sgemm of 1024": 1, "exp of a million": 1.8,
    "tanh of a million": 1.8, "add of ten million": 3, "exp of ten million": 3,
}
times = (defaultdict(list), defaultdict(list))
for _ in range(int(rounds)):
    for kind, command in enumerate(([library], [pytorch, "Benchmarks/library/library.py"])):
        for line in subprocess.run(command + names, capture_output=True, text=True, check=True).stdout.splitlines():
            name, nanoseconds = line.split("\t")
            times[kind][name].append(float(nanoseconds))


def shown(nanoseconds):
    return f"{nanoseconds:9.0f} ns" if nanoseconds < 1e5 else f"{nanoseconds / 1e3:9.0f} µs"


print(f"{'':40}{'Gradbook':>12}{'PyTorch':>12}{'times as fast':>15}{'aim':>6}")
for name, own in times[0].items():
    a, b = statistics.median(own), statistics.median(times[1][name])
    print(f"{name:40}{shown(a)}{shown(b)}{b / a:15.1f}{aims.get(name, ''):>6}")
