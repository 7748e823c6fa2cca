#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Flows that stay on the Microsoft key: told before and after, and gone when they are saved again."""

import json

import keyhold_e2e
from keyhold_e2e import expect

tests = keyhold_e2e.Tests(keyhold_e2e.program())
SALES = ('--environment', 'Sales')
SCHEMA = 'https://schema.management.azure.com/providers/Microsoft.Logic/schemas/2016-06-01/workflowdefinition.json#'


def write(organization, name, **trigger):
    definition = {'$schema': SCHEMA, 'contentVersion': '1.0.0.0', 'triggers': {'manual': trigger}, 'actions': {}}
    text = json.dumps({'name': name, 'type': 'Microsoft.Flow/flows', 'properties': {'displayName': name, 'definition': definition}},
                      indent=2)
    (organization.folder / name).write_text(text)
    return text


def bring(organization, *names, options=()):
    report = organization.json('data', 'import', *SALES, *options, *names)
    expect([(item['kind'], item['store']) for item in report['imported']] == [('flow', 'flows')] * len(names), f'{report}')


def column(organization, title):
    """What the table says of Sales under a title."""
    lines = organization.run('environment', 'list').out.splitlines()
    place = lines[0].index(title)
    return next(line for line in lines if line.startswith('Sales'))[place:].split('  ')[0]


def check(organization, status, flows, word):
    shown = organization.json('environment', 'show', 'Sales')
    expect((shown['encryptionStatus'], shown['flowsThatStay']) == (status, flows), f'{shown}')
    expect(column(organization, 'ENCRYPTION') == word, organization.run('environment', 'list').out)
    expect(word in organization.run('environment', 'show', 'Sales').out, f'{word} is not on the sheet')
    lines = organization.run('environment', 'list', '-o', 'tsv').out.splitlines()
    expect(any(f'\t{status}\t' in line for line in lines), 'for programs the word stands alone')
    return shown


def store(organization):
    status = organization.json('cmk', 'status', *SALES)['value'][0]
    return next(row for row in status['stores'] if row['store'] == 'flows')


@tests.add
def they_stay_until_they_are_saved_again(organization):
    organization.create()
    organization.add_worker()
    with organization.hosted():
        organization.make_environment()
        text = write(organization, 'order.json', type='Request', kind='Http')
        write(organization, 'return.json', type='Request', kind='PowerApp')
        write(organization, 'remind.json', type='Recurrence')
        bring(organization, 'order.json', 'return.json', 'remind.json')
        check(organization, 'NotEncrypted', 2, 'NotEncrypted')
        organization.make_key()
        where = ('--policy', 'ep-sales', *SALES)
        found = organization.json('cmk', 'preflight', *where)
        rule = next(finding for finding in found['findings'] if finding['id'] == 'E13')
        expect((rule['result'], rule['subject']) == ('warn', 'Sales') and '2 flows stay' in rule['evidence'], f'{rule}')
        expect(found['result'] == 'warn', 'the whole is no warning')
        organization.run('cmk', 'enable', *where)
        check(organization, 'Warning', 2, 'Warning (2 flows)')
        expect(('Warning', 2, 'customer') == tuple(store(organization)[name] for name in ('state', 'staying', 'keyOwner')),
               f'{store(organization)}')
        expect('Warning (2 flows)' in organization.run('cmk', 'status', *SALES).out, 'the status has no number')
        bring(organization, 'order.json', options=['--replace'])
        check(organization, 'Warning', 1, 'Warning (1 flow)')
        bring(organization, 'return.json', options=['--replace'])
        check(organization, 'Encrypted', 0, 'Encrypted')
        expect((store(organization)['state'], store(organization)['staying']) == ('Encrypted', 0), f'{store(organization)}')
        organization.run('data', 'export', *SALES, '--to', 'out')
        written = next((organization.folder / 'out').rglob('order.json'))
        expect(written.read_text() == text, 'the flow came back as another')
        organization.check_log()
    expect(not keyhold_e2e.readable(organization.data, [SCHEMA.encode()]), 'a definition lies there in clear')


@tests.add
def the_way_back_takes_them_along(organization):
    organization.create()
    organization.add_worker()
    with organization.hosted():
        organization.make_environment()
        write(organization, 'order.json', type='Request')
        bring(organization, 'order.json')
        organization.make_key()
        organization.run('cmk', 'enable', '--policy', 'ep-sales', *SALES)
        check(organization, 'Warning', 1, 'Warning (1 flow)')
        organization.run('cmk', 'revert', *SALES, '--yes')
        check(organization, 'NotEncrypted', 1, 'NotEncrypted')
        organization.run('data', 'remove', *SALES, '--store', 'flows', 'order.json', '--yes')
        check(organization, 'NotEncrypted', 0, 'NotEncrypted')


def shown(organization, name):
    environment = organization.json('environment', 'show', name)
    return environment['state'], environment['encryptionStatus'], environment['flowsThatStay']


def copy_to(organization, target):
    organization.run('environment', 'create', target, '--type', 'Sandbox', '--geo', 'unitedstates', '--dataverse')
    organization.run('environment', 'enable-managed', target)
    if shown(organization, 'Sales')[1] != 'NotEncrypted':
        organization.run('cmk', 'enable', '--policy', 'ep-sales', '--environment', target)
    organization.run('environment', 'copy', 'Sales', '--to', target, '--confirm', target, '--irreversible')


def exported(organization, name):
    organization.run('data', 'export', '--environment', name, '--to', f'out-{name}')
    return next((organization.folder / f'out-{name}').rglob('order.json')).read_text()


@tests.add
def a_copy_is_saved_again(organization):
    """Made under a customer's key a flow does not stay; the one that was copied does, and neither loses a byte."""
    organization.create()
    organization.add_worker()
    with organization.hosted():
        organization.make_environment()
        text = write(organization, 'order.json', type='Request', kind='Http')
        write(organization, 'remind.json', type='Recurrence')
        bring(organization, 'order.json', 'remind.json')
        copy_to(organization, 'Plain')
        expect(shown(organization, 'Plain') == ('Ready', 'NotEncrypted', 1), f"{shown(organization, 'Plain')}")
        organization.make_key()
        for name in ('Sales', 'Plain'):
            organization.run('cmk', 'enable', '--policy', 'ep-sales', '--environment', name)
            expect(shown(organization, name) == ('Ready', 'Warning', 1), f'{name}: {shown(organization, name)}')
        copy_to(organization, 'Copy')
        expect(shown(organization, 'Copy') == ('Ready', 'Encrypted', 0), f"the copy: {shown(organization, 'Copy')}")
        expect(shown(organization, 'Sales') == ('Ready', 'Warning', 1), f"the original: {shown(organization, 'Sales')}")
        organization.run('lock', 'apply', 'disable-key', 'kv-sales/cmk', '--confirm', 'cmk', '--reason', 'test')
        for name in ('Sales', 'Plain', 'Copy'):
            organization.refuse(6, None, 'data', 'list', '--environment', name)
        organization.run('key', 'enable', 'kv-sales/cmk')
        organization.run('unlock', 'apply', 'Sales', 'Plain', 'Copy')
        for name in ('Sales', 'Plain', 'Copy'):
            expect(exported(organization, name) == text, f'the flow of {name} is another')
        organization.check_log()
    expect(not keyhold_e2e.readable(organization.data, [SCHEMA.encode()]), 'a definition lies there in clear')


keyhold_e2e.main(tests)
