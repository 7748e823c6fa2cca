#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Locking environments on purpose: each trigger locks what its plan names, and nothing goes without its guard."""

import keyhold_e2e
from keyhold_e2e import expect

tests = keyhold_e2e.Tests(keyhold_e2e.program())

# Two environments on one policy, one on a vault of the other permission model, one on no key.
ON_SALES, ON_FIELD = {'Sales', 'Support'}, {'Field'}
EVERYWHERE = ON_SALES | ON_FIELD | {'Free'}


def protect(organization):
    for name in sorted(EVERYWHERE):
        organization.make_environment(name)
    organization.make_key()
    organization.run('vault', 'create', 'kv-field', '--region', 'eastus', '--purge-protection',
                     '--permission-model', 'access-policy')
    # The access policy of the one who makes the key comes first.
    organization.run('vault', 'grant', 'kv-field', '--to', 'worker', '--role', 'Key Vault Crypto Officer')
    organization.run('key', 'create', 'kv-field/cmk', '--kty', 'RSA', '--size', '2048')
    organization.run('policy', 'create', 'ep-field', '--geo', 'unitedstates', '--key', 'kv-field/cmk')
    organization.run('policy', 'grant', 'ep-field')
    organization.run('cmk', 'enable', '--policy', 'ep-sales', '--environment', 'Sales', '--environment', 'Support')
    organization.run('cmk', 'enable', '--policy', 'ep-field', '--environment', 'Field')


def locked(organization):
    return {one['name'] for one in organization.json('environment', 'list')['value'] if one['state'] == 'Locked'}


def names(impact):
    return {one['name'] for one in impact['environments']}


def lock(organization, trigger, target, confirm, *back, down):
    """Plans, is refused, locks, and comes back by the lines of @back."""
    planned = organization.json('lock', 'plan', trigger, target)
    expect(names(planned) == down and planned['confirmName'] == confirm, f'{trigger}: {planned}')
    check_refusals(organization, trigger, target, down)
    done = organization.json('lock', 'apply', trigger, target, '--confirm', confirm, '--reason', f'Drill {trigger}')
    expect(locked(organization) == down, f'{trigger} locked {locked(organization)}')
    expect((done['trigger'], done['target'], done['level']) == (trigger, planned['target'], 3), f'{done}')
    expect(names(done) == down and len(done['wayBack']) == len(planned['wayBack']), f'{done}')
    for one in done['environments']:
        expect(one['state'] == 'Locked' and one['lockedAt'] and one['deletionAt'], f'{trigger}: {one}')
    reasons = [record for record in organization.json('audit', 'list')['value'] if record.get('reason') == f'Drill {trigger}']
    expect(reasons, f'{trigger}: the reason is not in the audit log')
    for line in back:
        organization.run(*line)
    if back:
        organization.run('unlock', 'apply', *sorted(down))
        expect(locked(organization) == set(), f'{trigger}: {locked(organization)}')


def check_refusals(organization, trigger, target, down):
    for words in ((), ('--yes',), ('--confirm', 'wrong'), ('--confirm', 'wrong', '--yes')):
        result = organization.run('lock', 'apply', trigger, target, *words, '-o', 'json', expect=4)
        expect(result.error()['code'] == 'ConfirmationRequired' and names(result.json()) == down, f'{result}')
    shown = organization.run('lock', 'apply', trigger, target, expect=4)
    expect(all(name in shown.out for name in down), f'no impact: {shown}')
    expect(locked(organization) == set(), f'{trigger}: a refusal locked {locked(organization)}')


@tests.add
def each_trigger_locks_what_its_plan_names(organization):
    organization.create()
    organization.add_worker()
    with organization.hosted():
        protect(organization)
        check_keys(organization)
        check_vaults(organization)
        check_policies(organization)
        organization.check_log()


def check_keys(organization):
    key = organization.json('key', 'show', 'kv-sales/cmk')
    version = f'kv-sales/cmk/{key["version"]}'
    lock(organization, 'disable-key', 'kv-sales/cmk', 'cmk', ('key', 'enable', 'kv-sales/cmk'), down=ON_SALES)
    lock(organization, 'disable-version', version, 'cmk', ('key', 'enable', version), down=ON_SALES)
    lock(organization, 'disable-version', key['kid'], 'cmk', ('key', 'enable', version), down=ON_SALES)
    lock(organization, 'expire-key', version, 'cmk', ('key', 'update', version, '--exp', 'none'), down=ON_SALES)
    lock(organization, 'delete-key', 'kv-sales/cmk', 'cmk', ('key', 'recover', 'kv-sales/cmk'), down=ON_SALES)
    # A key without its versions named expires with all of them.
    organization.run('cmk', 'rotate', 'kv-field/cmk')
    versions = [f'kv-field/cmk/{one["version"]}' for one in organization.json('key', 'versions', 'kv-field/cmk')['value']]
    expect(len(versions) == 2, f'{versions}')
    lock(organization, 'expire-key', 'kv-field/cmk', 'cmk', down=ON_FIELD)
    for one in organization.json('key', 'versions', 'kv-field/cmk')['value']:
        expect(one['exp'] and one['state'] == 'Expired', f'{one}')
    for line in versions:
        organization.run('key', 'update', line, '--exp', 'none')
    organization.run('unlock', 'apply', 'Field')


def check_vaults(organization):
    lock(organization, 'close-network', 'kv-sales', 'kv-sales',
         ('vault', 'update', 'kv-sales', '--public-network', 'on', '--bypass', 'trusted-services'), down=ON_SALES)
    lock(organization, 'switch-permission-model', 'kv-field', 'kv-field',
         ('vault', 'update', 'kv-field', '--permission-model', 'access-policy', '--yes'), down=ON_FIELD)
    lock(organization, 'delete-vault', 'kv-sales', 'kv-sales', ('vault', 'recover', 'kv-sales'),
         ('policy', 'grant', 'ep-sales'), down=ON_SALES)


def check_policies(organization):
    lock(organization, 'revoke-grant', 'ep-sales', 'ep-sales', ('policy', 'grant', 'ep-sales'), down=ON_SALES)
    lock(organization, 'revoke-grant', 'ep-field', 'ep-field', ('policy', 'grant', 'ep-field'), down=ON_FIELD)
    check_roles(organization)
    identifier = organization.json('policy', 'show', 'ep-sales')['id']
    lock(organization, 'delete-policy', identifier, 'ep-sales', down=ON_SALES)
    organization.refuse(3, None, 'policy', 'show', 'ep-sales')


def check_roles(organization):
    for role in ('owner', 'ppa', 'maker', 'auditor', 'support'):
        organization.run('account', 'add', f'the {role}', '--role', role)
    for role in ('owner', 'ppa', 'maker', 'auditor', 'support'):
        for words in (('disable-key', 'kv-sales/cmk', '--confirm', 'cmk'), ('revoke-grant', 'ep-sales', '--confirm', 'ep-sales'),
                      ('close-network', 'kv-sales', '--confirm', 'kv-sales')):
            error = organization.refuse(4, None, 'lock', 'apply', *words, account=f'the {role}')
            expect(error['code'] != 'ConfirmationRequired' and 'role' in error['detail'] + error['advice'], f'{role}: {error}')
    expect(locked(organization) == set(), 'somebody without the role locked')


@tests.add
def words_and_keys_that_protect_nothing(organization):
    organization.create()
    organization.add_worker()
    with organization.hosted():
        organization.make_key(policy=None)
        for line in (('purge-key', 'kv-sales/cmk'), ('nonsense', 'kv-sales'), ('delete-key', 'cmk'),
                     ('disable-version', 'kv-sales/cmk')):
            organization.refuse(2, None, 'lock', 'apply', *line, '--confirm', 'cmk', '--irreversible')
        for line in (('delete-key', 'kv-sales/none'), ('delete-vault', 'kv-none'), ('revoke-grant', 'ep-none')):
            organization.refuse(3, None, 'lock', 'apply', *line)
        organization.refuse(4, 'ConfirmationRequired', 'lock', 'apply', 'disable-key', 'kv-sales/cmk')
        expect(organization.json('key', 'show', 'kv-sales/cmk')['enabled'], 'a refusal disabled the key')
        done = organization.json('lock', 'apply', 'disable-key', 'kv-sales/cmk', '--yes')
        expect((done['level'], done['environments']) == (1, []), f'{done}')
        expect(not organization.json('key', 'show', 'kv-sales/cmk')['enabled'], 'the key is enabled still')
        organization.check_log()


keyhold_e2e.main(tests)
