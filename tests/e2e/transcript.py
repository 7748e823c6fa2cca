#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The transcript, command for command, with what each one must leave behind."""

import keyhold_e2e
from keyhold_e2e import CANARY, expect

tests = keyhold_e2e.Tests(keyhold_e2e.program())


def check_audit(organization):
    """What is listed is what was asked for, by name and by id, and the checkpoint fits the log."""
    every = organization.json('audit', 'list')['value']
    sales = organization.json('environment', 'show', 'Sales')['id']
    by_name, by_id = (organization.json('audit', 'list', '--object', text)['value'] for text in ('Sales', sales))
    expect(by_name == by_id and 0 < len(by_id) < len(every), f'{len(by_name)}, {len(by_id)} of {len(every)} records')
    platform = organization.json('audit', 'list', '--actor', 'platform')['value']
    expect(platform == [record for record in every if record.get('actor') == 'platform'], f'{platform}')
    late = organization.json('audit', 'list', '--since', every[-1]['time'])['value']
    expect(late and all(record['time'] >= every[-1]['time'] for record in late), f'{late}')
    note = organization.run('audit', 'anchor').out
    expect(f'\n{organization.json("audit", "verify")["records"]}\n' in note, note)


@tests.add
def the_transcript_as_written(organization):
    run, samples = organization.run, organization.make_samples()
    run('tenant', 'create', 'Fabrikam', '--home-geo', 'unitedstates')
    run('environment', 'create', 'Sales', '--type', 'Production', '--geo', 'unitedstates', '--dataverse')
    run('data', 'import', '--environment', 'Sales', '--kind', 'file', *samples['files'])
    run('data', 'import', '--environment', 'Sales', *samples['tables'])
    run('environment', 'enable-managed', 'Sales')
    run('vault', 'create', 'kv-sales', '--region', 'eastus', '--purge-protection')
    run('key', 'create', 'kv-sales/cmk', '--kty', 'RSA', '--size', '3072')
    run('policy', 'create', 'ep-sales', '--geo', 'unitedstates', '--key', 'kv-sales/cmk')
    run('cmk', 'preflight', '--policy', 'ep-sales', '--environment', 'Sales', expect=4)
    run('policy', 'grant', 'ep-sales')
    run('cmk', 'enable', '--policy', 'ep-sales', '--environment', 'Sales')

    status = organization.json('cmk', 'status', '--environment', 'Sales')['value'][0]
    expect(status['environment'] == 'Sales' and status['encryptionStatus'] == 'Encrypted', f'status {status}')
    expect(status['keyManagedBy'] == 'Customer' and status['policy'] == 'ep-sales', f'status {status}')
    owners = {store['store']: store['keyOwner'] for store in status['stores']}
    expect(owners == {'dataverse': 'customer', 'files': 'customer', 'flows': 'customer', 'apps': 'platform',
                      'connections': 'platform'}, f'owners {owners}')

    refused = run('key', 'disable', 'kv-sales/cmk', expect=4)
    expect('Sales' in refused.out, f'the impact is not printed: {refused}')
    expect(organization.state() == 'Ready', 'a refused verb changed something')
    run('key', 'disable', 'kv-sales/cmk', '--confirm', 'cmk')
    run('data', 'list', '--environment', 'Sales', expect=6)
    run('key', 'enable', 'kv-sales/cmk')
    run('unlock', 'apply', 'Sales')
    organization.check_export()
    run('audit', 'verify')


@tests.add
def shapes_of_the_contract(organization):
    """The keys of cli.md 3, at least."""
    organization.create()
    organization.make_environment()
    organization.import_samples()
    organization.make_key()
    organization.run('cmk', 'enable', '--policy', 'ep-sales', '--environment', 'Sales')
    wanted = {
        ('environment', 'show', 'Sales'):
            'id name type geo azureRegion managed dataverse state encryptionStatus keyManagedBy policy key lockedAt '
            'deletionAt activeOperation flowsThatStay createdAt allowedOperations disallowedOperations',
        ('vault', 'show', 'kv-sales'):
            'id name uri region sku permissionModel softDeleteRetentionDays purgeProtection publicNetwork '
            'defaultAction bypass state scheduledPurgeAt',
        ('key', 'show', 'kv-sales/cmk'):
            'kid vault name version kty size curve keyOps enabled state createdAt nbf exp recoveryLevel hsmPlatform '
            'thumbprint current usedBy holds safeToDisable',
        ('policy', 'show', 'ep-sales'):
            'id systemId name geo key versionRule health healthReason principalId granted environments readers',
        ('cmk', 'preflight', '--policy', 'ep-sales', '--environment', 'Sales'): 'result findings',
        ('lock', 'plan', 'disable-key', 'kv-sales/cmk'):
            'trigger target level confirmName environments policies backups wayBack approvalNeeded token',
        ('unlock', 'diagnose', 'Sales'): 'locked triggers repairs originalKey',
        ('audit', 'verify'): 'result records head firstBad',
    }
    for command, keys in wanted.items():
        value = organization.json(*command, expect=None)
        missing = [key for key in keys.split() if key not in value]
        expect(not missing, f'{command} lacks {missing}')
    operation = organization.json('operation', 'list')['value'][0]
    shown = organization.json('operation', 'show', operation['id'])
    missing = [key for key in 'id type environment state stages progress requestedBy createdAt endedAt error resumed'
               .split() if key not in shown]
    expect(not missing, f'operation show lacks {missing}')
    check_audit(organization)
    plan = organization.json('lock', 'plan', 'disable-key', 'kv-sales/cmk')
    expect(plan['level'] == 3 and plan['confirmName'] == 'cmk', f'plan {plan}')
    expect([environment['name'] for environment in plan['environments']] == ['Sales'], f'plan {plan}')
    stats = organization.json('data', 'stats', '--environment', 'Sales')['value']
    expect(len(stats) == 5 and all(key in stats[0] for key in ('store', 'items', 'rows', 'bytes', 'keyOwner', 'kid')),
           f'stats {stats}')
    rows = organization.json('data', 'show', '--environment', 'Sales', '--table', 'customers', '--limit', '1')
    expect(rows['rows'][0][1] == CANARY, f'rows {rows}')


@tests.add
def objects_by_id_and_other_formats(organization):
    organization.create()
    organization.make_environment()
    identifier = organization.run('environment', 'list', '-o', 'id').out.strip()
    expect(organization.json('environment', 'show', identifier.upper())['name'] == 'Sales', 'ids ignore case')
    line = organization.run('environment', 'list', '-o', 'tsv').out.splitlines()
    expect(len(line) == 1 and line[0].split('\t')[0] == 'Sales', f'tsv {line}')
    table = organization.run('environment', 'list').out.splitlines()
    expect(len(table) == 2 and table[0].startswith('NAME'), f'table {table}')


keyhold_e2e.main(tests)
