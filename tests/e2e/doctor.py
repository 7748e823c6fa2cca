#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""What is wrong with a data folder and its machine, told from outside: doctor.py KEYHOLDCTL."""

import itertools
import json
import os
import pathlib
import re
import resource
import signal
import subprocess
import threading
import time

from keyhold_e2e import Tests, expect, main, program

tests = Tests(program())
# Processes of its own, as in a sandbox.
APART = ['--user', '--map-current-user', '--pid', '--fork', '--kill-child', '--mount-proc']
LINE = re.compile(r'^    ([1-5])   ([0-9A-Z]{4}(?:-[0-9A-Z]{4}){2})$', re.MULTILINE)


def examine(organization, status=0, **options):
    """The notes by their id."""
    done = subprocess.run([organization.program, '--data-dir', str(organization.data), 'doctor', '-o', 'json'], check=False,
                          capture_output=True, text=True, env=organization.environment, **options)
    expect(done.returncode == status, f'doctor ends with {status}: {done.returncode} {done.stdout}{done.stderr}')
    return {note['id']: note for note in json.loads(done.stdout)['value']}


def judge(notes, name, result, part=''):
    note = notes[name]
    expect(note['result'] == result and part in note['found'], f'{name} is {result} with "{part}": {note}')
    expect(result == 'pass' or note.get('advice') or result == 'unknown', f'{name} says what to do: {note}')


@tests.add
def a_sound_folder(organization):
    organization.create()
    before = sorted((path, path.stat().st_mtime_ns) for path in organization.data.rglob('*'))
    notes = examine(organization)
    for name in ('folder', 'files', 'seal', 'database', 'audit-log', 'host', 'last-end', 'space'):
        judge(notes, name, 'pass')
    after = sorted((path, path.stat().st_mtime_ns) for path in organization.data.rglob('*'))
    expect(before == after, 'nothing was written')
    text = subprocess.run([organization.program, '--data-dir', str(organization.data), 'doctor'], check=True, capture_output=True,
                          text=True, env=organization.environment).stdout
    expect('audit log is intact' in text, f'people can read it: {text}')


@tests.add
def no_folder(organization):
    judge(examine(organization), 'folder', 'warn', 'There is no organization')


@tests.add
def open_to_others(organization):
    organization.create()
    (organization.data / 'tenant/seal').chmod(0o644)
    judge(examine(organization), 'files', 'warn', 'seal')
    organization.data.chmod(0o755)
    judge(examine(organization, status=1), 'folder', 'fail', 'Other users')


@tests.add
def damaged(organization):
    organization.create()
    seal, database, log = (organization.data / 'tenant' / name for name in ('seal', 'tenant.db', 'audit/00000001.jsonl'))
    kept = {path: path.read_bytes() for path in (seal, database, log)}
    seal.write_bytes(kept[seal][:20])
    judge(examine(organization, status=1), 'seal', 'fail')
    seal.write_bytes(kept[seal])
    database.write_bytes(kept[database][:-100])
    judge(examine(organization, status=1), 'database', 'fail', 'cut off')
    database.unlink()
    judge(examine(organization, status=1), 'database', 'fail', 'missing')
    database.write_bytes(kept[database])
    database.chmod(0o600)
    middle = len(kept[log]) // 2
    log.write_bytes(kept[log][:middle] + bytes([kept[log][middle] ^ 1]) + kept[log][middle + 1:])
    judge(examine(organization, status=1), 'audit-log', 'fail', 'does not verify')


@tests.add
def a_host_and_its_end(organization):
    organization.create()
    organization.add_worker()
    with organization.hosted() as host:
        notes = examine(organization)
        judge(notes, 'host', 'pass', str(host.pid))
        judge(notes, 'last-end', 'pass')
        os.kill(host.pid, signal.SIGKILL)
        host.wait()
        notes = examine(organization)
        judge(notes, 'host', 'pass', 'No process')
        judge(notes, 'last-end', 'warn', str(host.pid))
    organization.run('environment', 'list')
    judge(examine(organization), 'last-end', 'pass')


def can_isolate():
    return subprocess.run(['unshare', *APART, 'true'], capture_output=True, check=False).returncode == 0


def a_host_in_another_sandbox(organization):
    """It sees no process of who calls it, and answers all the same."""
    organization.create()
    organization.add_worker()
    real = organization.program
    organization.program = str(organization.folder / 'isolated')
    pathlib.Path(organization.program).write_text(f'#!/bin/sh\nexec unshare {" ".join(APART)} {real} "$@"\n')
    pathlib.Path(organization.program).chmod(0o700)
    with organization.hosted():
        organization.program = real
        organization.run('environment', 'list')
        organization.run('account', 'list')


tests.add(a_host_in_another_sandbox, skip=None if can_isolate() else 'no namespaces here')


@tests.add
def a_host_that_is_asked_to_end(organization):
    """It gives the organization back, also when it writes to somebody who does not read."""
    organization.create()
    organization.add_worker()
    for asked in (signal.SIGTERM, signal.SIGHUP):
        with organization.hosted() as host:
            host.send_signal(asked)
            # by itself, when it came to hear of it before it began to write
            expect(host.wait(timeout=20) in (1, 128 + asked), f'it ends by {asked!r}: {host.returncode}')
            judge(examine(organization), 'last-end', 'pass')
    organization.check_log()


@tests.add
def a_wait_that_is_asked_to_end(organization):
    """What waits ends by itself, and says so."""
    organization.create()
    organization.make_environment()
    organization.import_samples()
    organization.make_key()
    real, organization.program = organization.program, os.environ['KH_TEST_HELD']
    organization.hold.touch()
    with subprocess.Popen(organization.command('cmk', 'enable', '--policy', 'ep-sales', '--environment', 'Sales'), cwd=organization.folder,
                          env=organization.environment, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True) as host:
        organization.program = real
        late = threading.Timer(60, host.kill)
        late.start()
        organization.wait_for_host(host)
        while not any(each['state'] == 'Running' for each in organization.json('operation', 'list')['value']):
            pass
        host.terminate()
        said = ''.join(itertools.takewhile(lambda line: 'goes on' not in line, host.stderr))
        organization.let_go()
        rest = host.stderr.read()
        late.cancel()
    expect('come back to it' in rest and host.returncode == 1, f'it says what goes on: {host.returncode}: {said}{rest}')
    judge(examine(organization), 'last-end', 'pass')
    ended = organization.json('operation', 'list')['value'][0]
    organization.run('operation', 'wait', ended['id'])
    organization.check_log()


def read_log(organization):
    return organization.json('doctor', '--log')['value']


@tests.add
def the_diagnostic_log(organization):
    """What went wrong is there without its names, and can be written to a file."""
    expect(not read_log(organization), 'nothing is there before something was done')
    organization.create()
    organization.refuse(3, None, 'vault', 'show', 'kv-none')
    lines = read_log(organization)
    opened = [line for line in lines if line['message'] == f'The organization in {organization.data} is open']
    expect(opened and opened[-1]['program'].startswith('keyholdctl['), f'who opened it: {lines}')
    refused = [line['message'] for line in lines if line['layer'] == 'kh-server' and ': 404 ' in line['message']]
    expect(any(re.search(r'^GET /\S+: 404 \w+, \d+ ms, request [0-9a-f-]{36}$', text) for text in refused), f'what was refused: {refused}')
    expect('Keyhold' in lines[0]['message'], f'which version it was: {lines[0]}')
    organization.run('doctor', '--to', 'log.txt')
    text = (organization.folder / 'log.txt').read_text()
    expect(all(line['message'] in text for line in lines), 'the file has all of it')
    expect((organization.folder / 'log.txt').stat().st_mode & 0o777 == 0o600, 'for this user alone')
    log = organization.folder / 'state/keyhold/diagnostics.log'
    expect(log.stat().st_mode & 0o777 == 0o600, f'as the log itself is')
    judge(examine(organization), 'diagnostic-log', 'pass', str(log))
    log.chmod(0o644)
    judge(examine(organization), 'diagnostic-log', 'warn', 'not a file of this user alone')


@tests.add
def no_secret_in_the_diagnostic_log(organization):
    """Whatever goes wrong with a passphrase, a value or a code, and with a program that is killed meanwhile."""
    organization.create()
    organization.run('vault', 'create', 'kv-sales', '--region', 'eastus')
    secrets = {name: f'{name}-Zq7LmT-very-private' for name in ('value', 'wrong', 'later')}
    for name, text in secrets.items():
        organization.write_secret(name, text + '\n')
    organization.add_worker()
    organization.run('secret', 'set', 'kv-sales/smtp-of-nobody', '--value-file', 'value')
    organization.refuse(3, None, 'secret', 'show', 'kv-sales/smtp-of-somebody', '--value')
    organization.run('secret', 'show', 'kv-sales/smtp-of-nobody', '--value')
    organization.refuse(6, None, '--passphrase-file', 'wrong', 'tenant', 'show')
    with organization.hosted() as host:
        organization.refuse(3, None, 'tenant', 'show', account='nobody')
        host.kill()
        host.wait()
    organization.run('tenant', 'recovery', 'add', '--to', 'sheet.txt')
    code = [line for _, line in LINE.findall((organization.folder / 'sheet.txt').read_text())]
    expect(len(code) == 5, f'the code has five lines: {code}')
    for given in (code, [*code[:3], code[4], code[3]]):
        subprocess.run([organization.program, '--recovery-file', '-', 'tenant', 'show'], env=organization.environment, check=False,
                       capture_output=True, input='\n'.join(given), text=True, timeout=60)
    organization.run('tenant', 'passphrase', 'change', '--new-passphrase-file', 'later')
    text = (organization.folder / 'state/keyhold/diagnostics.log').read_text()
    for secret in (*secrets.values(), *code, 'correct horse', 'smtp-of-', 'Bearer'):
        expect(secret not in text, f'{secret} is in the log: {text}')
    long = [word for word in re.findall(r'[\w+=-]{33,}', text) if not re.fullmatch(r'[0-9a-f-]{36}', word)]
    expect(not long, f'nothing looks like a token: {long}')
    for told in ('did not come to its end', 'was not opened', 'WrongPassphrase', ': 404 '):
        expect(told in text, f'{told} is not in the log: {text}')


@tests.add
def the_machine(organization):
    organization.create()
    small = lambda: resource.setrlimit(resource.RLIMIT_MEMLOCK, (64 * 1024, 64 * 1024))  # noqa: E731
    judge(examine(organization, status=1, preexec_fn=small), 'locked-memory', 'fail', '64 KiB')
    notes = examine(organization)
    judge(notes, 'keyring', 'warn')
    later = time.time() + 86400
    os.utime(organization.data / 'tenant/tenant.db', (later, later))
    judge(examine(organization, status=1), 'clock', 'fail', 'set back')


if __name__ == '__main__':
    main(tests)
