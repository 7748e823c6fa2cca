#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""What must be refused, how it is said, and that nothing changes by it."""

import csv
import json
import os
import signal

import keyhold_e2e
from keyhold_e2e import expect

tests = keyhold_e2e.Tests(keyhold_e2e.program())
ROLES = ('owner', 'kva', 'ppa', 'maker', 'auditor', 'support')
BAD_NAMES = ('', ' ', '.', '..', 'a\nb', 'bell\a', 'x' * 300, 'é' * 128)
NAMES = ('<b>Markup</b> & "more" %s %n', 'שלום עולם', 'العربية', 'a/b', '../../up', 'x' * 127, "O'Brien; DROP TABLE", '日本')
ENABLE = ('cmk', 'enable', '--policy', 'ep-sales', '--environment', 'Sales')


@tests.add
def wrong_passphrase_and_no_organization(organization):
    result = organization.run('tenant', 'show', expect=3)
    expect('why: ' in result.err and 'do: ' in result.err, f'{result}')
    expect(not organization.data.exists(), 'a look made a folder')
    organization.create()
    wrong = organization.write_secret('wrong', 'another passphrase than that\n')
    result = organization.run('tenant', 'show', '-o', 'json', passphrase=wrong, expect=6)
    expect(result.out == '' and result.error()['code'] == 'WrongPassphrase', f'{result}')
    organization.refuse(2, 'BadParameter', 'tenant', 'create', '', '--home-geo', 'unitedstates')
    organization.refuse(5, 'AlreadyExists', 'tenant', 'create', 'Again', '--home-geo', 'unitedstates')
    organization.refuse(3, None, 'tenant', 'show', passphrase=organization.folder / 'nowhere')
    organization.passphrase.chmod(0o644)
    result = organization.run('tenant', 'show', '-o', 'json')
    expect('chmod 600' in result.err and result.json()['name'] == 'Fabrikam', f'{result}')
    organization.passphrase.chmod(0o600)
    organization.add_worker()
    with organization.hosted():
        expect('chmod' not in organization.run('tenant', 'show').err, 'a warning without a reason')
        organization.account = None
        organization.refuse(6, 'WrongPassphrase', 'tenant', 'show', passphrase=wrong)
        organization.check_log()


@tests.add
def a_second_process_goes_through_the_first(organization):
    """Many at once: one hosts, the others ask it."""
    organization.create()
    organization.add_worker()
    started = [organization.start('environment', 'create', f'E{i}', '--type', 'Sandbox', '--geo', 'unitedstates',
                                  '-o', 'json', account='worker') for i in range(6)]
    for process in started:
        out, err = process.communicate(timeout=keyhold_e2e.LIMIT)
        expect(process.returncode == 0, f'{process.args}: {process.returncode} {out!r} {err!r}')
    with organization.hosted():
        names = {environment['name'] for environment in organization.json('environment', 'list')['value']}
        expect(names == {f'E{i}' for i in range(6)}, f'{names}')
        organization.check_log()


@tests.add
def a_host_that_is_stopped_is_named(organization):
    organization.create()
    organization.add_worker()
    with organization.hosted() as host:
        os.kill(host.pid, signal.SIGSTOP)
        try:
            error = organization.refuse(5, 'HostedElsewhere', 'environment', 'list')
        finally:
            os.kill(host.pid, signal.SIGCONT)
        expect(str(host.pid) in error['detail'] and 'does not answer' in error['detail'], f'{error}')
        organization.run('environment', 'list')


def set_up(organization):
    """Called with a host that runs."""
    organization.make_environment()
    organization.import_samples()
    organization.make_key()


@tests.add
def names_usage_and_what_is_not_there(organization):
    organization.create()
    organization.add_worker()
    with organization.hosted():
        check_words(organization)
        check_names(organization)


def check_words(organization):
    organization.refuse(2, 'UsageError', 'vault', 'list', '--nonsense')
    organization.refuse(2, 'UsageError', 'vault', 'nonsense')
    organization.refuse(2, 'UsageError', 'vault', 'show')
    for line in (('environment', 'show', 'Nope'), ('vault', 'show', 'kv-nope'), ('policy', 'show', 'nope'),
                 ('key', 'show', 'kv-nope/cmk'), ('operation', 'show', 'nope'),
                 ('data', 'list', '--environment', 'Nope'), ('account', 'remove', 'Nope'),
                 ('cmk', 'enable', '--policy', 'nope', '--environment', 'Nope'), ('unlock', 'apply', 'Nope')):
        organization.refuse(3, None, *line)
    organization.refuse(3, 'AccountNotFound', 'tenant', 'show', account='nobody')
    # A real organization's clock is not for trying things out.
    organization.refuse(4, None, 'tenant', 'clock', 'shift', 'P8D')


def check_names(organization):
    create = ('environment', 'create')
    place = ('--type', 'Production', '--geo', 'unitedstates')
    for name in BAD_NAMES:
        organization.refuse(2, 'BadParameter', *create, name, *place)
    for noun in ('environment', 'policy', 'operation'):
        for name in ('', '.', '..', 'a/../b'):
            organization.refuse(3, None, noun, 'show', name)
    organization.refuse(2, None, *create, 'Mars', '--type', 'Production', '--geo', 'mars')
    organization.refuse(2, None, *create, 'Type', '--type', 'Palace', '--geo', 'unitedstates')
    for name in NAMES:
        organization.run(*create, name, *place)
        expect(organization.json('environment', 'show', name)['name'] == name, name)
        organization.refuse(5, None, *create, name, *place)
    found = {environment['name'] for environment in organization.json('environment', 'list')['value']}
    expect(found == set(NAMES), f'{found}')
    for name in ('kv--x', 'ab', 'login', 'k' * 25, 'kv/x', '../kv', '1kv', '', 'kv_x', 'x' * 300):
        organization.refuse(2, None, 'vault', 'create', name, '--region', 'eastus')
    organization.refuse(2, None, 'vault', 'create', 'kv-mars', '--region', 'mars')
    organization.refuse(2, None, 'vault', 'create', 'kv-days', '--region', 'eastus', '--retention', '6')
    organization.run('vault', 'create', 'kv-names', '--region', 'eastus')
    organization.refuse(5, 'VaultAlreadyExists', 'vault', 'create', 'KV-names', '--region', 'eastus')
    for name in ('a/b/c/d', '', 'a b', 'a.b', '<b>', 'k' * 128):
        organization.refuse(2, None, 'key', 'create', f'kv-names/{name}', '--kty', 'RSA')
    for name in ('', 'a\nb', 'x' * 300):
        organization.refuse(2, None, 'account', 'add', name, '--role', 'maker')
    organization.refuse(2, None, 'account', 'add', 'Someone', '--role', 'emperor')
    expect(len(organization.json('account', 'list')['value']) == 2, 'an account was made')
    expect(organization.json('key', 'list', 'kv-names')['value'] == [], 'a key was made')
    expect(len(organization.json('vault', 'list')['value']) == 1, 'a vault was made')
    check_policy_names(organization)


def check_policy_names(organization):
    organization.run('key', 'create', 'kv-names/cmk', '--kty', 'RSA')
    place = ('--geo', 'unitedstates', '--key', 'kv-names/cmk')
    for name in BAD_NAMES:
        organization.refuse(2, 'BadParameter', 'policy', 'create', name, *place)
    expect(organization.json('policy', 'list')['value'] == [], 'a policy was made')
    for name in NAMES:
        made = organization.json('policy', 'create', name, *place)
        expect(made['name'] == name, f'{made}')
        organization.run('policy', 'grant', name)
        expect(organization.json('policy', 'show', name)['granted'], name)
        organization.refuse(5, 'PolicyAlreadyExists', 'policy', 'create', name, *place)
    found = {policy['name'] for policy in organization.json('policy', 'list')['value']}
    expect(found == set(NAMES), f'{found}')
    for name in NAMES:
        organization.run('policy', 'delete', name, '--yes')
    expect(organization.json('policy', 'list')['value'] == [], 'a policy is left')


@tests.add
def names_of_files_tables_and_columns(organization):
    organization.create()
    organization.add_worker()
    files = ('<b>&amp;.txt', 'שלום.txt', 'line\nfeed.txt', 'esc\x1b[31m.txt', 'a\u202etxt.exe', 'x' * 255, '日本', '~', '%s%n', '-o',
             ' blank ', 'a\\b', '.hidden')
    names = ('<b>t', 'שלום', 'a\nb', 'DROP TABLE "x"', "'; --", 'x' * 251, '%s%n')
    with organization.hosted():
        organization.make_environment()
        sales = ('--environment', 'Sales')
        (organization.folder / 'files').mkdir()
        for name in files:
            (organization.folder / 'files' / name).write_text(f'this is {name!r}')
        organization.run('data', 'import', *sales, '--kind', 'file', 'files')
        long = organization.folder / ('x' * 255)
        long.write_text('a,b\n1,2\n')
        organization.run('data', 'import', *sales, '--replace', long.name, expect=4)
        (organization.folder / 'table.csv').write_text('<b>,"a\n\x1b[31mb",שלום,"x,y"\n1,2,3,4\n')
        for name in names:
            organization.run('data', 'import', *sales, '--kind', 'table', '--table', name, 'table.csv')
        for name in ('a/b', '../up', '..', '', 'x' * 252):
            organization.run('data', 'import', *sales, '--kind', 'table', '--table', name, 'table.csv', expect=4)
        listed = organization.run('data', 'list', *sales).out
        shown = organization.run('data', 'show', *sales, '--table', 'שלום').out
        for out in (listed, shown):
            expect('\x1b' not in out and '\u202e' not in out, f'it reaches the terminal: {out!r}')
        expect(len(listed.splitlines()) == 1 + len(files) + len(names) and len(shown.splitlines()) == 2, f'{listed}{shown}')
        organization.run('data', 'export', *sales, '--to', 'out')
        check_names_came_back(organization.folder, files, names)


def check_names_came_back(folder, files, names):
    found = {path.name: path.read_text() for path in (folder / 'out/files').iterdir()}
    expect(found == {name: f'this is {name!r}' for name in files}, f'{found}')
    manifest = json.loads((folder / 'out/manifest.json').read_text())['exported']
    tables = {item['name']: folder / 'out' / item['path'] for item in manifest if item['store'] == 'dataverse'}
    expect(set(tables) == set(names), f'{set(tables)}')
    for path in tables.values():
        rows = list(csv.reader(path.read_text().splitlines(keepends=True)))
        expect(rows == [['<b>', 'a\n\x1b[31mb', 'שלום', 'x,y'], ['1', '2', '3', '4']], f'{path}: {rows}')


@tests.add
def guards_triggers_and_the_way_back(organization):
    organization.create()
    organization.add_worker()
    with organization.hosted():
        set_up(organization)
        organization.run(*ENABLE)
        check_guards(organization)
        check_triggers(organization)
        organization.check_log()


def check_guards(organization):
    for verb in (('key', 'disable', 'kv-sales/cmk'), ('key', 'delete', 'kv-sales/cmk'), ('vault', 'delete', 'kv-sales'),
                 ('policy', 'revoke', 'ep-sales'), ('policy', 'delete', 'ep-sales'),
                 ('vault', 'update', 'kv-sales', '--public-network', 'off', '--bypass', 'none'),
                 ('key', 'update', 'kv-sales/cmk', '--exp', '2020-01-01'), ('environment', 'delete', 'Sales')):
        result = organization.run(*verb, expect=4)
        expect('Sales' in result.out, f'no impact: {result}')
        organization.run(*verb, '--yes', expect=4)
        organization.run(*verb, '--confirm', 'wrong', expect=4)
        expect(organization.state() == 'Ready', f'{verb} changed something')
    result = organization.run('key', 'disable', 'kv-sales/cmk', '-o', 'json', expect=4)
    expect(result.json()['level'] == 3 and result.error()['code'] == 'ConfirmationRequired', f'{result}')


def check_triggers(organization):
    version = organization.json('key', 'show', 'kv-sales/cmk')['version']
    closed, opened = '--public-network', '--default-action'
    ways = (
        (('key', 'disable', 'kv-sales/cmk'), 'cmk', ('key', 'enable', 'kv-sales/cmk')),
        (('key', 'disable', f'kv-sales/cmk/{version}'), 'cmk', ('key', 'enable', f'kv-sales/cmk/{version}')),
        (('policy', 'revoke', 'ep-sales'), 'ep-sales', ('policy', 'grant', 'ep-sales')),
        (('key', 'delete', 'kv-sales/cmk'), 'cmk', ('key', 'recover', 'kv-sales/cmk')),
        (('vault', 'delete', 'kv-sales'), 'kv-sales', ('vault', 'recover', 'kv-sales'),
         ('policy', 'grant', 'ep-sales')),  # roles on a vault go with it
        (('vault', 'update', 'kv-sales', closed, 'off', '--bypass', 'none'), 'kv-sales',
         ('vault', 'update', 'kv-sales', closed, 'on')),
        (('vault', 'update', 'kv-sales', opened, 'deny', '--bypass', 'none'), 'kv-sales',
         ('vault', 'update', 'kv-sales', '--bypass', 'trusted-services')),
        (('key', 'update', 'kv-sales/cmk', '--exp', '2020-01-01'), 'cmk', ('key', 'update', 'kv-sales/cmk', '--exp', 'none')),
        (('key', 'update', 'kv-sales/cmk', '--nbf', '2199-01-01'), 'cmk', ('key', 'update', 'kv-sales/cmk', '--nbf', 'none')),
    )
    for lock, name, *back in ways:
        organization.run(*lock, '--confirm', name)
        expect(organization.state() == 'Locked', f'{lock} did not lock')
        for line in (('data', 'list', '--environment', 'Sales'),
                     ('data', 'import', '--environment', 'Sales', 'report.pdf', '--replace'),
                     ('data', 'import', '--environment', 'Sales', 'customers.csv', '--replace'),
                     ('data', 'show', '--environment', 'Sales', '--table', 'customers'),
                     ('data', 'export', '--environment', 'Sales', '--to', 'never')):
            organization.refuse(6, None, *line)
        diagnosis = organization.json('unlock', 'diagnose', 'Sales')
        expect(diagnosis['locked'] and diagnosis['triggers'], f'{lock}: {diagnosis}')
        organization.refuse(4, None, 'unlock', 'apply', 'Sales')
        expect(organization.state() == 'Locked', 'unlocked without its key')
        for line in back:
            organization.run(*line)
        organization.run('unlock', 'apply', 'Sales')
        organization.check_export()


@tests.add
def each_role_may_do_its_own_and_no_more(organization):
    organization.create()
    organization.add_worker()
    with organization.hosted():
        set_up(organization)
        (organization.folder / 'more.csv').write_text('a,b\n1,2\n')
        for role in ROLES:
            organization.run('account', 'add', f'the {role}', '--role', role)
        check_rights(organization)
        organization.refuse(4, None, *ENABLE, account='the ppa')
        organization.run('policy', 'reader', 'ep-sales', '--add', 'the ppa')
        organization.run(*ENABLE, account='the ppa')
        organization.check_export(others=1)
        organization.check_log()


def check_rights(organization):
    readers = set(ROLES) - {'maker'}
    environment = ('--environment', 'Sales')
    # Each right: the command, who has it, and what makes it possible again.
    rights = (
        (('account', 'add', 'X', '--role', 'maker'), {'owner'}, ('account', 'remove', 'X')),
        (('account', 'role', 'the {role}', '--add', 'owner'), {'owner'}, None),
        (('tenant', 'set', 'unlock-rule', 'self-service'), {'owner'}, None),
        (('vault', 'create', 'kv-{role}', '--region', 'eastus'), {'kva'}, None),
        (('key', 'create', 'kv-sales/{role}', '--kty', 'RSA'), {'kva'}, None),
        (('key', 'update', 'kv-sales/cmk', '--tag', 'a=b'), {'kva'}, None),
        (('policy', 'create', 'ep-{role}', '--geo', 'unitedstates', '--key', 'kv-sales/cmk'), {'kva'}, None),
        (('policy', 'revoke', 'ep-sales', '--yes'), {'kva'}, ('policy', 'grant', 'ep-sales')),
        (('policy', 'reader', 'ep-sales', '--add', 'the maker'), {'kva'}, None),
        (('environment', 'create', 'Of {role}', '--type', 'Sandbox', '--geo', 'unitedstates'), {'ppa'}, None),
        (('environment', 'enable-managed', 'Sales'), {'ppa'}, None),
        (('data', 'import', *environment, 'more.csv', '--replace'), {'ppa', 'maker'}, None),
        (('data', 'show', *environment, '--table', 'customers'), {'ppa', 'maker'}, None),
        (('data', 'list', *environment), set(ROLES), None),
        (('data', 'export', *environment, '--to', 'of-{role}'), {'ppa', 'maker'}, None),
        (('audit', 'verify'), readers, None),
        (('audit', 'list'), readers, None),
        (('vault', 'list'), readers, None),
        (('key', 'show', 'kv-sales/cmk'), readers, None),
        (('policy', 'list'), readers, None),
        (('environment', 'list'), set(ROLES), None),
    )
    for line, allowed, back in rights:
        for role in ROLES:
            words = [word.replace('{role}', role) for word in line]
            result = organization.run(*words, account=f'the {role}', expect=None)
            expect(result.status == (0 if role in allowed else 4), f'{role}: {result}')
            if role in allowed and back:
                organization.run(*back)
    check_granting(organization)  # the grant is there already
    organization.run('policy', 'revoke', 'ep-sales', '--yes')
    check_granting(organization)


def check_granting(organization):
    for role in ROLES:
        if role != 'kva':
            organization.refuse(4, None, 'policy', 'grant', 'ep-sales', account=f'the {role}')
    organization.run('policy', 'grant', 'ep-sales', account='the kva')


keyhold_e2e.main(tests)
