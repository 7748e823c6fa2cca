# SPDX-License-Identifier: GPL-3.0-or-later
"""Programs with windows, measured from inside by libwatch-loop.so and from outside by what the system counts."""

import os
import pathlib
import re
import subprocess
import tempfile
import time

LIMIT = 60
REST = 0.6  # seconds without work that count as rest
TICKS = os.sysconf('SC_CLK_TCK')


class Program:
    """A program under watch-loop."""

    def __init__(self, build, folder, words, environment=None):
        descriptor, name = tempfile.mkstemp(dir=folder, prefix='watch.')
        os.close(descriptor)
        self.log = pathlib.Path(name)
        environment = dict(environment or os.environ, KH_BENCH_LOG=name,
                           LD_PRELOAD=str(build / 'tests/bench/libwatch-loop.so'))
        # With OpenGL, as on a desktop: its driver is a part of what any window costs.
        environment.pop('GDK_DEBUG', None)
        self.process = subprocess.Popen([str(word) for word in words], env=environment, stdin=subprocess.DEVNULL,
                                        stdout=subprocess.DEVNULL)

    def lines(self, word):
        return [line.split() for line in self.log.read_text().splitlines() if line.startswith(word + ' ')]

    def wait(self, what, predicate):
        end = time.monotonic() + LIMIT
        while not (value := predicate()):
            if self.process.poll() is not None or time.monotonic() > end:
                raise SystemExit(f'{self.process.args[0]}: {what} did not come (status {self.process.poll()})')
            time.sleep(0.02)
        return value

    def first_frame(self):
        """Processor time in milliseconds."""
        return int(self.wait('a frame', lambda: self.lines('frame'))[0][1]) / 1000

    def worked(self):
        """Milliseconds of processor time until now."""
        fields = pathlib.Path(f'/proc/{self.process.pid}/stat').read_text().rpartition(')')[2].split()
        return (int(fields[11]) + int(fields[12])) * 1000 / TICKS

    def rest(self):
        """Waits until it works no more."""
        before, since = self.worked(), time.monotonic()

        def rests():
            nonlocal before, since
            now = self.worked()
            if now != before:
                before, since = now, time.monotonic()
            return time.monotonic() - since > REST
        self.wait('rest', rests)

    def sleeps(self):
        """How often each of its threads went to sleep by itself until now, so how often something woke it."""
        tasks = pathlib.Path(f'/proc/{self.process.pid}/task').iterdir()
        return {task.name: int(re.search(r'^voluntary_ctxt_switches:\s*(\d+)', (task / 'status').read_text(), re.M).group(1))
                for task in tasks}

    def wake_ups(self, seconds):
        """In a second, while nobody touches it. Threads that end meanwhile do so because nobody needs them."""
        before = self.sleeps()
        time.sleep(seconds)
        return sum(count - before.get(name, 0) for name, count in self.sleeps().items()) / seconds

    def private(self):
        """Private memory in MiB: what the program wrote. Unwritten pages of its files count as private only as long as nobody else
        runs the same program, and would tell which programs run beside it."""
        rows = pathlib.Path(f'/proc/{self.process.pid}/smaps_rollup').read_text().splitlines()
        return sum(int(row.split()[1]) for row in rows if row.startswith('Private_Dirty')) / 1024

    def end(self):
        self.process.terminate()
        try:
            self.process.wait(timeout=LIMIT)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()


def start_up(build, folder, words, environment=None):
    """(ms to the first frame, ms until at rest, MiB at rest) of one start."""
    program = Program(build, folder, words, environment)
    try:
        frame = program.first_frame()
        program.rest()
        return frame, program.worked(), program.private()
    finally:
        program.end()


def tell(kind, *fields):
    print(kind, *fields, sep='\t', flush=True)
