#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Runs the bench programs, prints one table of figures and goals, and ends with 1 when a goal is missed.

    bench.py [--small] [--runs N] [--folder FOLDER] [--only PART]... BUILD

With --small every part runs once at a tiny size: whether it works at all. Goals of speed are not judged then.
"""

import argparse
import pathlib
import shutil
import subprocess
import sys
import tempfile

from bench_memory import memory
import bench_volume


class Bench:
    """Options, and the rows of the table: (kind, name, value, sign, limit, detail)."""

    def __init__(self, options):
        self.build = pathlib.Path(options.build).resolve()
        self.small, self.runs = options.small, 1 if options.small else options.runs
        self.folder = None
        self.rows = []

    def program(self, name):
        return str(self.build / 'tests/bench' / name)

    def take(self, *words, always=()):
        """Runs a bench program and takes its rows. @always: names of goals that are judged in the small run too."""
        done = subprocess.run([str(word) for word in words], stdout=subprocess.PIPE, text=True, check=False)
        if done.returncode != 0:
            raise SystemExit(f'{words[0]} ended with {done.returncode}')
        for line in done.stdout.splitlines():
            fields = line.split('\t')
            if fields[0] == 'goal':
                self.goal(fields[1], float(fields[2]), fields[3], float(fields[4]), fields[5], fields[1] in always)
            elif fields[0] == 'note':
                self.note(fields[1], fields[2])
        return done.stdout

    def goal(self, name, value, sign, limit, detail, always=False):
        """@always: a goal that does not depend on the size, and is judged in the small run too."""
        judged = always or not self.small
        met = value <= limit if sign == '<=' else value >= limit
        verdict = ('met' if met else 'MISSED') if judged else 'small'
        self.show((verdict, name, f'{value:.3f}', f'{sign} {limit:g}', detail))

    def note(self, name, text):
        self.show(('', name, '', '', text))

    def show(self, row):
        self.rows.append(row)
        print('{0:7}{1:46}{2:>9} {3:9} {4}'.format(*row), flush=True)

    def missed(self):
        return [row[1] for row in self.rows if row[0] == 'MISSED']


def container(bench):
    bench.take(bench.program('bench-container'), bench.folder, 4 if bench.small else 512, bench.runs)


# Load and what sealed may cost in times of plain.
SQLITE_GOALS = {'bulk insert': 1.45, 'one-row transaction': 1.8, 'uncached scan': 1.9, 'cached point read': 1.05,
                'uncached point read': 1.5}


def sqlite_round(bench, engine, best):
    """One round of one engine; keeps the least times. False when its library is missing."""
    folder = bench.folder / 'sqlite'
    folder.mkdir()
    try:
        output = bench.take(bench.program('bench-sqlite'), engine, folder, 2000 if bench.small else 400000)
    finally:
        shutil.rmtree(folder)
    for line in output.splitlines():
        fields = line.split('\t')
        if fields[0] == 'missing':
            return False
        best[fields[1]] = min(best.get(fields[1], 1e9), float(fields[2]))
    return True


def sqlite(bench):
    best = {'plain': {}, 'sealed': {}, 'sqlcipher': {}}
    engines = list(best)
    for _ in range(bench.runs):
        engines = [engine for engine in engines if sqlite_round(bench, engine, best[engine])]
    for load, limit in SQLITE_GOALS.items():
        plain, sealed = best['plain'][load], best['sealed'][load]
        detail = f'sealed {sealed:.3f} s, plain {plain:.3f} s'
        if best['sqlcipher']:
            detail += f', sqlcipher {best["sqlcipher"][load]:.3f} s ({best["sqlcipher"][load] / plain:.2f})'
        bench.goal(f'sqlite {load}: sealed / plain', sealed / plain, '<=', limit, detail)
    if not best['sqlcipher']:
        bench.note('sqlite: sqlcipher', 'not measured: libsqlcipher.so.0 is not installed')


def free_mebibytes(folder):
    """What the folder can still hold, and where it is memory, what memory is left."""
    free = shutil.disk_usage(folder).free // 2**20
    with open('/proc/meminfo', encoding='ascii') as lines:
        available = next(int(line.split()[1]) // 1024 for line in lines if line.startswith('MemAvailable'))
    return min(free, available)


def large(bench, copies, small):
    """Mebibytes of the large file: 4 GiB, or 2 where so many copies of it do not fit."""
    if bench.small:
        return small
    if free_mebibytes(bench.folder) > copies * 4096 + 1024:
        return 4096
    bench.note('large file', 'halved to 2 GiB: there is no room for more')
    return 2048


def enable(bench):
    bench.take(bench.program('bench-cmk'), 'enable', bench.folder, 8 if bench.small else 1024, bench.runs)


def lock(bench):
    bench.take(bench.program('bench-cmk'), 'lock', bench.folder, large(bench, 2, 256), bench.runs)


def rotate(bench):
    bench.take(bench.program('bench-cmk'), 'rotate', bench.folder, large(bench, 2, 16), bench.runs,
               always=['rotate: bytes written beside 1 MiB'])


def volume(bench):
    bench_volume.volume(bench, large(bench, 3, 32))


def console(bench):
    top = pathlib.Path(__file__).resolve().parents[2]
    bench.take(top / 'build-aux/with-display', sys.executable, '-B', top / 'tests/bench/bench_console.py', bench.build,
               bench.folder, 1 if bench.small else max(7, bench.runs), 8 if bench.small else 1024)


def scale(bench):
    top = pathlib.Path(__file__).resolve().parents[2]
    bench.take(top / 'build-aux/with-display', sys.executable, '-B', top / 'tests/bench/bench_scale.py', bench.build,
               bench.folder, 1 if bench.small else bench.runs, 200 if bench.small else 10000, 0 if bench.small else 20)


PARTS = {'container': container, 'sqlite': sqlite, 'enable': enable, 'lock': lock, 'rotate': rotate, 'memory': memory, 'volume': volume,
         'console': console, 'scale': scale}


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument('build')
    parser.add_argument('--small', action='store_true')
    parser.add_argument('--runs', type=int, default=5)
    parser.add_argument('--folder', help='where to work; default /dev/shm, which is memory')
    parser.add_argument('--only', action='append', choices=PARTS)
    options = parser.parse_args()
    bench = Bench(options)
    place = options.folder or ('/dev/shm' if pathlib.Path('/dev/shm').is_dir() else None)
    with tempfile.TemporaryDirectory(prefix='keyhold-bench.', dir=place) as folder:
        bench.folder = pathlib.Path(folder)
        for part in options.only or PARTS:
            PARTS[part](bench)
    missed = bench.missed()
    print(f'{len(missed)} goals missed' + (f': {"; ".join(missed)}' if missed else ''))
    sys.exit(1 if missed else 0)


main()
