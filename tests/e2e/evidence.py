#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The audit log as evidence: what the archive's own README says is done word for word, and whatever is altered is noticed."""

import base64
import contextlib
import json
import pathlib
import re
import shutil
import subprocess
import zipfile

import keyhold_e2e
from keyhold_e2e import CANARY, expect

tests = keyhold_e2e.Tests(keyhold_e2e.program())
SECRET = 'a-value-that-nobody-may-see-8841'
FILES = ['README.txt', 'SHA256SUMS', 'audit/00000001.jsonl', 'audit/00000001.notes', 'checkpoint.txt', 'manifest.json',
         'public-key.txt', 'records.jsonl']


def export(organization, name='evidence.zip', *words, files=tuple(FILES)):
    """Exports, checks the archive, unpacks it; the folder."""
    organization.run('audit', 'export', '--to', name, '--format', 'evidence', *words)
    archive = organization.folder / name
    expect(archive.stat().st_mode & 0o777 == 0o600, 'others may read the archive')
    with zipfile.ZipFile(archive) as opened:
        expect(opened.testzip() is None, 'a file of the archive is damaged')
        names = sorted(opened.namelist())
        expect(names == sorted(f'keyhold-evidence/{name}' for name in files), f'{names}')
        target = organization.folder / f'{name}.unpacked'
        opened.extractall(target)
    return target / 'keyhold-evidence'


def shell(folder, command, organization):
    """A line of the README, with the verifier of this build."""
    programs = pathlib.Path(organization.program).parent
    environment = dict(organization.environment, PATH=f'{programs}:{organization.environment["PATH"]}')
    return subprocess.run(['sh', '-c', command], cwd=folder, env=environment, capture_output=True, text=True,
                          timeout=keyhold_e2e.LIMIT, check=False)


def commands(folder):
    """What the README says to do, in order."""
    found = re.findall(r'^ {7}(\S.*)$', (folder / 'README.txt').read_text(), re.MULTILINE)
    expect(len(found) == 4, f'{found}')
    return found


@contextlib.contextmanager
def filled(organization):
    """An organization with a key, a secret and data, hosted until the end."""
    organization.create('R&D <prod>')
    organization.add_worker()
    (organization.folder / 'people.csv').write_text(f'id,name\n1,{CANARY}\n')
    with organization.hosted():
        organization.make_environment(managed=False)
        organization.make_key(policy=None)
        organization.run('data', 'import', '--environment', 'Sales', 'people.csv')
        organization.run('secret', 'set', 'kv-sales/smtp', '--value-file', organization.write_secret('smtp', SECRET + '\n'))
        yield


def in_filled(function):
    def run(organization):
        with filled(organization):
            function(organization)
    run.__name__ = function.__name__
    return run


@tests.add
@in_filled
def the_readme_is_true(organization):
    folder = export(organization)
    whole, verify, lines, later = commands(folder)
    done = shell(folder, whole, organization)
    expect(done.returncode == 0 and done.stdout.count(': OK\n') == len(FILES) - 1, f'{done}')
    done = shell(folder, verify, organization)
    expect(done.returncode == 0 and done.stdout.startswith('result:      intact\n'), f'{done}')
    done = shell(folder, lines, organization)
    expect(not done.stdout and not done.stderr, f'{done}')
    # The log goes on, and goes on from what was signed then.
    shutil.copy(folder / 'checkpoint.txt', organization.folder / 'kept')
    organization.run('account', 'add', 'Aude Torres', '--role', 'auditor')
    folder = export(organization, 'second.zip')
    done = shell(folder, later.replace('YOUR-CHECKPOINT', str(organization.folder / 'kept')), organization)
    expect(done.returncode == 0, f'{done}')
    manifest = json.loads((folder / 'manifest.json').read_text())
    expect(manifest['format'] == 'keyhold-evidence-1' and manifest['organization'] == 'R&D <prod>', f'{manifest}')
    expect(manifest['records'] == manifest['recordsInSpan'] == len((folder / 'records.jsonl').read_text().splitlines()), f'{manifest}')
    expect(sorted(file['path'] for file in manifest['files']) == [name for name in FILES if name not in ('SHA256SUMS', 'manifest.json')],
           f'{manifest}')
    for file in manifest['files']:
        expect((folder / file['path']).stat().st_size == file['bytes'], f'{file}')


def flip(path, place):
    data = bytearray(path.read_bytes())
    data[place] ^= 1
    path.write_bytes(data)


@tests.add
@in_filled
def whatever_is_altered_is_noticed(organization):
    good = export(organization)
    whole, verify, lines, _ = commands(good)
    size = (good / 'audit/00000001.jsonl').stat().st_size
    log = 'audit/00000001.jsonl'

    def cut(path):
        path.write_bytes(b''.join(path.read_bytes().splitlines(keepends=True)[:-1]))

    def take_out(path):
        records = path.read_bytes().splitlines(keepends=True)
        path.write_bytes(b''.join(records[:5] + records[6:]))

    def swap(path):
        records = path.read_bytes().splitlines(keepends=True)
        records[4], records[5] = records[5], records[4]
        path.write_bytes(b''.join(records))
    for number, (name, change, status) in enumerate((
            [(log, lambda path, place=place: flip(path, place), 1) for place in (size // 7, size // 2, size - 40)]
            + [(log, cut, 1), (log, take_out, 1), (log, swap, 1),
               ('audit/00000001.notes', lambda path: flip(path, -20), 1),
               ('checkpoint.txt', lambda path: flip(path, -20), 2),
               ('public-key.txt', lambda path: flip(path, 3), 2)])):
        folder = shutil.copytree(good, organization.folder / f'altered-{number}')
        change(folder / name)
        done = shell(folder, whole, organization)
        expect(done.returncode != 0 and f'{name}: FAILED' in done.stdout, f'{name}: {done}')
        done = shell(folder, verify, organization)
        expect(done.returncode == status, f'{number}: {name}: {done}')
    # Who makes the digests anew still has no signature.
    folder = shutil.copytree(good, organization.folder / 'forged')
    text = (folder / log).read_text()
    (folder / log).write_text(text.replace('kv-sales', 'kv-other'))
    (folder / 'records.jsonl').write_text(text.replace('kv-sales', 'kv-other'))
    shell(folder, 'find . -type f ! -name SHA256SUMS -printf "%P\\n" | xargs sha256sum > SHA256SUMS', organization)
    expect(shell(folder, whole, organization).returncode == 0, 'the digests were not made anew')
    expect(shell(folder, verify, organization).returncode == 1, 'an altered log verifies')
    # A record that was made up for the reader is not one of the log.
    folder = shutil.copytree(good, organization.folder / 'made-up')
    record = (folder / 'records.jsonl').read_text().splitlines()[3].replace('"seq":4', '"seq":4000')
    with (folder / 'records.jsonl').open('a') as file:
        file.write(record + '\n')
    expect(shell(folder, lines, organization).stdout == record + '\n', 'a record that was made up is passed over')


@tests.add
@in_filled
def no_secret_is_in_it(organization):
    folder = export(organization)
    passphrase = organization.passphrase.read_text().strip()
    backup = organization.folder / 'backup'
    organization.run('key', 'backup', 'kv-sales/cmk', '--to', backup)
    for path in folder.rglob('*'):
        if path.is_file():
            data = path.read_bytes()
            for secret in (SECRET, passphrase, CANARY):
                for form in (secret.encode(), base64.b64encode(secret.encode()), secret.encode().hex().encode()):
                    expect(form not in data, f'{path.name} holds a secret')
            expect(b'PRIVATE' not in data and backup.read_bytes()[64:96] not in data, f'{path.name} holds a key')
    # Names are there: that is what the search above would have found.
    expect('kv-sales/smtp' in (folder / 'records.jsonl').read_text(), 'the secret is not named')


@tests.add
@in_filled
def a_span_cuts_what_is_for_reading_alone(organization):
    records = [json.loads(line) for line in (export(organization) / 'records.jsonl').read_text().splitlines()]
    middle = records[len(records) // 2]['time']
    folder = export(organization, 'late.zip', '--since', middle)
    wanted = [record['seq'] for record in records if record['time'] >= middle]
    found = [json.loads(line)['seq'] for line in (folder / 'records.jsonl').read_text().splitlines()]
    expect(found[:len(wanted)] == wanted and 0 < len(wanted) < len(records), f'{found} instead of {wanted}')
    expect(middle in (folder / 'README.txt').read_text(), 'the README does not name the span')
    early = export(organization, 'early.zip', '--until', middle)
    found = [json.loads(line)['seq'] for line in (early / 'records.jsonl').read_text().splitlines()]
    expect(found == [record['seq'] for record in records if record['time'] < middle], f'{found}')
    none = export(organization, 'none.zip', '--since', '2001-01-01', '--until', '2001-02-01')
    expect(not (none / 'records.jsonl').read_text(), 'there were records')
    for name in ('jsonl', 'csv'):
        organization.run('audit', 'export', '--to', f'none.{name}', '--format', name, '--until', '2001-02-01')
        expect(len((organization.folder / f'none.{name}').read_text().splitlines()) == (name == 'csv'), f'none.{name}')
    for unpacked in (folder, early, none):
        expect(shell(unpacked, commands(unpacked)[1], organization).returncode == 0, 'the log is not whole')


@tests.add
def what_is_refused(organization):
    organization.create()
    organization.add_worker()
    organization.run('account', 'add', 'Mika', '--role', 'maker')
    with organization.hosted():
        organization.refuse(4, None, 'audit', 'export', '--to', 'x.zip', '--format', 'evidence', account='Mika')
        expect(not (organization.folder / 'x.zip').exists(), 'a file was left behind')
        refused = organization.json('audit', 'list', '--actor', 'Mika')['value']
        expect([(record['action'], record['phase']) for record in refused] == [('audit.export', 'refused')], f'{refused}')
        organization.refuse(2, None, 'audit', 'export', '--to', 'x.zip', '--format', 'zip')
        organization.refuse(2, None, 'audit', 'export', '--to', 'x.zip', '--since', '2026-01-02', '--until', '2026-01-01')
        organization.refuse(1, None, 'audit', 'export', '--to', 'no/such/x.zip', '--format', 'evidence')
        export(organization, 'there.zip')
        before = (organization.folder / 'there.zip').read_bytes()
        organization.refuse(5, 'AlreadyExists', 'audit', 'export', '--to', 'there.zip', '--format', 'evidence')
        expect((organization.folder / 'there.zip').read_bytes() == before, 'the file was replaced')
        organization.run('audit', 'export', '--to', 'there.zip', '--format', 'evidence', '--replace')
        left = [path.name for path in organization.folder.iterdir() if 'x.zip' in path.name or path.suffix == '.new']
        expect(not left, f'{left}')
        for name, begin in (('all.csv', 'seq,time,'), ('all.jsonl', '{"seq":1,')):
            organization.run('audit', 'export', '--to', name, '--format', name.split('.')[1])
            expect((organization.folder / name).read_text().startswith(begin), name)


@tests.add
def a_log_that_does_not_verify_refuses_changes(organization):
    organization.environment['G_DEBUG'] = ''  # what cannot be recorded is warned of
    organization.create()
    organization.add_worker()
    log = organization.data / 'tenant/audit/00000001.jsonl'
    good = log.read_bytes()
    with organization.hosted():
        organization.run('vault', 'create', 'kv-sales', '--region', 'eastus')
        expect('logFault' not in organization.json('tenant', 'show'), 'a good log has a fault')
        whole = log.read_bytes()
        log.write_bytes(whole.replace(b'"worker"', b'"walker"', 1))
        organization.run('vault', 'create', 'kv-other', '--region', 'eastus')  # nobody has looked yet
        organization.run('audit', 'verify', expect=1)
        shown = organization.json('tenant', 'show')
        expect(shown['logFaultRecord'] > 1 and 'does not verify' in shown['logFault'], f'{shown}')
        organization.refuse(1, 'AuditUnavailable', 'vault', 'create', 'kv-third', '--region', 'eastus')
        expect(len(organization.json('vault', 'list')['value']) == 2, 'what is refused was done')
        # Put back, it is good again for who opens it next; who saw it broken stays with that.
        log.write_bytes(log.read_bytes().replace(b'"walker"', b'"worker"', 1))
        organization.refuse(1, 'AuditUnavailable', 'vault', 'create', 'kv-third', '--region', 'eastus')
    expect(log.read_bytes().startswith(good), 'the log was written anew')
    with organization.hosted():
        organization.run('vault', 'create', 'kv-third', '--region', 'eastus')
        organization.check_log()


@tests.add
def a_broken_log_is_exported_as_it_is(organization):
    organization.create()
    organization.run('vault', 'create', 'kv-sales', '--region', 'eastus')
    organization.environment['G_DEBUG'] = ''  # what cannot be recorded is warned of
    log = organization.data / 'tenant/audit/00000001.jsonl'
    log.write_bytes(log.read_bytes().replace(b'kv-sales', b'kv-other', 1))
    organization.run('audit', 'verify', expect=1)
    folder = export(organization, files=[name for name in FILES if name != 'checkpoint.txt'])
    expect('There is no checkpoint.txt' in (folder / 'README.txt').read_text(), 'the README does not say what is missing')
    whole, verify, _, _ = commands(folder)
    expect(shell(folder, whole, organization).returncode == 0, 'the copy is not whole')
    done = shell(folder, verify, organization)
    expect(done.returncode == 1 and 'result:      broken' in done.stdout, f'{done}')


keyhold_e2e.main(tests)
