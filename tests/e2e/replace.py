#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""All data of an environment at once: a copy over another one, and a reset. Same-key rules of domain.md 4.5."""

import keyhold_e2e
from keyhold_e2e import CANARY, expect, readable

tests = keyhold_e2e.Tests(keyhold_e2e.program())


def make(org, name, kind='Sandbox', geo='unitedstates', key=None):
    org.run('environment', 'create', name, '--type', kind, '--geo', geo, '--dataverse')
    org.run('environment', 'enable-managed', name)
    if key:
        org.run('cmk', 'enable', '--policy', key, '--environment', name)


def copy(org, source, target, **options):
    return org.run('environment', 'copy', source, '--to', target, '--confirm', target, '--irreversible', **options)


def folders(org):
    return sorted(path.name for path in (org.data / 'environments').iterdir())


def copies(org):
    """Under one key: the target has the source's data under data keys of its own, and the source stays as it was."""
    make(org, 'Source', 'Production', key='ep-sales')
    make(org, 'Target', key='ep-sales')
    org.import_samples('Source')
    (org.folder / 'old.txt').write_text('what was there before')
    org.run('data', 'import', '--environment', 'Target', '--kind', 'file', 'old.txt')
    before = folders(org)
    org.refuse(4, 'ConfirmationRequired', 'environment', 'copy', 'Source', '--to', 'Target')
    org.refuse(4, None, 'environment', 'copy', 'Source', '--to', 'Target', '--confirm', 'Source', '--irreversible')
    copy(org, 'Source', 'Target')
    org.check_export(environment='Source')
    org.check_export(environment='Target')
    expect(org.json('environment', 'show', 'Target')['encryptionStatus'] == 'Encrypted', 'the copy is not encrypted')
    expect(len(folders(org)) == len(before) and folders(org) != before, f'folders: {folders(org)}')
    newest = org.json('environment', 'history', 'Target')['value'][0]
    expect((newest['type'], newest['state']) == ('Copy', 'Succeeded'), f'operation: {newest}')
    expect(readable(org.data, [CANARY.encode()]) == [], 'data can be read on the disk')
    # The key protects the copy like the original.
    org.run('lock', 'apply', 'disable-key', 'kv-sales/cmk', '--confirm', 'cmk', '--reason', 'test')
    expect([org.state(name) for name in ('Source', 'Target')] == ['Locked', 'Locked'], 'the copy is not under the key')
    org.refuse(6, None, 'environment', 'copy', 'Source', '--to', 'Target')
    org.run('key', 'enable', 'kv-sales/cmk')
    org.run('unlock', 'apply', 'Source', 'Target')
    org.check_export(environment='Target')


def rules(org):
    make(org, 'Covered', key='ep-sales')
    make(org, 'Plain')
    make(org, 'Other')
    make(org, 'Far', geo='europe')
    make(org, 'Live', 'Production')
    make(org, 'Try', 'Trial')
    for source, target, code in (('Covered', 'Plain', 'EncryptionKeyMismatch'), ('Plain', 'Covered', 'EncryptionKeyMismatch'),
                                 ('Plain', 'Far', 'EnvironmentGeo'), ('Plain', 'Live', 'EnvironmentSkuType'),
                                 ('Try', 'Plain', 'EnvironmentSkuType'), ('Plain', 'Try', 'EnvironmentSkuType')):
        org.refuse(4, code, 'environment', 'copy', source, '--to', target)
    org.refuse(2, None, 'environment', 'copy', 'Plain', '--to', 'Plain')
    org.refuse(3, None, 'environment', 'copy', 'Plain', '--to', 'Nowhere')
    org.import_samples('Plain')
    copy(org, 'Plain', 'Other')
    org.check_export(environment='Other')
    expect(org.json('environment', 'show', 'Other')['encryptionStatus'] == 'NotEncrypted', 'status of a plain copy')
    for name in ('Live', 'Try'):
        org.refuse(4, 'EnvironmentSkuType', 'environment', 'reset', name)


def reset(org):
    """Empty, without its policy, under the platform's key; what was there is gone from the disk."""
    make(org, 'Sales', key='ep-sales')
    org.import_samples()
    org.refuse(4, 'ConfirmationRequired', 'environment', 'reset', 'Sales')
    org.run('environment', 'reset', 'Sales', '--confirm', 'Sales', '--irreversible')
    shown = org.json('environment', 'show', 'Sales')
    expect(shown['encryptionStatus'] == 'NotEncrypted' and shown.get('policy') is None, f'after the reset: {shown}')
    expect(org.json('data', 'list', '--environment', 'Sales')['value'] == [], 'data is left')
    expect(len(list((org.data / 'environments').rglob('items/*'))) == 0, 'containers are left')
    # Nothing waits for the key any more, and the environment works on without it.
    org.run('key', 'delete', 'kv-sales/cmk', '--confirm', 'cmk', '--yes')
    expect(org.state() == 'Ready', 'the reset environment was locked')
    org.run('data', 'import', '--environment', 'Sales', '--kind', 'file', 'report.pdf')
    expect([item['name'] for item in org.json('data', 'list', '--environment', 'Sales')['value']] == ['report.pdf'], 'import')


def run(organization, check):
    organization.create()
    organization.add_worker()
    with organization.hosted():
        organization.make_key()
        check(organization)
        organization.check_log()


@tests.add
def a_copy(organization):
    run(organization, copies)


@tests.add
def who_may_take_whose_place(organization):
    run(organization, rules)


@tests.add
def a_reset(organization):
    run(organization, reset)


keyhold_e2e.main(tests)
