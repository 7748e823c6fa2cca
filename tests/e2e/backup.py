#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""All data of an environment to a file and back: the same-key rules of domain.md 4.5, holds, and what goes wrong."""

import random
import signal

import keyhold_e2e
from keyhold_e2e import CANARY, expect, flipped, readable, wait_until

tests = keyhold_e2e.Tests(keyhold_e2e.program())
DATABASE_BEGINS = b'SQLite format 3'


def make(org, name, kind='Sandbox', geo='unitedstates', key=None):
    org.run('environment', 'create', name, '--type', kind, '--geo', geo, '--dataverse')
    org.run('environment', 'enable-managed', name)
    if key:
        org.run('cmk', 'enable', '--policy', key, '--environment', name)


def back_up(org, name, file='sales.khbackup'):
    return org.json('environment', 'backup', name, '--to', file)


def restore(org, target, file='sales.khbackup', **options):
    return org.run('environment', 'restore', target, file, '--confirm', target, '--irreversible', **options)


def folders(org):
    return sorted(path.name for path in (org.data / 'environments').iterdir())


def held(org, key='kv-sales/cmk'):
    return [hold for hold in org.json('key', 'holds', key)['value'] if hold['kind'] == 'backup']


def there_and_back(org):
    """The data is what it was, whatever was done to it since, in the environment itself and in another one of its key."""
    make(org, 'Sales', 'Production', key='ep-sales')
    make(org, 'Spare', key='ep-sales')
    org.import_samples()
    before = folders(org)
    made = back_up(org, 'Sales')
    file = org.folder / 'sales.khbackup'
    expect(made['bytes'] == file.stat().st_size and file.stat().st_mode & 0o077 == 0, f'the file: {made}')
    content = file.read_bytes()
    expect(CANARY.encode() not in content and DATABASE_BEGINS not in content, 'the file can be read')
    expect(folders(org) == before and list(org.folder.glob('.part-*')) == [], 'something is left of it')
    org.refuse(5, 'AlreadyExists', 'environment', 'backup', 'Sales', '--to', 'sales.khbackup')
    org.run('data', 'remove', '--environment', 'Sales', '--yes', 'report.pdf')
    (org.folder / 'later.txt').write_text('made after the backup')
    org.run('data', 'import', '--environment', 'Sales', '--kind', 'file', 'later.txt')
    org.refuse(4, 'ConfirmationRequired', 'environment', 'restore', 'Sales', 'sales.khbackup')
    org.refuse(4, None, 'environment', 'restore', 'Sales', 'sales.khbackup', '--confirm', 'Spare', '--irreversible')
    expect(folders(org) == before, 'what was not restored is left')
    restore(org, 'Sales')
    org.check_export()
    restore(org, 'Spare')
    org.check_export(environment='Spare')
    expect(len(folders(org)) == len(before), f'folders: {folders(org)}')
    newest = org.json('environment', 'history', 'Sales')['value'][:2]
    expect([(row['type'], row['state']) for row in newest] == [('Restore', 'Succeeded'), ('Backup', 'Succeeded')], f'{newest}')
    expect(org.json('environment', 'show', 'Spare')['encryptionStatus'] == 'Encrypted', 'status of what was restored')
    expect(readable(org.data, [CANARY.encode()]) == [], 'data can be read on the disk')
    org.run('lock', 'apply', 'disable-key', 'kv-sales/cmk', '--confirm', 'cmk', '--reason', 'test')
    org.refuse(6, None, 'environment', 'backup', 'Sales', '--to', 'locked.khbackup')
    org.refuse(6, None, 'environment', 'restore', 'Sales', 'sales.khbackup')
    expect(not (org.folder / 'locked.khbackup').exists(), 'a file of a locked environment')
    org.run('key', 'enable', 'kv-sales/cmk')
    org.run('unlock', 'apply', 'Sales', 'Spare')
    org.check_export()


def rules(org):
    make(org, 'Covered', key='ep-sales')
    make(org, 'Plain')
    make(org, 'Far', geo='europe')
    make(org, 'Live', 'Production')
    make(org, 'Try', 'Trial')
    org.import_samples('Plain')
    back_up(org, 'Covered', 'covered')
    back_up(org, 'Plain', 'plain')
    for target, file, code in (('Plain', 'covered', 'EncryptionKeyMismatch'), ('Covered', 'plain', 'EncryptionKeyMismatch'),
                               ('Far', 'plain', 'EnvironmentGeo'), ('Live', 'plain', 'EnvironmentSkuType'),
                               ('Try', 'plain', 'EnvironmentSkuType')):
        org.refuse(4, code, 'environment', 'restore', target, file)
    org.refuse(4, 'EnvironmentSkuType', 'environment', 'backup', 'Try', '--to', 'try')
    org.refuse(3, None, 'environment', 'backup', 'Nowhere', '--to', 'nowhere')
    org.refuse(3, None, 'environment', 'restore', 'Plain', 'nowhere')
    org.refuse(2, None, 'environment', 'backup', 'Plain')
    data = (org.folder / 'plain').read_bytes()
    for name, changed in (('cut', data[:-1]), ('half', data[: len(data) // 2]), ('empty', b''), ('longer', data + b'\0'),
                          ('head', flipped(data, 20)), ('middle', flipped(data, len(data) // 2)), ('end', flipped(data, len(data) - 1)),
                          ('other', b'PK\3\4' + bytes(1000))):
        (org.folder / name).write_bytes(changed)
        org.refuse(4, None, 'environment', 'restore', 'Plain', name)
    org.check_export(environment='Plain')
    expect(len(folders(org)) == len(org.json('environment', 'list')['value']), f'left over: {folders(org)}')
    expect(org.json('environment', 'backups')['value'][0]['environment'] == 'Covered', 'the list of backups')
    # An environment that has left its key for another since takes its own back.
    org.run('cmk', 'enable', '--policy', 'ep-sales', '--environment', 'Plain')
    restore(org, 'Plain', 'plain')
    org.check_export(environment='Plain')
    expect(org.json('environment', 'show', 'Plain')['encryptionStatus'] == 'Encrypted', 'status after the restore')


def holds(org):
    """Files hold the key until they are said to be thrown away; what takes the key away names them."""
    make(org, 'Sales', key='ep-sales')
    org.import_samples()
    first = back_up(org, 'Sales', 'first')
    second = back_up(org, 'Sales', 'second')
    expect(sorted(hold['backup'] for hold in held(org)) == sorted([first['backup'], second['backup']]), f'holds: {held(org)}')
    files = [row for row in org.json('key', 'where-used', 'kv-sales/cmk')['value'] if 'backup' in row]
    expect(sorted(row['backup'] for row in files) == sorted([first['backup'], second['backup']])
           and all(row['environment'] == 'Sales' and row['madeAt'] and not row['store'] for row in files), f'where-used: {files}')
    text = org.run('environment', 'reset', 'Sales', '-o', 'table', expect=4).out
    expect('2 backup files are forgotten by it' in text and text.count('Sales, 20') == 2, f'not named: {text}')
    plan = org.json('lock', 'plan', 'disable-key', 'kv-sales/cmk')
    expect(len(plan['backups']) == 2 and plan['backups'][0].startswith('Sales, '), f'plan: {plan}')
    org.refuse(4, None, 'environment', 'forget-backup', first['backup'])
    org.run('environment', 'forget-backup', first['backup'], '--yes')
    org.refuse(3, None, 'environment', 'forget-backup', first['backup'], '--yes')
    expect([hold['backup'] for hold in held(org)] == [second['backup']], 'the other one is forgotten too')
    # Nothing but the file needs the old version after a while, and that is enough.
    org.run('environment', 'reset', 'Sales', '--confirm', 'Sales', '--irreversible')
    expect(held(org) == [] and org.json('environment', 'backups')['value'] == [], 'a reset forgets backups')
    org.run('cmk', 'enable', '--policy', 'ep-sales', '--environment', 'Sales')
    back_up(org, 'Sales', 'third')
    org.run('cmk', 'revert', '--environment', 'Sales', '--yes')
    org.refuse(4, 'ConfirmationRequired', 'key', 'disable', 'kv-sales/cmk')
    restore(org, 'Sales', 'third')
    expect(org.json('environment', 'show', 'Sales')['encryptionStatus'] == 'NotEncrypted', 'status of a plain environment')
    org.run('key', 'disable', 'kv-sales/cmk', '--confirm', 'cmk')
    org.refuse(4, None, 'environment', 'restore', 'Sales', 'third')
    expect(org.state() == 'Ready', 'the environment needs the key')


def another_organization(org):
    make(org, 'Sales')
    org.import_samples()
    back_up(org, 'Sales')
    other = keyhold_e2e.Organization(org.folder, org.program, org.folder / 'other')
    other.create('Northwind')
    other.run('environment', 'create', 'Sales', '--type', 'Sandbox', '--geo', 'unitedstates', '--dataverse')
    other.refuse(4, 'OtherOrganization', 'environment', 'restore', 'Sales', 'sales.khbackup')
    expect(other.json('data', 'list', '--environment', 'Sales')['value'] == [], 'something was restored')


def killed(org):
    """A client that ends midway, out and in: no file, no hold, nothing restored, and it works when it is done again."""
    make(org, 'Sales', key='ep-sales')
    org.import_samples()
    (org.folder / 'large.bin').write_bytes(random.Random(7).randbytes(96 << 20))
    org.run('data', 'import', '--environment', 'Sales', '--kind', 'file', 'large.bin')
    before = folders(org)
    for round in range(4):
        client = org.start('environment', 'backup', 'Sales', '--to', 'sales.khbackup')
        wait_until(lambda: client.poll() is not None or any(part.stat().st_size > round << 22 for part in org.folder.glob('.part-*')),
                   'no byte of the backup came')
        client.send_signal(signal.SIGKILL)
        died = client.wait() == -signal.SIGKILL
        expect(not (org.folder / 'sales.khbackup').exists() or not died, 'a file of a client that was killed')
        for part in org.folder.glob('.part-*'):
            part.unlink()
        if died:
            wait_until(lambda: folders(org) == before, f'the snapshot stays: {folders(org)}')
            expect(held(org) == [], f'a key is held for nothing: {held(org)}')
        (org.folder / 'sales.khbackup').unlink(missing_ok=True)
        for row in org.json('environment', 'backups')['value']:
            org.run('environment', 'forget-backup', row['id'], '--yes')
    back_up(org, 'Sales')
    client = org.start('environment', 'restore', 'Sales', 'sales.khbackup', '--confirm', 'Sales', '--irreversible')
    wait_until(lambda: client.poll() is not None or folders(org) != before, 'nothing is sent')
    client.send_signal(signal.SIGKILL)
    client.wait()
    wait_until(lambda: org.state() == 'Ready' and len(folders(org)) == len(before), f'left over: {folders(org)}')
    org.check_export(others=1)
    restore(org, 'Sales')
    org.check_export(others=1, name='again')


def second_person(org):
    """Under four eyes what was sent waits for the approval, over a new start of the tenant."""
    make(org, 'Sales')
    org.import_samples()
    back_up(org, 'Sales')
    org.write_secret('bea', 'battery staple second person')
    org.run('account', 'add', 'Bea', '--role', 'ppa', '--new-passphrase-file', 'bea')
    org.run('tenant', 'set', 'four-eyes', 'on')
    org.run('data', 'remove', '--environment', 'Sales', '--yes', 'report.pdf')
    asked = org.run('environment', 'restore', 'Sales', 'sales.khbackup', '--confirm', 'Sales', '--irreversible', expect=4)
    expect('ApprovalRequired' in asked.out + asked.err or len(asked.out.strip()) == 36, f'no request: {asked}')
    request = org.json('request', 'list')['value'][0]['id']
    org.run('request', 'approve', request, '--confirm', 'Sales', '--irreversible', passphrase='bea', account='Bea')
    org.run('operation', 'wait', '--environment', 'Sales')
    org.check_export()
    expect(len(folders(org)) == 1, f'left over: {folders(org)}')


def run(organization, check, hosted=True):
    organization.create()
    organization.add_worker()
    if not hosted:
        check(organization)
        return
    with organization.hosted():
        organization.make_key()
        check(organization)
        organization.check_log()


@tests.add
def a_backup(organization):
    run(organization, there_and_back)


@tests.add
def what_may_be_restored_where(organization):
    run(organization, rules)


@tests.add
def keys_are_held(organization):
    run(organization, holds)


@tests.add
def of_another_organization(organization):
    run(organization, another_organization, hosted=False)


@tests.add
def clients_are_killed(organization):
    run(organization, killed)


@tests.add
def two_persons(organization):
    run(organization, second_person, hosted=False)


keyhold_e2e.main(tests)
