#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The sample organization: what stands in it, that it is real, that it comes whole or not at all, and only where nothing is."""

import collections
import datetime
import signal
import time

import keyhold_e2e
from keyhold_e2e import expect

tests = keyhold_e2e.Tests(keyhold_e2e.program())

# Name: type, geo, Dataverse, managed, encryption, state.
ENVIRONMENTS = {
    'Contoso (default)': ('Default', 'unitedstates', True, False, 'NotEncrypted', 'Ready'),
    'Sales Production': ('Production', 'unitedstates', True, True, 'Encrypted', 'Ready'),
    'Customer Service': ('Production', 'europe', True, True, 'Warning', 'Ready'),
    'Field Service Test': ('Sandbox', 'europe', True, True, 'Encrypted', 'Locked'),
    'Finance Production': ('Production', 'unitedstates', True, True, 'NotEncrypted', 'Ready'),
    'Marketing Sandbox': ('Sandbox', 'unitedstates', True, True, 'NotEncrypted', 'Ready'),
    'Partner Portal': ('Production', 'unitedkingdom', True, False, 'NotEncrypted', 'Ready'),
    'Document Archive': ('Production', 'japan', False, False, 'NotEncrypted', 'Ready'),
    "Mika's Developer": ('Developer', 'unitedstates', True, False, 'NotEncrypted', 'Ready'),
    'Pilot Trial': ('Trial', 'unitedstates', True, False, 'NotEncrypted', 'Ready'),
    'Design Team': ('Teams', 'unitedstates', True, False, 'NotEncrypted', 'Ready'),
}
ACCOUNTS = {
    'Alex Wright': ['owner', 'kva', 'ppa'], 'Kira Vance': ['kva'], 'Paul Price': ['ppa'], 'Aude Torres': ['auditor'],
    'Mika Reyes': ['maker'], 'Sasha Lind': ['support'],
}
# Words that stand in the imported rows and files.
WORDS = (b'Northwind', b'Tailspin Toys', b'Fourth Coffee', b'Relecloud')


def time_of(text):
    return datetime.datetime.fromisoformat(text.replace('Z', '+00:00'))


def make(organization, *words, name='Contoso (sample)', **options):
    return organization.create(name, '--sample', *words, **options)


def check_objects(organization):
    found = {row['name']: (row['type'], row['geo'], row['dataverse'], row['managed'], row['encryptionStatus'], row['state'])
             for row in organization.json('environment', 'list')['value']}
    expect(found == ENVIRONMENTS, f'{found}')
    flows = {row['name']: row['flowsThatStay'] for row in organization.json('environment', 'list')['value']}
    expect({name: count for name, count in flows.items() if count} == {'Customer Service': 2}, f'{flows}')
    people = {row['name']: row['roles'] for row in organization.json('account', 'list')['value']}
    expect(people == ACCOUNTS, f'{people}')
    vaults = {row['name']: (row['region'], row['sku'], row['permissionModel'], row['purgeProtection'], row['publicNetwork'],
                            row['bypass']) for row in organization.json('vault', 'list')['value']}
    expect(vaults == {'kv-contoso-us': ('eastus', 'standard', 'rbac', True, 'on', 'trusted-services'),
                      'kv-contoso-eu': ('westeurope', 'premium', 'access-policy', True, 'off', 'trusted-services')}, f'{vaults}')
    policies = {row['name']: (row['key']['name'], row['versionRule'], row['health'],
                              [environment['name'] for environment in row['environments']])
                for row in organization.json('policy', 'list')['value']}
    expect(policies == {'contoso-us-cmk': ('cmk-us', 'latest', 'Healthy', ['Sales Production']),
                        'contoso-eu-cmk': ('cmk-eu', 'latest', 'Warning', ['Customer Service']),
                        'contoso-eu-test-cmk': ('cmk-eu-test', 'pinned', 'Unhealthy', ['Field Service Test'])}, f'{policies}')


def check_dates(organization):
    """They are told by the organization's clock, which shows real time again."""
    clock = organization.json('tenant', 'clock', 'show')
    now = time_of(clock['now'])
    expect(clock['shift'] == 'PT0S' and not clock['suspect'] and not clock['standing'], f'{clock}')
    expect(abs((now - datetime.datetime.now(datetime.timezone.utc)).total_seconds()) < 60, f'{clock}')
    expect(organization.json('tenant', 'show')['rehearsal'], 'not a rehearsal')
    locked = organization.json('environment', 'show', 'Field Service Test')
    left = time_of(locked['deletionAt']) - now
    expect(datetime.timedelta(days=3, hours=18) < left < datetime.timedelta(days=3, hours=19), f'{left}')
    left = time_of(organization.json('key', 'show', 'kv-contoso-eu/cmk-eu')['exp']) - now
    expect(left.days == 21, f'{left}')
    deleted = organization.json('key', 'list', 'kv-contoso-eu', '--deleted')['value']
    expect([key['name'] for key in deleted] == ['cmk-old'], f'{deleted}')
    expect((now - time_of(deleted[0]['deletedAt'])).days == 22, f'{deleted}')


def check_rotation(organization):
    """The version before is needed until 28 days after the rotation, and nothing is wrapped by it."""
    versions = organization.json('key', 'versions', 'kv-contoso-us/cmk-us')['value']
    old, = [version for version in versions if not version['current']]
    new, = [version for version in versions if version['current']]
    now = time_of(organization.json('tenant', 'clock', 'show')['now'])
    expect((now - time_of(new['createdAt'])).days == 14, f'{new}')
    uses = organization.json('key', 'where-used', 'kv-contoso-us/cmk-us')['value']
    expect({use['version'] for use in uses} == {new['version']}, f'the new version was not taken up: {uses}')
    ends = [hold['end'] for hold in organization.json('key', 'holds', f"kv-contoso-us/cmk-us/{old['version']}")['value']]
    expect(ends and all(ends), f'{ends}')
    left = max(time_of(end) for end in ends) - now
    expect(datetime.timedelta(days=13, hours=23) < left < datetime.timedelta(days=14, minutes=1), f'{left}')


def check_secret(organization):
    secrets = organization.json('secret', 'list', 'kv-contoso-eu')['value']
    expect([secret['name'] for secret in secrets] == ['smtp-relay'], f'{secrets}')
    expect(not organization.json('secret', 'list', 'kv-contoso-us')['value'], 'a secret in the other vault')


def check_log(organization):
    organization.check_log()
    records = organization.json('audit', 'list')['value']
    times = [time_of(record['time']) for record in records]
    expect(times == sorted(times), 'the log goes back in time')
    expect((times[-1] - times[0]).days in (343, 344), f'{times[0]} to {times[-1]}')
    actors = collections.Counter(record.get('actor') for record in records)
    expect(all(actors[name] for name in ('Alex Wright', 'Kira Vance', 'Paul Price', 'Mika Reyes')), f'{actors}')
    expect(any(record.get('actor') == 'Mika Reyes' and record['phase'] == 'refused' for record in records), 'nothing was refused')
    lost = [record for record in records if record['action'] == 'key.disable' and record.get('actor') == 'Kira Vance']
    expect(lost and 3 <= (times[-1] - time_of(lost[-1]['time'])).total_seconds() / 86400 < 3.5, f'{lost}')


@tests.add
def it_is_what_the_table_says_and_real(organization):
    begin = time.monotonic()
    done = make(organization)
    print(f'# made in {time.monotonic() - begin:.1f} s', flush=True)
    expect('Encrypting Sales Production' in done.err, f'no steps are told: {done}')
    with organization.hosted('Kira Vance'):
        check_objects(organization)
        check_dates(organization)
        check_rotation(organization)
        check_secret(organization)
        check_log(organization)
        found = keyhold_e2e.readable(organization.data, WORDS)
        expect(not found, f'in clear: {found}')
        organization.refuse(6, None, 'data', 'list', '--environment', 'Field Service Test', account='Mika Reyes')
        pinned = organization.json('policy', 'show', 'contoso-eu-test-cmk')['key']['version']
        organization.run('key', 'enable', f'kv-contoso-eu/cmk-eu-test/{pinned}', account='Kira Vance')
        organization.run('unlock', 'apply', 'Field Service Test', account='Paul Price')
        organization.run('data', 'export', '--environment', 'Field Service Test', '--to', 'out', account='Mika Reyes')
        rows = (organization.folder / 'out/tables/work orders.csv').read_text().splitlines()
        expect(len(rows) == 701, f'{len(rows)} rows')
        organization.run('tenant', 'clock', 'shift', 'P22D', account='Alex Wright')
        expect(organization.state('Customer Service') == 'Locked', 'the key did not expire')


@tests.add
def it_is_refused_where_an_organization_is(organization):
    organization.create()
    before = sorted(organization.data.rglob('*'))
    organization.refuse(5, 'AlreadyExists', 'tenant', 'create', 'Sample', '--home-geo', 'europe', '--sample')
    expect(sorted(organization.data.rglob('*')) == before, 'something was left')
    expect(organization.json('tenant', 'show')['name'] == 'Fabrikam', 'another organization')
    organization.refuse(2, 'UsageError', 'tenant', 'create', 'Sample', '--home-geo', 'europe', '--sample', '--vaults-dir', 'x')


@tests.add
def cancelling_leaves_nothing_and_a_crash_is_no_obstacle(organization):
    for how in (signal.SIGINT, signal.SIGKILL):
        process = organization.start('tenant', 'create', 'Contoso (sample)', '--home-geo', 'unitedstates', '--sample')
        while b'Encrypting' not in process.stderr.readline():
            expect(process.poll() is None, 'ended before it was stopped')
        process.send_signal(how)
        status = process.wait(timeout=keyhold_e2e.LIMIT)
        process.communicate()
        expect(status == (1 if how == signal.SIGINT else -how), f'status {status}')
        if how == signal.SIGINT:
            expect([path.name for path in organization.data.iterdir()] == ['tenant.lock'], 'something was left')
        organization.refuse(3, None, 'tenant', 'show')
    make(organization, '--admin', 'Ada', name='Second')
    expect(organization.json('tenant', 'show', account='Kira Vance')['name'] == 'Second', 'another name')
    expect('Ada' in [row['name'] for row in organization.json('account', 'list')['value']], 'another first account')


keyhold_e2e.main(tests)
