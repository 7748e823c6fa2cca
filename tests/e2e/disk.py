#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""What stands on the disk, and what happens when the disk does not play along. Full and read-only disks need root."""

import base64
import os
import shutil
import subprocess

import keyhold_e2e
from disks import fill, may_mount, mounted
from keyhold_e2e import CANARY, expect, flipped, readable, spoiled

tests = keyhold_e2e.Tests(keyhold_e2e.program())
# A disk that does not play along is worth a warning, and a warning must not end the host here.
os.environ['G_DEBUG'] = 'gc-friendly'
DAMAGED = ('DataDamaged', 'DataTruncated', 'NotThisFormat')


def needles():
    """The canary as it is, as UTF-16, and as base64 at each of the three alignments; and what a database begins with."""
    plain = CANARY.encode()
    found = [plain, CANARY.encode('utf-16-le'), CANARY.encode('utf-16-be'), b'SQLite format 3', b'CREATE TABLE']
    for shift in range(3):
        whole = base64.b64encode(b'\0' * shift + plain + b'\0' * 3)
        found.append(whole[4 if shift else 0:][:24])
    return found


@tests.add
def nothing_readable_in_any_state(organization):
    expect(readable(organization.folder, needles()) == [], 'the test finds what is not there')
    organization.create()
    organization.add_worker()
    with organization.hosted():
        check_states(organization)
    found = readable(organization.data, needles())
    expect(not found, f'at rest: {found}')
    for path in [organization.data, *organization.data.rglob('*')]:
        if not path.is_symlink():
            expect(path.stat().st_mode & 0o077 == 0, f'{path} has mode {path.stat().st_mode:o}')


def check_states(organization):
    organization.make_environment()
    organization.import_samples()
    expect(readable(organization.folder, needles()) != [], 'the test does not find what is there')

    def check(when):
        found = readable(organization.data, needles())
        expect(not found, f'{when}: {found}')
    check('after the import')
    organization.make_key()
    organization.run('cmk', 'enable', '--policy', 'ep-sales', '--environment', 'Sales')
    check('encrypted')
    organization.run('key', 'disable', 'kv-sales/cmk', '--confirm', 'cmk')
    check('locked')
    organization.run('key', 'enable', 'kv-sales/cmk')
    organization.run('unlock', 'apply', 'Sales')
    check('open again')


def a_full_disk_loses_nothing(organization):
    with mounted(organization.folder / 'small', 'size=24m') as small:
        organization = keyhold_e2e.Organization(organization.folder, organization.program, small / 'organization')
        organization.create()
        organization.add_worker()
        with organization.hosted():
            organization.make_environment()
            organization.make_key()
            organization.import_samples()
            (organization.folder / 'big.bin').write_bytes(os.urandom(40 << 20))
            for line in (('--kind', 'file', 'big.bin'), ('report.pdf', 'big.bin', '--replace', '--kind', 'file')):
                organization.refuse(1, 'InsufficientStorage', 'data', 'import', '--environment', 'Sales', *line)
                organization.check_export()
                expect(len(organization.json('data', 'list', '--environment', 'Sales')['value']) == 5, 'half a file was kept')
            filler = fill(small)
            check_no_room(organization)
            filler.unlink()
            organization.run('cmk', 'enable', '--policy', 'ep-sales', '--environment', 'Sales')
            organization.check_export()
            organization.check_log()


def check_no_room(organization):
    """Not a byte is left: what changes something is refused, what is there can be read."""
    for line in (('environment', 'create', 'More', '--type', 'Sandbox', '--geo', 'unitedstates'),
                 ('vault', 'create', 'kv-more', '--region', 'eastus'), ('key', 'create', 'kv-sales/more', '--kty', 'RSA'),
                 ('key', 'disable', 'kv-sales/cmk', '--yes', '--confirm', 'cmk'),
                 ('cmk', 'enable', '--policy', 'ep-sales', '--environment', 'Sales')):
        result = organization.run(*line, '-o', 'json', expect=1)
        expect(result.error()['code'] in ('InsufficientStorage', 'AuditUnavailable'), f'{result}')
    expect(organization.state() == 'Ready', 'the environment changed')
    organization.check_export()


def a_read_only_folder_is_said(organization):
    with mounted(organization.folder / 'disk', 'size=64m') as disk:
        organization = keyhold_e2e.Organization(organization.folder, organization.program, disk / 'organization')
        organization.create()
        subprocess.run(['mount', '-o', 'remount,ro', str(disk)], check=True)
        organization.refuse(1, 'ReadOnly', 'environment', 'list')
        elsewhere = keyhold_e2e.Organization(organization.folder, organization.program, disk / 'other')
        elsewhere.refuse(1, 'ReadOnly', 'tenant', 'create', 'Other', '--home-geo', 'unitedstates')
        subprocess.run(['mount', '-o', 'remount,rw', str(disk)], check=True)
        organization.run('environment', 'list')


@tests.add
def damaged_data_is_named_and_the_rest_is_readable(organization):
    organization.create()
    organization.add_worker()
    with organization.hosted():
        organization.make_environment()
        organization.import_samples()
        items = max((path for path in organization.data.rglob('items/*') if path.is_file()),
                    key=lambda path: path.stat().st_size)
        whole = items.read_bytes()
        for bad in (flipped(whole, len(whole) // 2), flipped(whole, 10), whole[:-1], whole[:200], whole[:70000], b'',
                    whole + b'x', whole[:4] + b'\x7f' + whole[5:], b'%PDF-1.4 not a container of ours' * 40):
            with spoiled(items, bad):
                organization.run('data', 'export', '--environment', 'Sales', '--to', 'out', expect=1)
                found = sorted(path.name for path in (organization.folder / 'out').rglob('*') if path.is_file())
                expect('report.pdf' not in found, f'half a file was written: {found}')
                shutil.rmtree(organization.folder / 'out')
        organization.check_export()
    tables = next(organization.data.rglob('dataverse/store.db'))
    whole = tables.read_bytes()
    for bad in (flipped(whole, len(whole) // 2), flipped(whole, 20), whole[:-4096], whole[:100], b'',
                b'SQLite format 3\0' + whole[16:]):
        with spoiled(tables, bad), organization.hosted():
            error = organization.refuse(1, None, 'data', 'export', '--environment', 'Sales', '--to', 'out')
            expect(error['code'] in DAMAGED, f'{error}')
            organization.run('data', 'export', '--environment', 'Sales', '--store', 'files', '--to', 'files')
            shutil.rmtree(organization.folder / 'files')
            shutil.rmtree(organization.folder / 'out', ignore_errors=True)
    organization.check_export()


@tests.add
def damaged_foundations_are_refused(organization):
    organization.create()
    organization.add_worker()
    organization.run('vault', 'create', 'kv-sales', '--region', 'eastus')
    seal = organization.data / 'tenant/seal'
    whole = seal.read_bytes()
    newer = ('NewerVersion', whole[:9] + bytes([whole[9] + 1]) + whole[10:])
    for code, bad in ((None, whole[:-1]), (None, whole[:10]), (None, b''), (None, flipped(whole, len(whole) - 1)),
                      (None, b'not a seal at all, but long enough to be one' * 4), newer):
        with spoiled(seal, bad):
            result = organization.run('tenant', 'show', '-o', 'json', expect=None)
            expect(result.status in (1, 6), f'{result}')
            expect(code is None or result.error()['code'] == code, f'{result}')
    database = organization.data / 'tenant/tenant.db'
    whole = database.read_bytes()
    for bad in (flipped(whole, 20), whole[:-4096], whole[:100], b'', b'SQLite format 3\0' + whole[16:]):
        with spoiled(database, bad):
            error = organization.refuse(1, None, 'environment', 'list')
            expect(error['code'] in DAMAGED, f'{error}')
    expect(organization.json('vault', 'list')['value'][0]['name'] == 'kv-sales', 'the vault is gone')


@tests.add
def an_altered_log_is_found(organization):
    organization.create()
    organization.add_worker()
    organization.run('vault', 'create', 'kv-sales', '--region', 'eastus')
    log = max((organization.data / 'tenant/audit').glob('*.jsonl'), key=lambda path: path.stat().st_size)
    text = log.read_bytes()
    lines = text.splitlines(keepends=True)
    for bad in (text.replace(b'vault.create', b'vault.delete', 1), b''.join(lines[:1] + lines[2:]), b''.join(lines[:-1]),
                b''.join(lines[:1] + [lines[2], lines[1]] + lines[3:]), text[:-30]):
        with spoiled(log, bad):
            result = organization.run('audit', 'verify', '-o', 'json', expect=1)
            expect(result.json()['result'] == 'broken' and result.json()['firstBad'], f'{result}')
    organization.check_log()


tests.add(a_full_disk_loses_nothing, skip=may_mount())
tests.add(a_read_only_folder_is_said, skip=may_mount())
keyhold_e2e.main(tests)
