#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Databases, write-ahead logs and vaults that are damaged, cut, gone or of a newer version: said, and nothing is lost."""

import contextlib
import re
import shutil

import keyhold_e2e
from keyhold_e2e import expect, flipped, spoiled

tests = keyhold_e2e.Tests(keyhold_e2e.program())
DAMAGED = ('DataDamaged', 'DataTruncated', 'NotThisFormat')
VERSION = 3  # where a database has the version of its format


def newer(data):
    return data[:VERSION] + bytes([data[VERSION] + 1]) + data[VERSION + 1:]


def set_up(organization):
    organization.make_environment()
    organization.import_samples()
    organization.make_key()
    organization.run('cmk', 'enable', '--policy', 'ep-sales', '--environment', 'Sales')


@contextlib.contextmanager
def away(path):
    kept = path.with_name(path.name + '.away')
    path.rename(kept)
    try:
        yield
    finally:
        kept.rename(path)


PAGE = 4096  # the second one is read whenever the vault is opened; others wait until somebody needs them


@tests.add
def a_vault_that_cannot_be_read_is_not_gone(organization):
    organization.create()
    organization.add_worker()
    with organization.hosted():
        set_up(organization)
        organization.make_key('kv-other', 'spare', 'ep-other')
        shown = organization.json('key', 'show', 'kv-sales/cmk')
    vault = organization.data / 'vaults/kv-sales/vault.db'
    whole = vault.read_bytes()
    for codes, state in ((DAMAGED, spoiled(vault, flipped(whole, PAGE + PAGE // 2))), (DAMAGED, spoiled(vault, whole[:-4096])),
                         (DAMAGED, spoiled(vault, b'')), (DAMAGED, spoiled(vault, b'SQLite format 3\0' + whole[16:])),
                         (('NewerVersion',), spoiled(vault, newer(whole))), (('VaultMissing',), away(vault))):
        with state, organization.hosted():
            check_unreadable(organization, codes)
        with organization.hosted():
            after = organization.json('key', 'show', 'kv-sales/cmk')
            expect(after['thumbprint'] == shown['thumbprint'], f'another key: {after}')
            organization.run('unlock', 'apply', 'Sales')
            organization.check_export()
            organization.check_log()


def check_unreadable(organization, codes):
    """The vault says what is wrong with it, its environment is locked, and the other vault works."""
    for line in (('key', 'show', 'kv-sales/cmk'), ('key', 'list', 'kv-sales'), ('key', 'list'), ('key', 'versions', 'kv-sales/cmk'),
                 ('key', 'create', 'kv-sales/cmk', '--kty', 'RSA'), ('key', 'disable', 'kv-sales/cmk', '--yes'),
                 ('lock', 'plan', 'disable-key', 'kv-sales/cmk')):
        error = organization.refuse(1, None, *line)
        expect(error['code'] in codes and 'vault.db' in error['detail'], f'{line}: {error}')
    expect(organization.state() == 'Locked', 'open without its key')
    organization.refuse(6, None, 'data', 'list', '--environment', 'Sales')
    check_suspended(organization)
    diagnosis = organization.json('unlock', 'diagnose', 'Sales')
    expect([trigger['object'] for trigger in diagnosis['triggers']] == ['kv-sales'], f'{diagnosis}')
    expect(diagnosis['originalKey'] == 'unknown' and 'backup' in diagnosis['repairs'][0]['text'], f'{diagnosis}')
    organization.refuse(4, None, 'unlock', 'apply', 'Sales')
    policy = organization.json('policy', 'show', 'ep-sales')
    expect('cannot be read' in policy['healthReason'], f'{policy}')
    expect(organization.json('key', 'list', 'kv-other')['value'], 'the other vault lost its key')
    listed = organization.run('key', 'list', '-o', 'json', expect=1).json()['value']
    expect([key['vault'] for key in listed] == ['kv-other'], f'{listed}')
    shown = {vault['name']: vault.get('fault') for vault in organization.json('vault', 'list')['value']}
    expect('vault.db' in shown['kv-sales'] and not shown['kv-other'], f'{shown}')
    organization.run('key', 'update', 'kv-other/spare', '--tag', 'a=b')


def check_suspended(organization):
    """Locked, and says that nothing is deleted because of it."""
    shown = organization.json('environment', 'show', 'Sales')
    expect(shown['state'] == 'Locked' and shown['deletionAt'] is None and shown['deletionSuspended'], f'{shown}')
    expect(shown['lockCause']['trigger'] == 'vault-unreadable', f'{shown}')
    listed = organization.json('environment', 'list')['value'][0]
    expect(listed['deletionAt'] is None and listed['deletionSuspended'], f'{listed}')
    told = organization.run('environment', 'show', 'Sales', '-o', 'table').out
    expect(re.search('Deletion suspended: +yes', told), 'not said to people')


@tests.add
def a_folder_of_vaults_that_is_not_mounted_costs_nothing(organization):
    disk = organization.folder / 'disk'
    organization.create('Fabrikam', '--vaults-dir', disk / 'vaults')
    organization.add_worker()
    with organization.hosted():
        set_up(organization)
    for empty in (False, True):  # the disk is not there; its mount point is
        with away(disk):
            if empty:
                (disk / 'vaults').mkdir(parents=True)
            with organization.hosted():
                check_suspended(organization)
                organization.refuse(6, None, 'data', 'list', '--environment', 'Sales')
                error = organization.refuse(1, 'VaultMissing', 'key', 'list', 'kv-sales')
                expect(str(disk / 'vaults/kv-sales/vault.db') in error['detail'], f'{error}')
                organization.refuse(4, 'vault-unreadable', 'unlock', 'apply', 'Sales')
                error = organization.refuse(4, 'VaultsFolderMissing', 'vault', 'create', 'kv-more', '--region', 'eastus')
                expect('folder of vaults' in error['detail'] and 'mount' in error['advice'], f'{error}')
            expect(not (disk / 'vaults/kv-more').exists(), 'made where the disk belongs')
            if empty:
                shutil.rmtree(disk)
        with organization.hosted():
            organization.run('unlock', 'apply', 'Sales')
            organization.check_export()
            organization.check_log()


@tests.add
def a_newer_version_is_left_alone(organization):
    organization.create()
    organization.add_worker()
    with organization.hosted():
        organization.make_environment()
        organization.import_samples()
    tenant = organization.data / 'tenant/tenant.db'
    with spoiled(tenant, newer(tenant.read_bytes())):
        organization.refuse(1, 'NewerVersion', 'environment', 'list')
    for store in ('dataverse', 'files'):
        database = next(organization.data.rglob(f'{store}/store.db'))
        bad = newer(database.read_bytes())
        with spoiled(database, bad), organization.hosted():
            organization.refuse(1, 'NewerVersion', 'data', 'export', '--environment', 'Sales', '--store', store, '--to', 'out')
            expect(database.read_bytes() == bad, 'a newer file was written to')
            shutil.rmtree(organization.folder / 'out', ignore_errors=True)
    log = organization.data / 'tenant/audit/00000001.jsonl'
    with spoiled(log, log.read_bytes().replace(b'{"v":1,', b'{"v":2,', 1)):
        organization.refuse(1, 'NewerVersion', 'environment', 'list')
    item = next(path for path in organization.data.rglob('files/items/*') if path.is_file())
    whole = item.read_bytes()
    with spoiled(item, whole[:8] + b'\0\2' + whole[10:]), organization.hosted():
        organization.refuse(1, None, 'data', 'export', '--environment', 'Sales', '--store', 'files', '--to', 'out')
        shutil.rmtree(organization.folder / 'out', ignore_errors=True)
    organization.check_export()
    organization.check_log()


@tests.add
def a_damaged_write_ahead_log_is_not_passed_over(organization):
    organization.create()
    organization.add_worker()
    with organization.hosted() as host:
        organization.make_environment()
        organization.import_samples()
        for number in range(4):
            organization.run('account', 'add', f'account {number}', '--role', 'maker')
        host.kill()  # what it wrote lies in the log alone
        host.wait(timeout=keyhold_e2e.LIMIT)
    log = organization.data / 'tenant/tenant.db-wal'
    whole = log.read_bytes()
    expect(len(whole) > 20_000, f'the log has {len(whole)} bytes')
    for bad in (flipped(whole, 0), flipped(whole, 20), flipped(whole, len(whole) // 2), flipped(whole, 40),
                whole[:20_000] + bytes(4096) + whole[24_096:], b'no log of ours at all' * 2000):
        with spoiled(log, bad):
            error = organization.refuse(1, None, 'account', 'list')
            expect(error['code'] in DAMAGED and 'tenant.db-wal' in error['detail'], f'{error}')
            expect(log.read_bytes() == bad, 'the damaged log was written to')
    expect(len(organization.json('account', 'list')['value']) == 6, 'an account is lost')
    organization.check_export()
    organization.check_log()


@tests.add
def a_state_older_than_the_log_is_refused(organization):
    """A write-ahead log that is cut at its end looks like one that a crash cut; the audit log knows better."""
    organization.create()
    organization.add_worker()
    with organization.hosted() as host:
        organization.make_environment()
        organization.run('account', 'add', 'newest', '--role', 'maker')
        host.kill()
        host.wait(timeout=keyhold_e2e.LIMIT)
    log = organization.data / 'tenant/tenant.db-wal'
    whole = log.read_bytes()
    for bad in (whole[:-1], whole[:len(whole) // 2], b'', flipped(whole, len(whole) - 10)):
        with spoiled(log, bad):
            error = organization.refuse(1, 'StateOlderThanLog', 'account', 'list')
            expect('older than its audit log' in error['detail'] and 'accept-rollback' in error['advice'], f'{error}')
    with away(log):
        organization.refuse(1, 'StateOlderThanLog', 'account', 'list')
    expect(len(organization.json('account', 'list')['value']) == 3, 'an account is lost')
    earlier = (organization.data / 'tenant/tenant.db').read_bytes()
    with organization.hosted():
        organization.run('account', 'add', 'later', '--role', 'maker')
    (organization.data / 'tenant/tenant.db').write_bytes(earlier)
    organization.refuse(1, 'StateOlderThanLog', 'account', 'list')
    organization.refuse(4, None, 'tenant', 'accept-rollback')
    organization.refuse(1, 'StateOlderThanLog', 'account', 'list')
    organization.run('tenant', 'accept-rollback', '--yes')
    expect(len(organization.json('account', 'list')['value']) == 3, 'not the state that was accepted')
    records = [record['action'] for record in organization.json('audit', 'list')['value']]
    expect(records.count('tenant.accept-rollback') == 1, f'{records}')
    organization.check_log()


@tests.add
def a_vault_older_than_the_log_is_not_used(organization):
    """What was disabled would be enabled again, and a new key would seem to be purged."""
    organization.create()
    organization.add_worker()
    with organization.hosted():
        set_up(organization)
    folder = organization.data / 'vaults/kv-sales'
    earlier = (folder / 'vault.db').read_bytes()
    with organization.hosted() as host:
        organization.run('key', 'create', 'kv-sales/later', '--kty', 'RSA', '--size', '2048')
        organization.run('key', 'disable', 'kv-sales/later', '--yes')
        host.kill()
        host.wait(timeout=keyhold_e2e.LIMIT)
    log = folder / 'vault.db-wal'
    whole, database = log.read_bytes(), (folder / 'vault.db').read_bytes()
    for bad in (whole[:-1], whole[:len(whole) // 2], b''):
        (folder / 'vault.db').write_bytes(database)
        with spoiled(log, bad):
            with organization.hosted():
                check_suspended(organization)
                error = organization.refuse(1, 'VaultOlderThanLog', 'key', 'list', 'kv-sales')
                expect('older than the audit log' in error['detail'] and 'accept-rollback' in error['advice'], f'{error}')
                organization.refuse(1, 'VaultOlderThanLog', 'key', 'update', 'kv-sales/cmk', '--tag', 'a=b')
            log.touch()
    with organization.hosted():
        expect(not organization.json('key', 'show', 'kv-sales/later')['enabled'], 'a key is enabled again')
        organization.run('unlock', 'apply', 'Sales')
        organization.check_export()
    (folder / 'vault.db').write_bytes(earlier)
    with organization.hosted():
        organization.refuse(1, 'VaultOlderThanLog', 'key', 'list', 'kv-sales')
    organization.refuse(4, None, 'tenant', 'accept-rollback')
    organization.run('tenant', 'accept-rollback', '--yes')
    with organization.hosted():
        expect([key['name'] for key in organization.json('key', 'list', 'kv-sales')['value']] == ['cmk'], 'not what was accepted')
        organization.run('key', 'update', 'kv-sales/cmk', '--tag', 'a=b')
        organization.run('unlock', 'apply', 'Sales')
        organization.check_export()
        records = [record['action'] for record in organization.json('audit', 'list')['value']]
        expect(records.count('vault.accept-rollback') == 1, f'{records}')
        organization.check_log()


keyhold_e2e.main(tests)
