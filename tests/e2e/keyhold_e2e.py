# SPDX-License-Identifier: GPL-3.0-or-later
"""What the end-to-end tests share: an organization in a folder of its own, commands on it, and TAP output.

Every test runs in its own temporary folder and speaks to nothing outside it, so tests can run side by side.
"""

import contextlib
import fcntl
import hashlib
import json
import os
import pathlib
import random
import shutil
import signal
import socket
import sqlite3
import subprocess
import sys
import tempfile
import time
import traceback

# Stands in everything that is imported, and must never stand on the disk in clear.
CANARY = 'Lighthouse-Keeper-7731'
LIMIT = 150


class Failure(Exception):
    pass


class Result:
    def __init__(self, command, status, out, err):
        self.command, self.status, self.out, self.err = command, status, out, err

    def json(self):
        try:
            return json.loads(self.out)
        except json.JSONDecodeError as error:
            raise Failure(f'{self}: not JSON: {error}') from None

    def error(self):
        try:
            return json.loads(self.err.strip().splitlines()[-1])['error']
        except (json.JSONDecodeError, IndexError, KeyError, TypeError):
            raise Failure(f'{self}: no error object') from None

    def __str__(self):
        return f'{" ".join(self.command)}: exit status {self.status}\nout: {self.out[-2000:]}\nerr: {self.err[-2000:]}'


class Organization:
    """A data folder with a passphrase file beside it."""

    def __init__(self, folder, program, data=None):
        self.folder = pathlib.Path(folder)
        self.program = program
        self.data = pathlib.Path(data) if data else self.folder / 'organization'
        self.passphrase = self.write_secret('pass', 'correct horse battery staple\n')
        self.hold = self.folder / 'hold'
        self.environment = dict(os.environ, LC_ALL='C.UTF-8', KEYHOLD_DATA_DIR=str(self.data), XDG_STATE_HOME=str(self.folder / 'state'),
                                KH_TEST_HOLD=str(self.hold))
        self.account = None  # acts where no other is named

    def write_secret(self, name, text):
        path = self.folder / name
        path.write_text(text)
        path.chmod(0o600)
        return path

    def command(self, *words, passphrase=None, account=None):
        line = [self.program, '--passphrase-file', str(passphrase or self.passphrase)]
        if account or self.account:
            line += ['--as', account or self.account]
        return line + [str(word) for word in words]

    def start(self, *words, **options):
        return subprocess.Popen(self.command(*words, **options), cwd=self.folder, env=self.environment,
                                stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE)

    def run(self, *words, expect=0, **options):
        """Runs a command; @expect is its exit status, or None for any."""
        line = self.command(*words, **options)
        done = subprocess.run(line, cwd=self.folder, env=self.environment, stdin=subprocess.DEVNULL,
                              capture_output=True, timeout=LIMIT, check=False)
        result = Result(line[1:], done.returncode, done.stdout.decode(errors='replace'),
                        done.stderr.decode(errors='replace'))
        if expect is not None and result.status != expect:
            raise Failure(f'expected exit status {expect}: {result}')
        return result

    def json(self, *words, **options):
        return self.run(*words, '-o', 'json', **options).json()

    def refuse(self, status, code, *words, **options):
        """Runs a command that must end with @status, and say what failed, why and what to do; @code may be None."""
        result = self.run(*words, '-o', 'json', expect=status, **options)
        error = result.error()
        if code is not None and error['code'] != code:
            raise Failure(f'code {error["code"]} instead of {code}: {result}')
        for part in ('message', 'detail', 'advice'):
            if not error.get(part):
                raise Failure(f'the error has no {part}: {result}')
        return error

    def run_quick(self, *words, **options):
        """Runs a command that makes a seal or a slot of one; where the suite offers a program that makes them with less
        stretching, with that one. It must host the organization itself."""
        real, self.program = self.program, os.environ.get('KH_TEST_CREATOR') or self.program
        try:
            return self.run(*words, **options)
        finally:
            self.program = real

    def create(self, name='Fabrikam', *words, **options):
        return self.run_quick('tenant', 'create', name, '--home-geo', 'unitedstates', *words, **options)

    # Opening the seal takes most of a second. One process that stays opens it once for all that follow.

    def add_worker(self):
        """An account that may do everything and has no passphrase, so that it costs nothing to sign in."""
        self.run('account', 'add', 'worker', '--role', 'owner', '--role', 'kva', '--role', 'ppa')

    @contextlib.contextmanager
    def held(self):
        """A process that hosts the organization; its first encryption stops in its middle until let_go()."""
        self.hold.touch()
        real, self.program = self.program, os.environ['KH_TEST_HELD']
        with self.hosted() as host:
            self.program = real
            try:
                yield host
            finally:
                self.let_go()

    def let_go(self):
        self.hold.unlink(missing_ok=True)

    @contextlib.contextmanager
    def hosted(self, account='worker'):
        """A process that hosts the organization until the end: it waits for a pipe that nobody reads."""
        reading, writing = os.pipe()
        fcntl.fcntl(writing, fcntl.F_SETPIPE_SZ, 4096)
        os.write(writing, b' ' * 4096)
        host = subprocess.Popen(self.command('tenant', 'show', account=account), cwd=self.folder,
                                env=self.environment, stdin=subprocess.DEVNULL, stdout=writing,
                                stderr=subprocess.PIPE)
        os.close(writing)
        before, self.account = self.account, account
        try:
            self.wait_for_host(host)
            yield host
        finally:
            self.account = before
            if host.poll() is None:
                while os.read(reading, 65536):
                    pass
            os.close(reading)
            host.stderr.read()
            host.wait(timeout=LIMIT)
            host.stderr.close()

    def answers(self):
        with socket.socket(socket.AF_UNIX) as probe:
            try:
                probe.connect(str(self.data / "tenant.sock"))
            except OSError:
                return False
        return True

    def wait_for_host(self, process):
        """Until @process answers others; False if it ended before."""
        end = time.monotonic() + LIMIT
        while not self.answers():
            if process.poll() is not None:
                return False
            if time.monotonic() > end:
                raise Failure('the host does not answer')
            time.sleep(0.002)
        return True

    def check_log(self):
        expect(self.json('audit', 'verify')['result'] == 'intact', 'the audit log is not intact')

    def make_environment(self, name='Sales', managed=True):
        self.run('environment', 'create', name, '--type', 'Production', '--geo', 'unitedstates', '--dataverse')
        if managed:
            self.run('environment', 'enable-managed', name)

    def make_key(self, vault='kv-sales', key='cmk', policy='ep-sales', size=2048):
        self.run('vault', 'create', vault, '--region', 'eastus', '--purge-protection')
        self.run('key', 'create', f'{vault}/{key}', '--kty', 'RSA', '--size', size)
        if policy:
            self.run('policy', 'create', policy, '--geo', 'unitedstates', '--key', f'{vault}/{key}')
            self.run('policy', 'grant', policy)

    def state(self, environment='Sales'):
        return self.json('environment', 'show', environment)['state']

    # What is imported, and what came back.

    def make_samples(self, size=300_000):
        noise = random.Random(7731)
        (self.folder / 'customers.csv').write_text(
            f'id,name,city,note\r\n1,{CANARY},Zürich,"says ""hello"", twice"\r\n2,Ada Lovelace,London,\r\n'
            '3,李雷,北京,""\r\n', newline='')
        with sqlite3.connect(self.folder / 'orders.sqlite') as database:
            database.execute('CREATE TABLE orders (id INTEGER PRIMARY KEY, customer TEXT, amount REAL, paper BLOB)')
            rows = [(1, CANARY, 12.5, b'\0\xff\x10'), (2, None, -3, None)]
            rows += [(i, f'customer {i}', i / 4, None) for i in range(3, 501)]
            database.executemany('INSERT INTO orders VALUES (?, ?, ?, ?)', rows)
        database.close()
        (self.folder / 'events.jsonl').write_text(
            f'{{"at":"2026-01-31T08:00:00Z","who":"{CANARY}","count":3}}\n'
            '{"at":"2026-01-31T08:00:01Z","who":null,"count":4}\n')
        (self.folder / 'report.pdf').write_bytes(
            b'%PDF-1.4\n' + CANARY.encode() * 4 + noise.randbytes(size) + b'\n%%EOF\n')
        (self.folder / 'photos.zip').write_bytes(b'PK\x03\x04' + CANARY.encode() + noise.randbytes(size // 3))
        return {'files': ['report.pdf', 'photos.zip'], 'tables': ['customers.csv', 'orders.sqlite', 'events.jsonl']}

    def import_samples(self, environment='Sales', **options):
        samples = self.make_samples(**options)
        self.run('data', 'import', '--environment', environment, '--kind', 'file', *samples['files'])
        self.run('data', 'import', '--environment', environment, *samples['tables'])
        return samples

    def check_export(self, name='out', environment='Sales', others=0):
        """Exports all and compares: files byte for byte, tables by their rows, digests by the manifest. @others: items beside the samples."""
        target = self.folder / name
        self.run('data', 'export', '--environment', environment, '--to', name)
        compare_export(self.folder, target, others)
        shutil.rmtree(target)


class Victims:
    """Starts commands and kills them; learns how long they work from those that were quicker than their end. Each hosts the
    organization itself, and is killed after its socket answers: opening the seal changes nothing."""

    def __init__(self, organization, usual, chance):
        self.organization, self.usual, self.chance, self.killed, self.tries = organization, usual, chance, 0, 0

    def kill(self, *words, **options):
        """True if the command was still at work."""
        process = self.organization.start(*words, **{'account': 'worker', **options})
        self.organization.wait_for_host(process)
        begun = time.monotonic()
        try:
            process.wait(timeout=self.chance.uniform(0, self.usual))
            self.usual = max(time.monotonic() - begun, 0.01)
        except subprocess.TimeoutExpired:
            process.kill()
        process.communicate(timeout=LIMIT)
        self.tries += 1
        self.killed += process.returncode == -9
        return process.returncode == -9

    def report(self):
        print(f'# killed {self.killed} of {self.tries}', flush=True)


def compare_export(source, target, others=0):
    """What was exported into @target beside the samples in @source: files byte for byte, tables by their rows, digests by the
    manifest. @others: items beside the samples."""
    for file in ('report.pdf', 'photos.zip'):
        if (target / 'files' / file).read_bytes() != (source / file).read_bytes():
            raise Failure(f'{file} did not come back as it was')
    expected = (source / 'customers.csv').read_bytes().replace(b'\r\n', b'\n')
    found = (target / 'tables/customers.csv').read_bytes().replace(b'\r\n', b'\n')
    if found != expected:
        raise Failure(f'customers did not come back as they were: {found!r}')
    for table, rows in (('customers', 3), ('orders', 500), ('events', 2)):
        lines = (target / f'tables/{table}.csv').read_text().splitlines()
        if len(lines) - 1 != rows:
            raise Failure(f'{table} has {len(lines) - 1} rows instead of {rows}')
    manifest = json.loads((target / 'manifest.json').read_text())
    for item in manifest['exported']:
        data = (target / item['path']).read_bytes()
        if hashlib.sha256(data).hexdigest() != item['sha256'] or len(data) != item['bytes']:
            raise Failure(f'the manifest does not fit {item["path"]}')
    if len(manifest['exported']) != 5 + others:
        raise Failure(f'the manifest lists {len(manifest["exported"])} items')


class Tests:
    """Runs functions as TAP points, each in a temporary folder of its own."""

    def __init__(self, program):
        self.program, self.tests = program, []

    def add(self, function, skip=None):
        self.tests.append((function, skip))
        return function

    def run(self):
        print(f'1..{len(self.tests)}', flush=True)
        failed = False
        for number, (function, skip) in enumerate(self.tests, 1):
            title = function.__name__.replace('_', ' ')
            if skip:
                print(f'ok {number} - {title} # SKIP {skip}', flush=True)
                continue
            with tempfile.TemporaryDirectory(prefix='keyhold-e2e.') as folder:
                try:
                    function(Organization(folder, self.program))
                except Exception:  # every failure is a result
                    failed = True
                    for line in traceback.format_exc().splitlines():
                        print(f'# {line}')
                    print(f'not ok {number} - {title}', flush=True)
                    continue
            print(f'ok {number} - {title}', flush=True)
        return 1 if failed else 0


def expect(condition, text):
    if not condition:
        raise Failure(text)


def wait_until(condition, text):
    end = time.monotonic() + LIMIT
    while not condition():
        if time.monotonic() > end:
            raise Failure(text)
        time.sleep(0.05)


@contextlib.contextmanager
def spoiled(path, data):
    """@path holds @data meanwhile."""
    whole = path.read_bytes()
    path.write_bytes(data)
    try:
        yield
    finally:
        path.write_bytes(whole)


def flipped(data, where):
    bad = bytearray(data)
    bad[where] ^= 1
    return bytes(bad)


def readable(folder, needles):
    """Files below @folder that hold one of @needles."""
    found = []
    for path in pathlib.Path(folder).rglob('*'):
        if path.is_file() and not path.is_symlink():
            data = path.read_bytes()
            found += [f'{path}: {needle!r}' for needle in needles if needle in data]
    return found


def main(tests):
    signal.signal(signal.SIGPIPE, signal.SIG_DFL)
    sys.exit(tests.run())


def program():
    if len(sys.argv) != 2:
        sys.exit(f'usage: {sys.argv[0]} KEYHOLDCTL')
    return os.path.abspath(sys.argv[1])
