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


def wrapped_by(organization):
    stores = organization.json('cmk', 'status', '--environment', 'Sales')['value'][0]['stores']
    return {store['kid'].rsplit('/', 1)[1] for store in stores if store['keyOwner'] == 'customer'}


def a_rotation_takes_options(organization):
    first = organization.json('key', 'show', 'kv-sales/cmk')['version']
    made = organization.json('cmk', 'rotate', 'kv-sales/cmk', '--size', '3072', '--exp', '2041-03-02T00:00:00Z')
    expect((made['size'], made['exp'], made['enabled']) == (3072, '2041-03-02T00:00:00Z', True), f'{made}')
    expect(set(made['keyOps']) >= {'wrapKey', 'unwrapKey'}, f'{made}')
    expect(wrapped_by(organization) == {made['version']}, 'a version of another size is taken up')
    waits = organization.json('key', 'rotate', 'kv-sales/cmk', '--disabled')
    expect((waits['size'], waits['exp'], waits['enabled']) == (3072, None, False), f'{waits}')
    expect(wrapped_by(organization) == {made['version']}, 'nobody moves to what cannot be used')
    organization.run('key', 'enable', f"kv-sales/cmk/{waits['version']}")
    expect(wrapped_by(organization) == {waits['version']}, 'enabled, it is taken up')
    organization.refuse(2, None, 'key', 'rotate', 'kv-sales/cmk', '--size', '1000')
    a_pin_moves(organization, first, waits['version'])


def a_pin_moves(organization, first, newest):
    pinned = organization.json('policy', 'update', 'ep-sales', '--key-version', first)
    expect((pinned['versionRule'], pinned['key']['version']) == ('pinned', first), f'{pinned}')
    expect(wrapped_by(organization) == {first}, 'the pin takes the data keys along')
    organization.refuse(3, None, 'policy', 'update', 'ep-sales', '--key-version', '0' * 32)
    organization.refuse(2, None, 'policy', 'update', 'ep-sales')
    found = organization.json('cmk', 'preflight', '--policy', 'ep-sales', '--environment', 'Sales')
    (pin,) = [finding for finding in found['findings'] if finding['id'] == 'Y11']
    command = pin['fix']['command'].split()
    expect(command[:3] == ['keyholdctl', 'policy', 'update'], f'{pin}')
    expect(organization.json(*command[1:])['versionRule'] == 'latest', 'the fix works as it stands')
    expect(wrapped_by(organization) == {newest}, 'and the newest is taken up')


def a_plan_tells_and_changes_nothing(organization):
    organization.run('environment', 'create', 'Other', '--type', 'Production', '--geo', 'unitedstates', '--dataverse')
    before = organization.json('audit', 'list')['value'][-1]['seq']
    plan = organization.json('cmk', 'plan', '--goal', 'rotate', 'kv-sales/cmk')
    expect([(way['id'], way['outages'], way['proposed']) for way in plan['ways']]
           == [('new-version', 0, True), ('new-key', 1, False), ('schedule', 0, False)], f'{plan}')
    expect(plan['ways'][0]['outage'] == 'none' and plan['ways'][0]['dataReencrypted'] == 'no, only the wrapped keys',
           f'{plan}')
    expect(plan['sentence'] == 'cmk gets a new version; its 3 stores in 1 environment take it up within 24 hours, '
           'without an outage.', f'{plan}')
    expect([one['name'] for one in plan['environments']] == ['Sales'] and plan['leftOut'] == [], f'{plan}')
    change = organization.json('cmk', 'plan', '--goal', 'change', '--policy', 'ep-next', 'Sales', 'Other')
    expect(change['sentence'] == 'Sales leaves kv-sales/cmk for kv-sales/next: one outage.', f'{change}')
    expect(change['doNot'].startswith('Do not disable, delete or revoke kv-sales/cmk before '), f'{change}')
    expect([(one['name'], bool(one['reason'])) for one in change['leftOut']] == [('Other', True)], f'{change}')
    expect(change['bytes'] >= 22 and change['ways'][0]['outages'] == 1, f'{change}')
    expect(change['ways'][0]['command'] == "keyholdctl cmk change --policy 'ep-next' --environment 'Sales'", f'{change}')
    same = organization.json('cmk', 'plan', '--goal', 'change', '--policy', 'ep-sales', 'Sales')
    expect((same['sentence'], same['environments'], len(same['leftOut'])) == (None, [], 1), f'{same}')
    back = organization.json('cmk', 'plan', '--goal', 'revert', '--environment', 'Sales')
    expect(back['sentence'] == 'Sales goes offline while its data returns to the Microsoft key.', f'{back}')
    blocked = organization.json('cmk', 'plan', '--goal', 'enable', '--policy', 'ep-next', 'Other')
    expect(blocked['result'] == 'block' and 'Managed' in blocked['leftOut'][0]['reason'], f'{blocked}')
    organization.refuse(2, None, 'cmk', 'plan', '--goal', 'vanish', 'Sales')
    organization.refuse(2, None, 'cmk', 'plan', '--goal', 'enable', 'Sales')
    organization.refuse(2, None, 'cmk', 'plan', '--goal', 'rotate')
    text = organization.run('cmk', 'plan', '--goal', 'rotate', 'kv-sales/cmk', '-o', 'table').out
    expect('New version — proposed' in text and 'Used by 1 environment in 1 policy.' in text, text)
    the_refusal_says_the_same(organization, change)
    changed = [one for one in organization.json('audit', 'list')['value']
               if one['seq'] > before and one['phase'] == 'intent']
    expect(changed == [], f'a plan changes nothing: {changed}')


def the_refusal_says_the_same(organization, plan):
    refused = organization.run('cmk', 'change', '--policy', 'ep-next', '--environment', 'Sales', '-o', 'table', expect=4)
    expect(f"{plan['sentence']} {plan['doNot']}" in refused.err, f'{refused}')


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
def a_rotation(organization):
    run(organization, a_rotation_takes_options)


@tests.add
def a_plan(organization):
    run(organization, a_plan_tells_and_changes_nothing)


@tests.add
def roles(organization):
    run(organization, a_role_may_not)


keyhold_e2e.main(tests)
