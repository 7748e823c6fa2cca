#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Generated objects: made by the rules, as many as asked for, and never by mistake."""

import keyhold_e2e
from keyhold_e2e import expect

tests = keyhold_e2e.Tests(keyhold_e2e.program())


def names(organization, noun):
    return [row['name'] for row in organization.json(noun, 'list')['value']]


@tests.add
def many_objects_are_added(organization):
    organization.create()
    organization.add_worker()
    with organization.hosted():
        organization.account = 'worker'
        made = organization.json('tenant', 'seed', '--environments', '12', '--vaults', '1', '--rows', '7', '--yes')
        expect(made == {'environments': 12, 'rows': 7, 'vaults': 1, 'keys': 100}, f'{made}')
        expect(len(set(names(organization, 'environment'))) == 12, 'not twelve environments')
        for name in names(organization, 'environment'):
            found = organization.json('data', 'list', '--environment', name)['value']
            expect([(item['name'], item['rows']) for item in found] == [('accounts', 7)], f'{name}: {found}')
        keys = organization.json('key', 'list', 'kv-seed-001')['value']
        expect(len(keys) == 100, f'{len(keys)} keys')
        organization.run('tenant', 'seed', '--environments', '3', '--yes')
        numbers = sorted(int(name.split()[-1]) for name in names(organization, 'environment'))
        expect(numbers == list(range(1, 16)), f'{numbers}')
    organization.check_log()


@tests.add
def never_by_mistake(organization):
    organization.create()
    organization.add_worker()
    organization.run('account', 'add', 'reader', '--role', 'auditor')
    with organization.hosted():
        organization.refuse(4, 'ConfirmationRequired', 'tenant', 'seed', '--environments', '5')
        for number in ('0', '-1', 'many', '100001'):
            organization.refuse(2, None, 'tenant', 'seed', f'--environments={number}', '--yes')
        organization.refuse(2, None, 'tenant', 'seed', '--yes')
        organization.refuse(4, None, 'tenant', 'seed', '--environments', '1', '--yes', account='reader')
        expect(names(organization, 'environment') == [], 'something was added')


keyhold_e2e.main(tests)
