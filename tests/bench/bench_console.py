#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Measures the console beside an empty window of libadwaita: bench_console.py BUILD FOLDER RUNS MEBIBYTES.

Runs inside build-aux/with-display and prints rows as the other programs of this folder do: the processor time to the first
frame and the private memory at rest, how often it wakes up when nobody touches it, and how long the main loop stands still while
data is re-encrypted.
"""

import os
import pathlib
import statistics
import sys
import tempfile
import time

from bench_program import Program, start_up, tell

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / 'e2e'))
from keyhold_e2e import Organization  # noqa: E402, pylint: disable=wrong-import-position


SETTLE = 3  # seconds until what a start sets going has ended


def judge(name, ours, empty):
    """Ratios of medians; @ours and @empty are lists of start_up()."""
    frames = [statistics.median(run[0] for run in runs) for runs in (ours, empty)]
    memory = [statistics.median(run[2] for run in runs) for runs in (ours, empty)]
    tell('goal', f'console {name}: processor time to first frame', frames[0] / frames[1], '<=', 1.6,
         f'{frames[0]:.0f} ms, empty window {frames[1]:.0f} ms')
    tell('goal', f'console {name}: private memory', memory[0] / memory[1], '<=', 1.5,
         f'{memory[0]:.1f} MiB, empty window {memory[1]:.1f} MiB')
    tell('note', f'console {name}: until it rests', f'{statistics.median(run[1] for run in ours):.0f} ms of processor time')


def starts(build, organization, runs):
    console, empty_window = build / 'src/keyhold', build / 'tests/bench/empty-window'
    folder, environment = organization.folder, organization.environment
    empty, unseal, hosted = [], [], []
    words = [console, '--data-dir', organization.data]
    with organization.hosted():
        for _ in range(runs):
            empty.append(start_up(build, folder, [empty_window]))
            hosted.append(start_up(build, folder, words + ['--as', 'worker'], environment))
    judge('with a host', hosted, empty)
    empty = []
    for _ in range(runs):
        empty.append(start_up(build, folder, [empty_window]))
        unseal.append(start_up(build, folder, words, environment))
    judge('sealed', unseal, empty)


def idles(build, organization, seconds):
    """The console hosts and shows a page, and nobody touches it."""
    for page in ('overview', 'environments'):
        program = Program(build, organization.folder,
                          [build / 'src/keyhold', '--data-dir', organization.data, '--passphrase-file', organization.passphrase,
                           f'keyhold:{page}'], organization.environment)
        try:
            program.first_frame()
            organization.wait_for_host(program.process)
            program.rest()
            time.sleep(SETTLE)
            tell('goal', f'console: wake-ups a second, {page} in front', program.wake_ups(seconds), '<=', 0.99,
                 f'in {seconds} seconds at rest')
        finally:
            program.end()


def fill(organization, name, mebibytes):
    """An environment with a file of this size that nothing compresses."""
    organization.make_environment(name)
    with (organization.folder / 'large').open('wb') as large:
        block = os.urandom(1 << 20)
        for _ in range(mebibytes):
            large.write(block)
    organization.run('data', 'import', '--environment', name, '--kind', 'file', 'large')
    (organization.folder / 'large').unlink()


def stalls(build, organization, mebibytes, runs):
    """The console hosts, shows the operations and re-encrypts; the longest turn of its main loop meanwhile."""
    longest, turns = [], 0
    program = Program(build, organization.folder,
                      [build / 'src/keyhold', '--data-dir', organization.data, '--passphrase-file', organization.passphrase,
                       'keyhold:operations'], organization.environment)
    organization.account = 'worker'
    try:
        program.first_frame()
        organization.wait_for_host(program.process)
        for run in range(runs):
            fill(organization, f'Stall {run}', mebibytes)
            program.rest()
            begin = time.clock_gettime_ns(time.CLOCK_MONOTONIC) // 1000
            organization.run('cmk', 'enable', '--policy', 'ep-sales', '--environment', f'Stall {run}')
            found = [int(line[1]) for line in program.lines('stall') if int(line[2]) >= begin]
            longest.append(max(found, default=0) / 1000)
            turns += len(found)
    finally:
        organization.account = None
        program.end()
    tell('goal', f'console: longest stall while {mebibytes} MiB move, ms', max(longest), '<=', 50,
         f'of {runs} runs: {" ".join(f"{value:.0f}" for value in longest)}; {turns} turns above 10 ms')


def main():
    build, folder, runs, mebibytes = pathlib.Path(sys.argv[1]), sys.argv[2], int(sys.argv[3]), int(sys.argv[4])
    with tempfile.TemporaryDirectory(dir=folder) as place:
        organization = Organization(place, str(build / 'src/keyholdctl'))
        organization.create()
        organization.add_worker()
        organization.make_key()
        starts(build, organization, runs)
        idles(build, organization, max(2, 3 * runs))
        stalls(build, organization, mebibytes, max(1, runs // 3))


main()
