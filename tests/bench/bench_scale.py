#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Measures the console with many environments and keys beside itself with ten: bench_scale.py BUILD FOLDER RUNS ENVIRONMENTS VAULTS.

Runs inside build-aux/with-display and prints rows as the other programs of this folder do: the processor time to the first
frame and until it rests, the private memory at rest, and the longest turn of the main loop while a search is typed.
"""

import pathlib
import statistics
import subprocess
import sys
import tempfile
import time

from bench_program import Program, start_up, tell

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / 'e2e'))
from keyhold_e2e import Organization  # noqa: E402, pylint: disable=wrong-import-position

FEW = 10
MANY_VERSIONS = 500
WANTED = 'sales 000'


def make(place, name, build, environments, vaults):
    """By the program of the tests that need not look for primes: thousands of new keys would take longer than all that is measured."""
    (place / name).mkdir()
    organization = Organization(place / name, str(build / 'tests/e2e/keyholdctl-quick'))
    organization.create()
    organization.add_worker()
    begin = time.monotonic()
    with organization.hosted():
        words = ['--vaults', str(vaults)] if vaults else []
        command = organization.command('tenant', 'seed', '--environments', str(environments), *words, '--yes', account='worker')
        subprocess.run(command, cwd=organization.folder, env=organization.environment, check=True, capture_output=True)
    organization.program = str(build / 'src/keyholdctl')
    return organization, time.monotonic() - begin


def words_of(build, organization, section):
    return [build / 'src/keyhold', '--data-dir', organization.data, '--as', 'worker', f'keyhold:{section}']


def longest_turn(program, begin):
    return max((int(line[1]) for line in program.lines('stall') if int(line[2]) >= begin), default=0) / 1000


def search(build, organization, section, text):
    """(ms of the longest turn, ms of processor time) from the first letter until nothing moves."""
    program = Program(build, organization.folder, words_of(build, organization, section), organization.environment)
    try:
        program.first_frame()
        program.rest()
        before, begin = program.worked(), time.clock_gettime_ns(time.CLOCK_MONOTONIC) // 1000
        subprocess.run(['xdotool', 'type', '--delay', '60', text], check=True)
        program.rest()
        return longest_turn(program, begin), program.worked() - before
    finally:
        program.end()


def compare(build, few, many, section, runs, what):
    starts = {organization: [] for organization in (few, many)}
    for _ in range(runs):
        for organization, found in starts.items():
            found.append(start_up(build, organization.folder, words_of(build, organization, section), organization.environment))
    frame, rest, memory = ([statistics.median(run[column] for run in starts[one]) for one in (many, few)] for column in range(3))
    tell('goal', f'{section}, {what}: processor time to first frame', frame[0] / frame[1], '<=', 1.5,
         f'{frame[0]:.0f} ms, with ten {frame[1]:.0f} ms')
    tell('goal', f'{section}, {what}: private memory', memory[0] / memory[1], '<=', 1.3,
         f'{memory[0]:.1f} MiB, with ten {memory[1]:.1f} MiB')
    tell('note', f'{section}, {what}: until it rests', f'{rest[0]:.0f} ms of processor time, with ten {rest[1]:.0f} ms')


def searches(build, many, section, text, runs, what):
    found = [search(build, many, section, text) for _ in range(runs)]
    tell('goal', f'{section}, {what}: longest stall of a search, ms', statistics.median(turn for turn, _ in found), '<=', 120,
         f'{len(text)} letters; {statistics.median(worked for _, worked in found):.0f} ms of processor time')


def give_versions(organization, build, count):
    """Two keys of one vault that differ in the number of versions; primes are not looked for."""
    usual, organization.program = organization.program, str(build / 'tests/e2e/keyholdctl-quick')
    organization.make_key('kv-versions', 'single', policy=None)
    organization.run('key', 'create', 'kv-versions/many', '--kty', 'RSA', '--size', 2048)
    with organization.hosted():
        for _ in range(count - 1):
            organization.run('key', 'rotate', 'kv-versions/many', account='worker')
    organization.program = usual


def versions(build, organization, count, runs):
    """A start at the page of each key in turn: the rest of the program is the same in both."""
    found = {'single': [], 'many': []}
    for _ in range(runs):
        for name, rests in found.items():
            rests.append(start_up(build, organization.folder, words_of(build, organization, f'keys/kv-versions/{name}'),
                                  organization.environment)[1])
    single, many = (statistics.median(found[name]) for name in ('single', 'many'))
    tell('goal', f'a key with {count} versions: more processor time than with one, ms', many - single, '<=', 100,
         f'{many:.0f} ms until it rests, with one {single:.0f} ms')


def main():
    build, folder, runs, environments, vaults = pathlib.Path(sys.argv[1]), sys.argv[2], *map(int, sys.argv[3:6])
    with tempfile.TemporaryDirectory(dir=folder) as place:
        few, _ = make(pathlib.Path(place), 'few', build, FEW, 0)
        give_versions(few, build, MANY_VERSIONS if vaults else 20)
        many, took = make(pathlib.Path(place), 'many', build, environments, vaults)
        what = f'{environments} environments and {vaults * 100} keys'
        tell('note', f'tenant seed, {what}', f'{took:.1f} s')
        with few.hosted(), many.hosted():
            versions(build, few, MANY_VERSIONS if vaults else 20, runs)
            compare(build, few, many, 'environments', runs, what)
            searches(build, many, 'environments', WANTED, runs, what)
            if vaults:
                compare(build, few, many, 'keys', runs, what)
                searches(build, many, 'keys', 'key-07', runs, what)


main()
