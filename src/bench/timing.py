"""Times and memory of commands, by hyperfine and GNU time."""
import json
import shlex
import subprocess
import time


class Timing:
    """@param work a folder for files in between; most: runs of a command that takes no time; each: seconds a command may take"""

    def __init__(self, work, most, each=25):
        self.work, self.most, self.each = work, most, each

    def measure(self, command, prepare=None, most=None, warm=True):
        """Wall and processor time in ms, and how many runs. The first run tells how many more fit in."""
        if prepare:
            run([prepare])
        began = time.monotonic()
        run(command)
        first = time.monotonic() - began
        if first > self.each:
            return {"median": first * 1000, "runs": 1}
        runs = max(2, min(most or self.most, int(self.each / max(first, 0.001))))
        out = self.work / "hyperfine.json"
        wrapped = ["hyperfine", "--shell=none", "--style=none", "--runs", str(runs), "--export-json", str(out)]
        if warm and first < 1:
            wrapped += ["--warmup", "2"]
        if prepare:
            wrapped += ["--prepare", str(prepare)]
        run(wrapped + [shlex.join(map(str, command))])
        result = json.loads(out.read_text())["results"][0]
        return {"median": result["median"] * 1000, "min": result["min"] * 1000, "max": result["max"] * 1000,
                "cpu": (result["user"] + result["system"]) * 1000, "runs": runs}

    def memory(self, command):
        """The most memory (RSS) that it had, in MB of a million bytes."""
        out = self.work / "memory"
        run(["/usr/bin/time", "-f", "%M", "-o", out, *command])
        return int(out.read_text().split()[-1]) * 1024 / 1e6


def run(command, limit=None):
    """What it prints; a failure ends the benchmark with the last lines of it. After `limit` seconds subprocess.TimeoutExpired."""
    done = subprocess.run([str(word) for word in command], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, timeout=limit)
    if done.returncode:
        tail = "\n".join((done.stdout + done.stderr).splitlines()[-20:])
        raise SystemExit("bench: %s ended with %d:\n%s" % (shlex.join(map(str, command[:6])), done.returncode, tail))
    return done.stdout
