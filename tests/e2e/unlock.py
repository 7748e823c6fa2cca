#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The way back from a lock: for each trigger the diagnosis lists the steps, unlock repair does them, and unlock apply opens."""

import keyhold_e2e
from keyhold_e2e import expect

tests = keyhold_e2e.Tests(keyhold_e2e.program())

SALES, FIELD, LATER = 'Sales', 'Field', '2999-01-01'


def protect(organization):
    organization.make_environment(SALES)
    organization.make_environment(FIELD)
    organization.make_key()
    organization.run('vault', 'create', 'kv-field', '--region', 'eastus', '--purge-protection',
                     '--permission-model', 'access-policy')
    organization.run('vault', 'grant', 'kv-field', '--to', 'worker', '--role', 'Key Vault Crypto Officer')
    organization.run('key', 'create', 'kv-field/cmk', '--kty', 'RSA', '--size', '2048')
    organization.run('policy', 'create', 'ep-field', '--geo', 'unitedstates', '--key', 'kv-field/cmk')
    organization.run('policy', 'grant', 'ep-field')
    organization.run('cmk', 'enable', '--policy', 'ep-sales', '--environment', SALES)
    organization.run('cmk', 'enable', '--policy', 'ep-field', '--environment', FIELD)
    organization.run('account', 'add', 'powell', '--role', 'ppa')
    organization.run('account', 'add', 'kim', '--role', 'kva')


def numbers(diagnosis):
    return sorted(trigger['number'] for trigger in diagnosis['triggers'])


def diagnose(organization, environment):
    return organization.json('unlock', 'diagnose', environment)


def check_closed(organization, environment, triggers):
    """Locked for these causes, and nothing opens it before they are gone."""
    diagnosis = diagnose(organization, environment)
    expect(diagnosis['locked'] and numbers(diagnosis) == sorted(triggers), f'{triggers}: {diagnosis}')
    organization.refuse(4, None, 'unlock', 'apply', environment)
    expect(organization.state(environment) == 'Locked', f'{triggers}: opened without a repair')
    return diagnosis


def come_back(organization, environment, triggers, account='worker'):
    check_closed(organization, environment, triggers)
    # Who may not repair changes nothing and is told who may.
    refused = organization.run('unlock', 'repair', environment, '-o', 'json', account='powell', expect=4)
    expect(refused.error()['code'] == 'RepairsLeft' and 'Key Vault administrator' in refused.error()['advice'], f'{refused}')
    check_closed(organization, environment, triggers)
    repaired = organization.json('unlock', 'repair', environment, account=account)
    expect(numbers(repaired) == [] and repaired['originalKey'] == 'proven', f'{triggers}: {repaired}')
    expect([step['command'].split()[1:3] for step in repaired['repairs']] == [['unlock', 'apply']], f'{repaired}')
    expect(organization.state(environment) == 'Locked', f'{triggers}: repairing opened it')
    organization.run('unlock', 'apply', environment)
    expect(organization.state(environment) == 'Ready', f'{triggers}: {organization.state(environment)}')


@tests.add
def each_trigger_has_its_way_back(organization):
    organization.create()
    organization.add_worker()
    with organization.hosted():
        protect(organization)
        version = f'kv-sales/cmk/{organization.json("key", "show", "kv-sales/cmk")["version"]}'
        confirm_key, confirm_vault = ('--confirm', 'cmk'), ('--confirm', 'kv-sales')
        for triggers, line in (
                ([1], ('policy', 'revoke', 'ep-sales', '--confirm', 'ep-sales')),
                ([2], ('key', 'disable', 'kv-sales/cmk', *confirm_key)),
                ([3], ('key', 'delete', 'kv-sales/cmk', *confirm_key)),
                ([7], ('vault', 'update', 'kv-sales', '--public-network', 'off', '--bypass', 'none', *confirm_vault)),
                ([8], ('vault', 'update', 'kv-sales', '--public-network', 'on', '--default-action', 'deny', '--bypass', 'none',
                       *confirm_vault)),
                ([9], ('lock', 'apply', 'expire-key', version, *confirm_key)),
                ([11], ('key', 'update', version, '--nbf', LATER, *confirm_key)),
                # A vault comes back without what it had granted.
                ([1, 4], ('vault', 'delete', 'kv-sales', *confirm_vault))):
            organization.run(*line)
            come_back(organization, SALES, triggers, account='kim')
        organization.run('vault', 'update', 'kv-field', '--permission-model', 'rbac', '--confirm', 'kv-field')
        come_back(organization, FIELD, [12])
        organization.check_log()


@tests.add
def one_version_of_two(organization):
    organization.create()
    organization.add_worker()
    with organization.hosted():
        protect(organization)
        old = organization.json('key', 'show', 'kv-sales/cmk')['version']
        organization.run('policy', 'create', 'ep-pinned', '--geo', 'unitedstates', '--key', f'kv-sales/cmk/{old}')
        organization.run('policy', 'grant', 'ep-pinned')
        organization.make_environment('Pinned')
        organization.run('cmk', 'enable', '--policy', 'ep-pinned', '--environment', 'Pinned')
        organization.run('cmk', 'rotate', 'kv-sales/cmk')
        organization.run('key', 'disable', f'kv-sales/cmk/{old}', '--confirm', 'cmk')
        expect(organization.state(SALES) == 'Ready', 'a version that nothing uses locked Sales')
        come_back(organization, 'Pinned', [6])


@tests.add
def several_causes_are_repaired_in_their_order(organization):
    organization.create()
    organization.add_worker()
    with organization.hosted():
        protect(organization)
        for first, second, third in (('network', 'key', 'grant'), ('grant', 'network', 'key'), ('key', 'grant', 'network')):
            for word in (first, second, third):
                organization.run(*{
                    'network': ('vault', 'update', 'kv-sales', '--public-network', 'off', '--bypass', 'none'),
                    'key': ('key', 'disable', 'kv-sales/cmk'),
                    'grant': ('policy', 'revoke', 'ep-sales')}[word],
                                 '--yes', '--confirm', {'network': 'kv-sales', 'key': 'cmk', 'grant': 'ep-sales'}[word])
            check_steps(organization)


def check_steps(organization):
    """One step alone cures one cause; the others stay, whatever they are."""
    diagnosis = check_closed(organization, SALES, [1, 2, 7])
    expect([step['step'] for step in diagnosis['repairs']] == [1, 2, 3, 4], f'{diagnosis}')
    commands = [step['command'] for step in diagnosis['repairs']]
    expect('vault update' in commands[0] and 'key enable' in commands[1] and 'policy grant' in commands[2], f'{commands}')
    partly = organization.run('unlock', 'repair', SALES, '--step', '2', '-o', 'json', expect=4)
    expect(numbers(partly.json()) == [1, 7], f'{partly}')
    # The numbers are those of the diagnosis of now.
    organization.run('unlock', 'repair', SALES, '--step', '2', '--step', '1')
    expect(numbers(diagnose(organization, SALES)) == [], 'something is left')
    organization.run('unlock', 'apply', SALES)
    expect(organization.state(SALES) == 'Ready', organization.state(SALES))


@tests.add
def words_that_do_not_fit(organization):
    organization.create()
    organization.add_worker()
    with organization.hosted():
        protect(organization)
        organization.run('key', 'disable', 'kv-sales/cmk', '--confirm', 'cmk')
        organization.refuse(2, None, 'unlock', 'repair', SALES, '--step', '1', '--all')
        organization.refuse(2, None, 'unlock', 'repair', SALES, '--step', 'one')
        organization.refuse(3, None, 'unlock', 'repair', SALES, '--step', '9')
        organization.refuse(3, None, 'unlock', 'repair', SALES, '--step', '1', '--step', '9')
        organization.refuse(2, None, 'unlock', 'repair', SALES, '--step', '2')
        organization.refuse(3, None, 'unlock', 'repair', 'Nowhere')
        organization.refuse(4, None, 'unlock', 'repair', SALES, '--step', '1', account='powell')
        check_closed(organization, SALES, [2])
        # By the policy, too, and all of it by its flag.
        organization.run('unlock', 'repair', 'ep-sales', '--all')
        organization.run('unlock', 'apply', SALES)
        organization.run('unlock', 'repair', SALES)
        expect(organization.state(SALES) == 'Ready', organization.state(SALES))


@tests.add
def a_deleted_policy_is_made_again(organization):
    organization.create()
    organization.add_worker()
    with organization.hosted():
        protect(organization)
        organization.run('policy', 'delete', 'ep-sales', '--confirm', 'ep-sales')
        before = check_closed(organization, SALES, [5])
        done = organization.run('unlock', 'repair', SALES, '-o', 'json')
        expect(numbers(done.json()) == [], f'{before}: {done}')
        if organization.state(SALES) == 'Locked':
            organization.run('unlock', 'apply', SALES)
        expect(organization.state(SALES) == 'Ready', organization.state(SALES))
        expect(organization.json('environment', 'show', SALES)['policy']['name'] == 'ep-sales', 'not attached')


keyhold_e2e.main(tests)
