#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Changing the key of environments and returning them to the platform's key, from the command line."""

import keyhold_e2e
from keyhold_e2e import expect

tests = keyhold_e2e.Tests(keyhold_e2e.program())


def protect(organization):
    """Sales, encrypted under ep-sales; ep-next on another key of the same vault."""
    organization.run('environment', 'create', 'Sales', '--type', 'Production', '--geo', 'unitedstates', '--dataverse')
    (organization.folder / 'note.txt').write_bytes(b'Lighthouse-Keeper-7731')
    organization.run('data', 'import', '--environment', 'Sales', '--kind', 'file', 'note.txt')
    organization.run('environment', 'enable-managed', 'Sales')
    organization.run('vault', 'create', 'kv-sales', '--region', 'eastus', '--purge-protection')
    for key, policy in (('cmk', 'ep-sales'), ('next', 'ep-next')):
        organization.run('key', 'create', f'kv-sales/{key}', '--kty', 'RSA', '--size', '2048')
        organization.run('policy', 'create', policy, '--geo', 'unitedstates', '--key', f'kv-sales/{key}')
        organization.run('policy', 'grant', policy)
    organization.run('cmk', 'enable', '--policy', 'ep-sales', '--environment', 'Sales')


def show(organization):
    environment = organization.json('environment', 'show', 'Sales')
    return environment['encryptionStatus'], (environment['policy'] or {}).get('name')


def a_change_asks_and_moves(organization):
    words = ('cmk', 'change', '--policy', 'ep-next', '--environment', 'Sales')
    organization.refuse(4, 'ConfirmationRequired', *words)
    expect(show(organization) == ('Encrypted', 'ep-sales'), 'a refused change moves nothing')
    blocked = organization.run('cmk', 'enable', '--policy', 'ep-next', '--environment', 'Sales', expect=4)
    expect('E6' in blocked.err, f'enable does not change the key by mistake: {blocked}')
    done = organization.json(*words, '--yes')['value']
    expect([(one['type'], one['state']) for one in done] == [('RotateCustomerManagedKey', 'Succeeded')], f'{done}')
    expect(show(organization) == ('Encrypted', 'ep-next'), 'the environment follows the other policy')
    expect(organization.json(*words)['value'] == [], 'a change that is done asks and does nothing')
    holds = organization.json('key', 'holds', 'kv-sales/cmk')['value']
    expect([hold['kind'] for hold in holds] == ['changed'], f'{holds}')
    organization.run('data', 'export', '--environment', 'Sales', '--to', 'out')
    expect((organization.folder / 'out/files/note.txt').read_bytes() == b'Lighthouse-Keeper-7731', 'the data is whole')


def a_revert_asks_and_returns(organization):
    words = ('cmk', 'revert', '--environment', 'Sales')
    organization.refuse(4, 'ConfirmationRequired', *words)
    done = organization.json(*words, '--yes')['value']
    expect([(one['type'], one['state']) for one in done] == [('RevertToMicrosoftKey', 'Succeeded')], f'{done}')
    expect(show(organization) == ('NotEncrypted', None), 'the environment follows no policy')
    stores = organization.json('cmk', 'status', '--environment', 'Sales')['value'][0]['stores']
    expect({store['keyOwner'] for store in stores} == {'platform'}, f'{stores}')
    holds = organization.json('key', 'holds', 'kv-sales/cmk')['value']
    expect([hold['kind'] for hold in holds] == ['reverted'], f'{holds}')
    again = organization.run(*words)
    expect('already' in again.err, f'{again}')
    impact = organization.refuse(4, 'ConfirmationRequired', 'key', 'disable', 'kv-sales/cmk')
    expect(impact is not None, 'a hold stands, so disabling the key is guarded')


def a_role_may_not(organization):
    organization.run('account', 'add', 'Kira', '--role', 'kva')
    for verb in (('change', '--policy', 'ep-next'), ('revert',)):
        organization.refuse(4, None, 'cmk', *verb, '--environment', 'Sales', '--yes', account='Kira')
    expect(show(organization) == ('Encrypted', 'ep-sales'), 'nothing moved')


def run(organization, check):
    organization.create()
    organization.add_worker()
    with organization.hosted():
        protect(organization)
        check(organization)
        organization.check_log()


@tests.add
def a_change(organization):
    run(organization, a_change_asks_and_moves)


@tests.add
def a_return(organization):
    run(organization, a_revert_asks_and_returns)


@tests.add
def roles(organization):
    run(organization, a_role_may_not)


keyhold_e2e.main(tests)
