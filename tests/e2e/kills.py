#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""kill -9 at random moments of import, enable, lock, unlock, rotation and the making of organizations, environments and vaults.

Nothing is lost and nothing needs repair by hand. At least 20 rounds in all; 300 with KH_TEST_LONG=1; KH_TEST_SEED
repeats a run. Each victim hosts the organization itself; it is killed after its socket answers, since opening the seal
changes nothing, and the next process looks at what it left.
"""

import os
import random
import time

import keyhold_e2e
from keyhold_e2e import CANARY, Victims, expect

tests = keyhold_e2e.Tests(keyhold_e2e.program())
rounds = 300 if os.environ.get('KH_TEST_LONG') else 20
seed = int(os.environ.get('KH_TEST_SEED') or time.time_ns() % 1_000_000)
chance = random.Random(seed)
print(f'# seed {seed}', flush=True)


def content(number, size=1_000_000):
    return f'{CANARY} {number}\n'.encode() + random.Random(number).randbytes(size)


def exported(organization, environment='Sales', folder='out'):
    organization.run('data', 'export', '--environment', environment, '--to', folder, '--replace')
    return {path.name: path.read_bytes() for path in (organization.folder / folder / 'files').iterdir()}


def check_folder(organization):
    """With the organization closed: nothing half-made, and no folder that nothing knows."""
    known = {environment['id'] for environment in organization.json('environment', 'list')['value']}
    vaults = {vault['name'] for vault in organization.json('vault', 'list')['value']}
    left = [str(path) for path in organization.data.rglob('*.new')]
    folder = organization.data / 'environments'
    left += [str(path) for path in folder.glob('*') if path.name not in known]
    left += [str(path) for path in (organization.data / 'vaults').glob('*') if path.name not in vaults]
    expect(not left, f'left behind: {left}')


@tests.add
def an_organization_is_made_or_not(organization):
    data = organization.data
    create = ('tenant', 'create', 'Fabrikam', '--home-geo', 'unitedstates')
    for number in range(max(rounds // 10, 2)):
        organization.data = data.with_name(f'organization{number}')
        organization.environment['KEYHOLD_DATA_DIR'] = str(organization.data)
        process = organization.start(*create)
        time.sleep(chance.uniform(0, 1.2))
        process.kill()
        process.communicate(timeout=keyhold_e2e.LIMIT)
        status = organization.run(*create, expect=None).status
        expect(status in (0, 5), f'round {number}: made again with exit status {status}')
        organization.check_log()
        expect(not list(organization.data.rglob('*.new')), f'round {number}: half an organization is left')


@tests.add
def a_creation_leaves_nothing_that_hides_its_name(organization):
    organization.create()
    organization.add_worker()
    environments, vaults = Victims(organization, 0.1, chance), keyhold_e2e.Victims(organization, 0.1, chance)
    for number in range(rounds // 4):
        environment = ('environment', 'create', f'E{number}', '--type', 'Sandbox', '--geo', 'unitedstates', '--dataverse')
        vault = ('vault', 'create', f'kv-v{number}', '--region', 'eastus')
        environments.kill(*environment)
        vaults.kill(*vault)
        with organization.hosted():
            for line in (environment, vault):
                status = organization.run(*line, expect=None).status
                expect(status in (0, 5), f'round {number}: {line} again gave {status}')
            check_folder(organization)
            organization.run('key', 'create', f'kv-v{number}/cmk', '--kty', 'RSA')
            if number == 0:
                (organization.folder / 'file.bin').write_bytes(content(0))
            organization.run('data', 'import', '--environment', f'E{number}', '--kind', 'file', 'file.bin')
            expect(exported(organization, f'E{number}', f'out{number}') == {'file.bin': content(0)}, f'round {number}: not whole')
            organization.check_log()
    environments.report()
    vaults.report()


@tests.add
def an_import_is_whole_or_not_at_all(organization):
    organization.create()
    organization.add_worker()
    path = organization.folder / 'file.bin'
    line = ('data', 'import', '--environment', 'Sales', '--kind', 'file', '--replace', 'file.bin')
    path.write_bytes(content(0))
    with organization.hosted():
        organization.make_environment(managed=False)
        organization.run(*line)
    known, victims = content(0), Victims(organization, 0.3, chance)
    for number in range(1, rounds // 4 + 1):
        path.write_bytes(content(number))
        victims.kill(*line)
        with organization.hosted():
            found = exported(organization)
            expect(set(found) == {'file.bin'}, f'round {number}: {sorted(found)}')
            expect(found['file.bin'] in (known, content(number)), f'round {number}: neither the old file nor the new one')
            known = found['file.bin']
            check_folder(organization)
            items = list(organization.data.rglob('files/items/*'))
            expect(len(items) == 1, f'round {number}: {items}')
            organization.check_log()
    victims.report()


@tests.add
def enable_goes_on_where_it_stopped(organization):
    organization.create()
    organization.add_worker()
    (organization.folder / 'file.bin').write_bytes(content(0, 8_000_000))
    with organization.hosted():
        organization.make_key()
    victims = Victims(organization, 0.5, chance)
    for number in range(rounds // 4):
        name = f'E{number}'
        with organization.hosted():
            organization.make_environment(name)
            organization.run('data', 'import', '--environment', name, '--kind', 'file', 'file.bin')
        line = ('cmk', 'enable', '--policy', 'ep-sales', '--environment', name)
        victims.kill(*line)
        with organization.hosted():
            status = organization.run('operation', 'wait', '--environment', name, '--timeout', '60', expect=None).status
            expect(status in (0, 3), f'round {number}: operation wait gave {status}')
            organization.run(*line)
            status = organization.json('cmk', 'status', '--environment', name)['value'][0]
            expect(status['encryptionStatus'] == 'Encrypted', f'round {number}: {status}')
            expect(exported(organization, name) == {'file.bin': content(0, 8_000_000)},
                   f'round {number}: the file is not what it was')
            check_folder(organization)
            organization.check_log()
    victims.report()


@tests.add
def lock_and_unlock_end_in_a_whole_state(organization):
    organization.create()
    organization.add_worker()
    (organization.folder / 'file.bin').write_bytes(content(0))
    with organization.hosted():
        organization.make_environment()
        organization.make_key()
        organization.run('data', 'import', '--environment', 'Sales', '--kind', 'file', 'file.bin')
        organization.run('cmk', 'enable', '--policy', 'ep-sales', '--environment', 'Sales')
    lock = ('key', 'disable', 'kv-sales/cmk', '--confirm', 'cmk')
    unlock = ('unlock', 'apply', 'Sales')
    locks, unlocks = Victims(organization, 0.2, chance), keyhold_e2e.Victims(organization, 0.2, chance)
    for number in range(rounds // 4):
        locks.kill(*lock)
        with organization.hosted():
            enabled = organization.json('key', 'show', 'kv-sales/cmk')['enabled']
            expect(organization.state() == ('Ready' if enabled else 'Locked'), f'round {number}: neither locked nor ready')
            organization.run(*lock)
            organization.refuse(6, None, 'data', 'list', '--environment', 'Sales')
            organization.run('key', 'enable', 'kv-sales/cmk')
        unlocks.kill(*unlock)
        with organization.hosted():
            organization.run('operation', 'wait', '--environment', 'Sales', '--timeout', '60', expect=None)
            if organization.state() != 'Ready':
                organization.run(*unlock)
            expect(exported(organization) == {'file.bin': content(0)}, f'round {number}: the file is not what it was')
            check_folder(organization)
            organization.check_log()
    locks.report()
    unlocks.report()


@tests.add
def a_rotation_ends_on_one_version(organization):
    organization.create()
    organization.add_worker()
    (organization.folder / 'file.bin').write_bytes(content(0))
    with organization.hosted():
        organization.make_environment()
        organization.make_key()
        organization.run('data', 'import', '--environment', 'Sales', '--kind', 'file', 'file.bin')
        organization.run('cmk', 'enable', '--policy', 'ep-sales', '--environment', 'Sales')
    victims = Victims(organization, 0.4, chance)
    for number in range(rounds // 4):
        victims.kill('key', 'rotate', 'kv-sales/cmk')
        with organization.hosted():
            current = organization.json('key', 'show', 'kv-sales/cmk')['kid']
            stores = organization.json('cmk', 'status', '--environment', 'Sales')['value'][0]['stores']
            used = {store['kid'] for store in stores if store['keyOwner'] == 'customer'}
            expect(used == {current}, f'round {number}: {used} instead of {current}')
            expect(organization.state() == 'Ready', f'round {number}: not ready')
            expect(exported(organization) == {'file.bin': content(0)}, f'round {number}: the file is not what it was')
            organization.check_log()
    victims.report()


keyhold_e2e.main(tests)
