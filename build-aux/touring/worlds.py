# SPDX-License-Identifier: GPL-3.0-or-later
"""The organization that a branch of a wizard is walked in: one is made once and copied for each, and what has to have happened
before is done in the copy, through the command line.
"""

import shutil

from keyhold_e2e import Organization, wait_until

WORDS = 'her own words of length\n'
PEOPLE = (('Kira Vance', ('kva',)), ('Paul Price', ('ppa',)), ('Sasha Lind', ('support',)), ('Bea Holm', ('kva', 'ppa')))
GRANTS = ('Key Vault Crypto Officer',)
SERVICE = 'Key Vault Crypto Service Encryption User'
NIGHTFALL = '2999-01-01'


def make(folder, program):
    """Four environments on customers' keys, two policies of which share a vault, one that is pinned, and two on the platform's."""
    organization = Organization(folder, program)
    organization.create()
    organization.add_worker()
    for name, roles in PEOPLE:
        secret = organization.write_secret(name.split()[0].lower(), WORDS)
        organization.run_quick('account', 'add', name, *(word for role in roles for word in ('--role', role)),
                               '--new-passphrase-file', secret)
    organization.make_samples()
    with organization.hosted():
        organization.run('account', 'add', 'Aude Torres', '--role', 'auditor')
        organization.run('account', 'add', 'Kim Abel', '--role', 'kva')
        organization.run('account', 'add', 'Pia Lund', '--role', 'ppa')
        furnish(organization)
    return organization


def furnish(organization):
    run = organization.run
    for name in ('Sales', 'Support Desk', 'Archive', 'Field', 'Finance'):
        organization.make_environment(name)
    run('environment', 'create', 'R&D <prod>', '--type', 'Sandbox', '--geo', 'europe', '--dataverse')
    for name in ('Box', 'Other box'):
        run('environment', 'create', name, '--type', 'Sandbox', '--geo', 'unitedstates', '--dataverse')
    run('data', 'import', '--environment', 'Sales', 'customers.csv', 'report.pdf')
    organization.make_key()
    run('key', 'create', 'kv-sales/cmk-next', '--kty', 'RSA', '--size', 2048)
    run('policy', 'create', 'ep-next', '--geo', 'unitedstates', '--key', 'kv-sales/cmk-next')
    run('policy', 'grant', 'ep-next')
    run('vault', 'create', 'kv-field', '--region', 'eastus', '--purge-protection', '--permission-model', 'access-policy')
    run('vault', 'grant', 'kv-field', '--to', 'worker', '--role', GRANTS[0])
    run('key', 'create', 'kv-field/cmk', '--kty', 'RSA', '--size', 2048)
    first = organization.json('key', 'show', 'kv-sales/cmk')['version']
    for policy, key in (('ep-field', 'kv-field/cmk'), ('ep-archive', f'kv-sales/cmk/{first}')):
        run('policy', 'create', policy, '--geo', 'unitedstates', '--key', key)
        run('policy', 'grant', policy)
    for policy, environments in (('ep-sales', ('Sales', 'Support Desk')), ('ep-archive', ('Archive',)), ('ep-field', ('Field',))):
        for name in environments:
            run('cmk', 'enable', '--policy', policy, '--environment', name)
    for account in ('Pia Lund', 'Paul Price'):
        run('policy', 'reader', 'ep-sales', '--add', account)


def copy(base, folder):
    """As it lies on the disk; nobody hosts it."""
    shutil.copytree(base.folder, folder, dirs_exist_ok=True)
    return Organization(folder, base.program)


# What happened before. Each is a function of an organization that is hosted.


def as_it_is(organization):
    """Nothing has happened."""


def did(*lines):
    def world(organization):
        for line in lines:
            line = line if isinstance(line, tuple) else tuple(line.split())
            organization.run(*line)
    return world


def key_disabled(organization):
    organization.run('key', 'disable', 'kv-sales/cmk', '--confirm', 'cmk')


def version_disabled(organization):
    """The pinned policy stays on what is disabled."""
    first = organization.json('key', 'show', 'kv-sales/cmk')['version']
    organization.run('cmk', 'rotate', 'kv-sales/cmk')
    organization.run('key', 'disable', f'kv-sales/cmk/{first}', '--yes', '--confirm', 'cmk')


def key_expired(organization):
    version = organization.json('key', 'show', 'kv-sales/cmk')['version']
    organization.run('lock', 'apply', 'expire-key', f'kv-sales/cmk/{version}', '--confirm', 'cmk')


def key_not_yet(organization):
    version = organization.json('key', 'show', 'kv-sales/cmk')['version']
    organization.run('key', 'update', f'kv-sales/cmk/{version}', '--nbf', NIGHTFALL, '--confirm', 'cmk')


def several_causes(organization):
    did('vault update kv-sales --public-network off --bypass none --confirm kv-sales',
        'key disable kv-sales/cmk --yes --confirm cmk',
        'policy revoke ep-sales --yes --confirm ep-sales')(organization)


def asks_support(organization):
    """The key is back; opening takes the support."""
    organization.run('tenant', 'set', 'unlock-rule', 'support-request')
    key_disabled(organization)
    organization.run('key', 'enable', 'kv-sales/cmk')


def request_filed(organization):
    asks_support(organization)
    organization.run('unlock', 'request', 'Sales', '--reason', 'The quarter ends')


def four_eyes(organization):
    organization.run('tenant', 'set', 'four-eyes', 'on')


def lock_asked(organization):
    four_eyes(organization)
    organization.run('lock', 'apply', 'disable-key', 'kv-sales/cmk', '--reason', 'Leaving the service', '--confirm', 'cmk', expect=4)


def backed_up(organization):
    organization.run('environment', 'backup', 'Sales', '--to', 'sales.khbackup')


def purged(organization):
    """Its retention is over. Only a rehearsal has a clock for that."""
    run = organization.run
    organization.make_environment('Lost')
    run('vault', 'create', 'kv-lost', '--region', 'eastus', '--purge-protection', '--retention', 7)
    run('key', 'create', 'kv-lost/cmk', '--kty', 'RSA', '--size', 2048)
    run('policy', 'create', 'ep-lost', '--geo', 'unitedstates', '--key', 'kv-lost/cmk')
    run('policy', 'grant', 'ep-lost')
    run('cmk', 'enable', '--policy', 'ep-lost', '--environment', 'Lost')
    run('key', 'delete', 'kv-lost/cmk', '--confirm', 'cmk')
    run('tenant', 'clock', 'shift', 'P8D', '--yes', '--confirm', 'Contoso (sample)')
    wait_until(lambda: organization.json('unlock', 'diagnose', 'Lost')['originalKey'] == 'gone', 'the key is not purged')


def other_key(organization):
    """Another one of the same name stands where the original was."""
    purged(organization)
    organization.run('key', 'create', 'kv-lost/cmk', '--kty', 'RSA', '--size', 2048)


purged.rehearsal = other_key.rehearsal = True
