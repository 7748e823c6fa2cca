# SPDX-License-Identifier: GPL-3.0-or-later
"""A large file and a large table, imported and exported by keyholdctl: time and peak memory."""

import filecmp
import os
import pathlib
import random
import shutil
import subprocess
import time

STRETCHING = 100  # MiB; scrypt takes 128
FILE_SLACK = 8  # MiB that a large file may take beyond a small one
TABLE_SLACK = 96  # the same for a table, whose database has a cache of 16 MiB and pages of one transaction


def watch(process):
    """Waits; the peak of resident memory in MiB. Stretching the passphrase takes 128 MiB for half a second and would hide
    all else, so the kernel's mark is set back once that memory was given back."""
    stretched, reset, peak = False, False, 0.0
    while process.poll() is None:
        try:
            with open(f'/proc/{process.pid}/status', encoding='ascii', errors='replace') as lines:
                sizes = {line.split(':')[0]: int(line.split()[1]) / 1024 for line in lines if line.startswith(('VmHWM', 'VmRSS'))}
            stretched = stretched or sizes['VmHWM'] > STRETCHING
            if stretched and not reset and sizes['VmRSS'] < STRETCHING:
                pathlib.Path(f'/proc/{process.pid}/clear_refs').write_text('5')
                reset, peak = True, 0.0
            else:
                peak = max(peak, sizes['VmHWM'])
        except (OSError, KeyError):
            pass  # it ended meanwhile
        time.sleep(0.002)
    return peak


class Organization:
    def __init__(self, bench, folder):
        self.program = bench.build / 'src/keyholdctl'
        self.folder = folder
        secret = folder / 'pass'
        secret.write_text('a passphrase for the bench alone\n')
        secret.chmod(0o600)
        self.run('tenant', 'create', 'Fabrikam', '--home-geo', 'unitedstates')
        self.run('environment', 'create', 'Sales', '--type', 'Production', '--geo', 'unitedstates', '--dataverse')

    def run(self, *words):
        """Runs a command: (seconds, peak MiB) of its process, which hosts the tenant."""
        environment = dict(os.environ, KEYHOLD_DATA_DIR=str(self.folder / 'organization'), LC_ALL='C.UTF-8')
        start = time.monotonic()
        process = subprocess.Popen([self.program, '--passphrase-file', self.folder / 'pass', *words],
                                   cwd=self.folder, env=environment, stdout=subprocess.DEVNULL)
        peak = watch(process)
        if process.returncode != 0:
            raise SystemExit(f'keyholdctl {" ".join(words)} ended with {process.returncode}')
        return time.monotonic() - start, peak

    def there_and_back(self, name, kind, source):
        """Imports, exports and compares one item; ((seconds, MiB) of the import, the same of the export)."""
        taken = self.run('data', 'import', '--environment', 'Sales', '--kind', kind, name)
        given = self.run('data', 'export', '--environment', 'Sales', '--to', 'out')
        if not filecmp.cmp(self.folder / name, self.folder / 'out' / source / name, shallow=False):
            raise SystemExit(f'{name} did not come back as it was')
        shutil.rmtree(self.folder / 'out')
        return taken, given


def make_file(path, mebibytes):
    noise = random.Random(7).randbytes(2**20)
    with open(path, 'wb') as file:
        for number in range(mebibytes):
            file.write(number.to_bytes(8, 'big') + noise[8:])


def make_table(path, rows):
    with open(path, 'w', encoding='utf-8') as file:
        file.write('id,name,city,amount,note\n')
        for number in range(1, rows + 1):
            file.write(f'{number},customer {number},Zürich,{number * 7 % 10000}.25,a note of some length about {number}\n')


def measure(bench, name, kind, source, make, size):
    folder = bench.folder / 'volume'
    folder.mkdir()
    try:
        organization = Organization(bench, folder)
        make(folder / name, size)
        return organization.there_and_back(name, kind, source)
    finally:
        shutil.rmtree(folder)


def report(bench, title, small, big, slack):
    for way, before, after in (('import', small[0], big[0]), ('export', small[1], big[1])):
        bench.goal(f'{title}, {way}: MiB above a small one', after[1] - before[1], '<=', slack,
                   f'{after[0]:.1f} s, peak {after[1]:.1f} MiB, small {before[1]:.1f} MiB')


def compare(bench, title, slack, *what, sizes):
    big = measure(bench, *what, sizes[1])
    small = big if bench.small else measure(bench, *what, sizes[0])
    report(bench, title, small, big, slack)


def volume(bench, mebibytes):
    rows = 2000 if bench.small else 1000000
    compare(bench, f'file of {mebibytes} MiB', FILE_SLACK, 'film.bin', 'file', 'files', make_file, sizes=(1, mebibytes))
    compare(bench, f'table of {rows} rows', TABLE_SLACK, 'rows.csv', 'table', 'tables', make_table, sizes=(1000, rows))
