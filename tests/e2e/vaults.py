#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a vault can do besides making keys: secrets, backups of keys, access in both permission models."""

import stat

import keyhold_e2e
from keyhold_e2e import expect

tests = keyhold_e2e.Tests(keyhold_e2e.program())

VALUE = 'first line 7d1f0a92\nsecond — line'


def secrets(org):
    org.write_secret('value', VALUE)
    org.write_secret('large', 'x' * (25 * 1024 + 1))
    (org.folder / 'bytes').write_bytes(b'\xff\xfe\x00')
    made = org.json('secret', 'set', 'kv-one/smtp', '--value-file', 'value')
    expect('value' not in made, 'a value is told by set')
    org.write_secret('other', 'another')
    newest = org.json('secret', 'set', 'kv-one/smtp', '--value-file', 'other')['version']
    shown = org.json('secret', 'show', 'kv-one/smtp')
    expect(shown['version'] == newest and 'value' not in shown, f'shown: {shown}')
    old = org.json('secret', 'show', f'kv-one/smtp/{made["version"]}', '--value')
    expect(old['value'] == VALUE, 'an old version has another value')
    expect([v['current'] for v in org.json('secret', 'versions', 'kv-one/smtp')['value']] == [False, True],
              'versions')
    for arguments in (('--value-file', 'large'), ('--value-file', 'bytes')):
        org.refuse(2, None, 'secret', 'set', 'kv-one/smtp', *arguments)
    org.refuse(3, None, 'secret', 'show', 'kv-one/none', '--value')
    org.refuse(2, None, 'secret', 'delete', f'kv-one/smtp/{newest}', '--yes')
    org.refuse(4, None, 'secret', 'delete', 'kv-one/smtp')
    org.run('secret', 'delete', 'kv-one/smtp', '--yes')
    expect([s['name'] for s in org.json('secret', 'list', '--deleted')['value']] == ['smtp'], 'deleted list')
    expect(org.json('secret', 'list')['value'] == [], 'list')
    org.refuse(3, None, 'secret', 'show', 'kv-one/smtp')
    org.run('secret', 'recover', 'kv-one/smtp')
    org.run('secret', 'delete', 'kv-one/smtp', '--yes')
    org.refuse(4, None, 'secret', 'purge', 'kv-one/smtp', '--confirm', 'smtp')
    org.run('secret', 'purge', 'kv-one/smtp', '--confirm', 'smtp', '--irreversible')
    expect(org.json('secret', 'list', '--deleted')['value'] == [], 'purged')
    # An auditor sees that there are secrets, and reads none; a grant of the vault lets one read.
    org.run('secret', 'set', 'kv-one/smtp', '--value-file', 'value')
    org.json('secret', 'show', 'kv-one/smtp', account='Otto')
    org.refuse(4, None, 'secret', 'show', 'kv-one/smtp', '--value', account='Otto')
    org.run('vault', 'grant', 'kv-one', '--to', 'Otto', '--role', 'Key Vault Secrets User')
    expect(org.json('secret', 'show', 'kv-one/smtp', '--value', account='Otto')['value'] == VALUE, 'granted')
    org.refuse(4, None, 'secret', 'set', 'kv-one/smtp', '--value-file', 'other', account='Otto')
    for path in org.data.rglob('*'):
        expect(not path.is_file() or b'7d1f0a92' not in path.read_bytes(), f'a value stands in {path}')


def backups(org):
    made = org.json('key', 'create', 'kv-one/spare', '--kty', 'RSA', '--size', '2048')
    org.run('key', 'backup', 'kv-one/spare', '--to', 'spare.backup')
    mode = (org.folder / 'spare.backup').stat().st_mode
    expect(stat.S_IMODE(mode) == 0o600, f'others may read a backup: {mode:o}')
    org.refuse(5, None, 'key', 'backup', 'kv-one/spare', '--to', 'spare.backup')
    org.refuse(3, None, 'key', 'restore', 'kv-one', 'missing.backup')
    org.refuse(5, None, 'key', 'restore', 'kv-one', 'spare.backup')
    org.run('vault', 'create', 'kv-far', '--region', 'westeurope')
    org.refuse(4, None, 'key', 'restore', 'kv-far', 'spare.backup')
    org.run('key', 'delete', 'kv-one/spare', '--yes')
    org.refuse(5, None, 'key', 'restore', 'kv-one', 'spare.backup')
    org.run('key', 'purge', 'kv-one/spare', '--confirm', 'spare', '--irreversible')
    back = org.json('key', 'restore', 'kv-one', 'spare.backup')
    expect(back['thumbprint'] == made['thumbprint'] and back['version'] == made['version'], 'another key')
    (org.folder / 'bad.backup').write_bytes((org.folder / 'spare.backup').read_bytes()[:-1])
    org.run('key', 'delete', 'kv-one/spare', '--yes')
    org.run('key', 'purge', 'kv-one/spare', '--confirm', 'spare', '--irreversible')
    org.refuse(2, None, 'key', 'restore', 'kv-one', 'bad.backup')


def protect(org, model):
    """An environment on a key of a vault with this permission model; its names."""
    vault, policy, environment = f'kv-{model[:4]}', f'ep-{model[:4]}', f'Sales {model}'
    org.run('environment', 'create', environment, '--type', 'Sandbox', '--geo', 'unitedstates', '--dataverse')
    org.run('environment', 'enable-managed', environment)
    org.run('vault', 'create', vault, '--region', 'eastus', '--purge-protection', '--permission-model', model)
    org.run('key', 'create', f'{vault}/cmk', '--kty', 'RSA', '--size', '2048')
    org.run('policy', 'create', policy, '--geo', 'unitedstates', '--key', f'{vault}/cmk')
    org.run('policy', 'grant', policy)
    org.run('cmk', 'enable', '--policy', policy, '--environment', environment)
    return vault, policy, environment


def access(org, model):
    vault, policy, environment = protect(org, model)
    org.run('vault', 'grant', vault, '--to', 'Otto', '--role', 'Key Vault Secrets Officer')
    rows = {row['principal']: row for row in org.json('vault', 'access', vault)['value']}
    expect(set(rows) == {policy, 'Otto'} and all(row['effective'] for row in rows.values()), f'{rows}')
    if model == 'access-policy':
        expect(sorted(rows[policy]['permissions']) == ['get', 'unwrapKey', 'wrapKey'], f'{rows}')
        expect('set' in rows['Otto']['secretPermissions'], f'{rows}')
    org.run('policy', 'reader', policy, '--add', 'Otto')
    names = [row['principal'] for row in org.json('environment', 'access', environment)['value']]
    expect(sorted(names) == sorted([policy, 'Otto', 'Otto']), f'access of an environment: {names}')
    # What protects nothing goes with a word; what protects an environment wants its name.
    org.run('vault', 'revoke', vault, '--from', 'Otto', '--yes')
    org.refuse(3, None, 'vault', 'revoke', vault, '--from', 'Otto', '--yes')
    org.refuse(4, None, 'vault', 'revoke', vault, '--from', policy, '--yes')
    org.run('vault', 'revoke', vault, '--from', policy, '--confirm', vault)
    expect(org.json('environment', 'show', environment)['state'] == 'Locked', 'it is not locked')
    org.run('policy', 'grant', policy)
    org.run('unlock', 'apply', environment)
    org.refuse(4, None, 'policy', 'revoke', policy)
    org.run('policy', 'revoke', policy, '--confirm', policy)
    expect(org.json('environment', 'show', environment)['state'] == 'Locked', 'it is not locked')


def hosted(organization):
    """An organization with a vault and an auditor, hosted until the end."""
    organization.create()
    organization.add_worker()
    organization.run('account', 'add', 'Otto', '--role', 'auditor')
    organization.account = 'worker'
    return organization.hosted()


@tests.add
def secrets_with_versions(organization):
    with hosted(organization):
        organization.run('vault', 'create', 'kv-one', '--region', 'eastus')
        secrets(organization)
        organization.check_log()


@tests.add
def backups_of_keys(organization):
    with hosted(organization):
        organization.run('vault', 'create', 'kv-one', '--region', 'eastus')
        backups(organization)
        organization.check_log()


@tests.add
def access_by_roles(organization):
    with hosted(organization):
        access(organization, 'rbac')
        organization.check_log()


@tests.add
def access_by_policies(organization):
    with hosted(organization):
        access(organization, 'access-policy')
        organization.check_log()


keyhold_e2e.main(tests)
