# SPDX-License-Identifier: GPL-3.0-or-later
"""A large file and a large table, imported and exported by keyholdctl: time and peak memory."""

import filecmp
import os
import random
import shutil
import subprocess
import time

FILE_SLACK = 8  # MiB that a large file may take beyond a small one
TABLE_SLACK = 96  # the same for a table, whose database has a cache of 16 MiB and pages of one transaction


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
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode != 0:
            raise SystemExit(f'keyholdctl {" ".join(words)} ended with {process.returncode}')
        return time.monotonic() - start, usage.ru_maxrss / 1024

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


def volume(bench, mebibytes):
    rows = 2000 if bench.small else 1000000
    files = [measure(bench, 'film.bin', 'file', 'files', make_file, size) for size in (1, mebibytes)]
    report(bench, f'file of {mebibytes} MiB', *files, FILE_SLACK)
    tables = [measure(bench, 'rows.csv', 'table', 'tables', make_table, size) for size in (1000, rows)]
    report(bench, f'table of {rows} rows', *tables, TABLE_SLACK)
