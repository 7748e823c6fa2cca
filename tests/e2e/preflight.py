#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Keys, vaults, policies and environments that a rule forbids: the rule is named, nothing changes, and its fix settles it."""

import shlex

import keyhold_e2e
from keyhold_e2e import expect

tests = keyhold_e2e.Tests(keyhold_e2e.program())
PLACE = ('--geo', 'unitedstates')


def make_vault(organization, name, *words, region='eastus', protection='--purge-protection'):
    organization.run('vault', 'create', name, '--region', region, *([protection] if protection else []), *words)


def make_policy(organization, key, *words, geo='unitedstates', grant=True):
    """A key and a policy ep-KEY on it."""
    vault, name = key.split('/')
    organization.run('key', 'create', key, '--kty', 'RSA', *words)
    organization.run('policy', 'create', f'ep-{name}', '--geo', geo, '--key', key)
    if grant:
        organization.run('policy', 'grant', f'ep-{name}')


def state(organization):
    return [organization.json(*words) for words in (
        ('environment', 'list'), ('operation', 'list'), ('policy', 'list'), ('vault', 'list'), ('key', 'list'),
        ('cmk', 'status'))]


def blocking(result):
    return [finding for finding in result.json()['findings'] if finding['result'] in ('block', 'unknown')]


def refused(organization, policy, *rules, environment='Sales'):
    """Both verbs stop with @rules, and nothing is changed. Gives what blocks."""
    objects = ('--policy', policy, '--environment', environment)
    before = state(organization)
    checked = organization.run('cmk', 'preflight', *objects, '-o', 'json', expect=4)
    found = blocking(checked)
    expect(sorted(finding['id'] for finding in found) == sorted(rules), f'{policy}: {found}')
    expect(checked.json()['result'] == 'block', f'{checked}')
    for finding in found:
        expect(finding['text'] and finding['evidence'] and finding['subject'], f'{finding}')
    enabled = organization.run('cmk', 'enable', *objects, '-o', 'json', expect=4)
    expect(blocking(enabled) == found, f'{enabled}')
    for result in (checked, enabled):
        error = result.error()
        expect(error['code'] == 'RuleViolation' and all(rule in error['detail'] for rule in rules), f'{error}')
    shown = organization.run('cmk', 'enable', *objects, expect=4)
    expect(all(finding['text'] in shown.out for finding in found), f'{shown}')
    expect(state(organization) == before, f'{policy}: something changed')
    return found


def fixed(organization, policy, found):
    """Does what the findings say, and the pre-flight passes."""
    for finding in found:
        words = shlex.split(finding['fix']['command'])
        expect(words.pop(0) == 'keyholdctl', f'{finding}')
        organization.run(*words, '--yes')
    organization.run('cmk', 'preflight', '--policy', policy, '--environment', 'Sales')


@tests.add
def keys_that_cannot_protect(organization):
    organization.create()
    organization.add_worker()
    with organization.hosted():
        organization.make_environment()
        make_vault(organization, 'kv-sales')
        for words, says in ((('EC',), 'RSA'), (('EC', '--curve', 'P-256'), 'RSA'), (('oct', '--size', '256'), 'RSA'),
                            (('RSA', '--size', '1024'), '2048'), (('RSA', '--size', '2049'), '2048'),
                            (('RSA', '--ops', 'fly'), 'fly'), (('AES',), 'type')):
            error = organization.refuse(2, None, 'key', 'create', 'kv-sales/none', '--kty', *words)
            expect(says in error['detail'], f'{words}: {error}')
        make_vault(organization, 'kv-plain', '--sku', 'standard')
        organization.refuse(4, 'RuleViolation', 'key', 'create', 'kv-plain/none', '--kty', 'RSA-HSM')
        expect(organization.json('key', 'list')['value'] == [], 'a key was made')

        make_policy(organization, 'kv-sales/large', '--size', '4096')
        refused(organization, 'ep-large', 'Y3')
        make_policy(organization, 'kv-sales/expired', '--exp', '2020-01-01')
        fixed(organization, 'ep-expired', refused(organization, 'ep-expired', 'Y6'))
        make_policy(organization, 'kv-sales/future', '--nbf', '2199-01-01')
        fixed(organization, 'ep-future', refused(organization, 'ep-future', 'Y5'))
        make_policy(organization, 'kv-sales/signer', '--ops', 'sign,verify')
        fixed(organization, 'ep-signer', refused(organization, 'ep-signer', 'Y8'))
        operations = organization.json('key', 'show', 'kv-sales/signer')['keyOps']
        expect(sorted(operations) == ['sign', 'unwrapKey', 'verify', 'wrapKey'], f'{operations}')
        make_policy(organization, 'kv-sales/off')
        organization.run('key', 'disable', 'kv-sales/off', '--yes')
        fixed(organization, 'ep-off', refused(organization, 'ep-off', 'Y4'))
        make_policy(organization, 'kv-sales/gone')
        organization.run('key', 'delete', 'kv-sales/gone', '--yes')
        fixed(organization, 'ep-gone', refused(organization, 'ep-gone', 'Y1'))
        organization.check_log()


@tests.add
def vaults_and_grants_that_do_not_do(organization):
    organization.create()
    organization.add_worker()
    with organization.hosted():
        organization.make_environment()
        make_vault(organization, 'kv-open', protection=None)
        make_policy(organization, 'kv-open/purgeable')
        fixed(organization, 'ep-purgeable', refused(organization, 'ep-purgeable', 'K3'))
        make_policy(organization, 'kv-open/ungranted', grant=False)
        fixed(organization, 'ep-ungranted', refused(organization, 'ep-ungranted', 'P5'))
        make_vault(organization, 'kv-old', '--permission-model', 'access-policy')
        make_policy(organization, 'kv-old/listed', grant=False)
        fixed(organization, 'ep-listed', refused(organization, 'ep-listed', 'P6'))
        make_vault(organization, 'kv-shut')
        make_policy(organization, 'kv-shut/closed')
        organization.run('vault', 'update', 'kv-shut', '--public-network', 'off', '--bypass', 'none', '--yes')
        fixed(organization, 'ep-closed', refused(organization, 'ep-closed', 'K5'))
        organization.run('vault', 'delete', 'kv-shut', '--yes')
        fixed(organization, 'ep-closed', refused(organization, 'ep-closed', 'K1', 'P5'))
        make_vault(organization, 'kv-eu', region='westeurope')
        make_policy(organization, 'kv-eu/abroad', geo='europe')
        refused(organization, 'ep-abroad', 'E5')
        organization.check_log()


@tests.add
def environments_that_may_not(organization):
    organization.create()
    organization.add_worker()
    with organization.hosted():
        organization.make_environment()
        organization.make_environment('Unmanaged', managed=False)
        organization.make_key()
        organization.run('environment', 'create', 'Bare', '--type', 'Production', *PLACE)
        for kind in ('Trial', 'Teams'):
            organization.run('environment', 'create', kind, '--type', kind, *PLACE, '--dataverse')
            refused(organization, 'ep-sales', 'E2', 'E3', environment=kind)
        refused(organization, 'ep-sales', 'E1', 'E2', environment='Bare')
        refused(organization, 'ep-sales', 'E2', environment='Unmanaged')
        organization.run('account', 'add', 'stranger', '--role', 'ppa')
        before, organization.account = organization.account, 'stranger'
        refused(organization, 'ep-sales', 'P9')
        organization.account = before

        organization.run('cmk', 'enable', '--policy', 'ep-sales', '--environment', 'Sales')
        make_policy(organization, 'kv-sales/other')
        refused(organization, 'ep-other', 'E6')
        organization.run('key', 'disable', 'kv-sales/cmk', '--confirm', 'cmk')
        refused(organization, 'ep-other', 'E6', 'E8')
        # One environment that may not keeps the others from being begun.
        both = organization.run('cmk', 'enable', '--policy', 'ep-other', '--environment', 'Unmanaged', 'Sales', expect=4)
        expect('E2' in both.out and organization.json('environment', 'show', 'Unmanaged')['policy'] is None, f'{both}')
        organization.check_log()


def an_environment_that_is_busy(organization):
    organization.create()
    organization.add_worker()
    with organization.held():
        organization.make_environment()
        organization.import_samples()
        organization.make_key()
        objects = ('--policy', 'ep-sales', '--environment', 'Sales')
        organization.run('cmk', 'enable', *objects, '--no-wait')
        found = blocking(organization.run('cmk', 'preflight', *objects, '-o', 'json', expect=4))
        expect([finding['id'] for finding in found] == ['E7'], f'{found}')
        expect(found[0]['evidence'] == 'NewCustomerManagedKey is Running.', f'{found}')
        organization.let_go()
        fixed(organization, 'ep-sales', found)
        expect(organization.json('environment', 'show', 'Sales')['encryptionStatus'] == 'Encrypted', 'not waited for')
        organization.check_log()


tests.add(an_environment_that_is_busy)
keyhold_e2e.main(tests)
