#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The recovery sheet on the command line: saved, used when the passphrase is lost, replaced and removed."""

import os
import re
import subprocess

import keyhold_e2e
from keyhold_e2e import expect

tests = keyhold_e2e.Tests(keyhold_e2e.program())
LINE = re.compile(r'^    ([1-5])   ([0-9A-Z]{4}(?:-[0-9A-Z]{4}){2})$', re.MULTILINE)


def path(organization, name):
    return os.path.join(organization.folder, name)


def read(organization, name):
    with open(path(organization, name), encoding='utf-8') as file:
        return file.read()


def write(organization, name, text):
    with open(path(organization, name), 'w', encoding='utf-8', opener=lambda p, f: os.open(p, f, 0o600)) as file:
        file.write(text)


def bare(organization, *words, given='', status=0):
    """A command without a passphrase file."""
    line = [organization.program, *words]
    done = subprocess.run(line, cwd=organization.folder, env=organization.environment, input=given.encode(),
                          capture_output=True, timeout=keyhold_e2e.LIMIT, check=False)
    result = keyhold_e2e.Result(line[1:], done.returncode, done.stdout.decode(), done.stderr.decode())
    expect(result.status == status, f'expected exit status {status}: {result}')
    return result


def refuse(organization, status, inner, *words, given=''):
    error = bare(organization, *words, '-o', 'json', given=given, status=status).error()
    expect(error['code'] == inner, f'{error}')
    return error


@tests.add
def a_lost_passphrase(organization):
    organization.create()
    organization.run('tenant', 'recovery', 'add', '--to', 'sheet.txt')
    sheet = read(organization, 'sheet.txt')
    shown = organization.json('tenant', 'show')
    expect(os.stat(path(organization, 'sheet.txt')).st_mode & 0o777 == 0o600, 'others may read it')
    expect(shown['id'] in sheet and 'Fabrikam' in sheet and len(LINE.findall(sheet)) == 5, sheet)
    expect('"Fabrikam"' in bare(organization, '--recovery-file', 'sheet.txt', 'tenant', 'show', '-o', 'json').out, '')
    write(organization, 'later', 'a passphrase that came later\n')
    bare(organization, '--recovery-file', 'sheet.txt', 'tenant', 'passphrase', 'change', '--new-passphrase-file', 'later')
    organization.refuse(6, 'WrongPassphrase', 'tenant', 'show')
    bare(organization, '--passphrase-file', 'later', 'tenant', 'show')
    actions = [record['action'] for record in
               bare(organization, '--passphrase-file', 'later', 'audit', 'list', '-o', 'json').json()['value']]
    expect('recovery.add' in actions and actions.count('recovery.use') == 2, f'{actions}')


@tests.add
def a_damaged_seal(organization):
    """Said before anybody is asked, also that there is a copy; one that is damaged as well is none."""
    organization.create()
    seal = organization.data / 'tenant/seal'
    copy = seal.with_name('seal.copy')
    expect(copy.read_bytes() == seal.read_bytes() and copy.stat().st_mode & 0o777 == 0o600, 'not a copy')
    with keyhold_e2e.spoiled(seal, b'not a seal'):
        error = refuse(organization, 1, 'SealDamaged', 'tenant', 'show')
        expect('There is a copy of the seal' in error['advice'], f'{error}')
        with keyhold_e2e.spoiled(copy, b'not a seal'):
            error = refuse(organization, 1, 'SealDamaged', 'tenant', 'show')
            expect('There is a copy' not in (error['advice'] or ''), f'{error}')
    organization.run('tenant', 'show')


@tests.add
def what_is_typed(organization):
    """The five lines alone, a typing error, and the sheet of another organization."""
    organization.create()
    organization.add_worker()
    organization.run('tenant', 'recovery', 'add', '--to', 'sheet.txt')
    lines = [line for _, line in LINE.findall(read(organization, 'sheet.txt'))]
    code = '\n'.join(lines).lower()
    bare(organization, '--recovery-file', '-', 'tenant', 'show', given=code)
    bare(organization, '--recovery-file', '-', 'tenant', 'show', given=code.replace('-', ' ').replace('0', 'o'))
    wrong = lines[3][:-1] + ('7' if lines[3][-1] != '7' else '8')
    error = refuse(organization, 2, 'RecoveryCodeMistyped', '--recovery-file', '-', 'tenant', 'show',
                   given='\n'.join(lines[:3] + [wrong] + lines[4:]))
    expect('Line 4' in error['detail'], f'{error}')
    refuse(organization, 2, 'RecoveryCodeMistyped', '--recovery-file', '-', 'tenant', 'show',
           given='\n'.join(lines[1::-1] + lines[2:]))
    sheet = read(organization, 'sheet.txt')
    tenant = organization.json('tenant', 'show')['id']
    write(organization, 'other.txt', sheet.replace(tenant, '11111111-2222-4333-8444-555555555555'))
    refuse(organization, 2, 'AnotherOrganization', '--recovery-file', 'other.txt', 'tenant', 'show')
    with organization.hosted():
        refuse(organization, 2, 'AnotherOrganization', '--recovery-file', 'other.txt', 'tenant', 'show')
        bare(organization, '--recovery-file', 'sheet.txt', 'tenant', 'show')
    bare(organization, '--recovery-file', 'sheet.txt', '--as', 'worker', 'tenant', 'show', status=2)
    bare(organization, '--recovery-file', 'missing.txt', 'tenant', 'show', status=3)


@tests.add
def one_sheet_at_a_time(organization):
    organization.create()
    organization.run('tenant', 'recovery', 'add', expect=2)
    organization.refuse(3, 'NoRecoverySheet', 'tenant', 'recovery', 'remove')
    organization.run('tenant', 'recovery', 'add', '--to', 'one.txt')
    # A second one makes the first worthless, and is asked about; no file is ever overwritten.
    organization.run('tenant', 'recovery', 'add', '--to', 'two.txt', expect=4)
    expect(not os.path.exists(path(organization, 'two.txt')), 'a refused sheet was written')
    before = read(organization, 'one.txt')
    organization.run('tenant', 'recovery', 'add', '--to', 'one.txt', '--yes', expect=5)
    expect(read(organization, 'one.txt') == before, 'overwritten')
    bare(organization, '--recovery-file', 'one.txt', 'tenant', 'show')
    result = organization.run('tenant', 'recovery', 'add', '--to', 'two.txt', '--yes')
    expect('worthless' in result.err, f'{result}')
    refuse(organization, 6, 'WrongRecoveryCode', '--recovery-file', 'one.txt', 'tenant', 'show')
    bare(organization, '--recovery-file', 'two.txt', 'tenant', 'show')
    organization.run('tenant', 'recovery', 'remove', expect=4)
    bare(organization, '--recovery-file', 'two.txt', 'tenant', 'show')
    organization.run('tenant', 'recovery', 'remove', '--yes')
    refuse(organization, 6, 'NoRecoverySheet', '--recovery-file', 'two.txt', 'tenant', 'show')
    organization.run('tenant', 'show')
    organization.check_log()


@tests.add
def refused_and_nothing_left(organization):
    """An account that may not save a sheet leaves no file behind."""
    organization.create()
    organization.run('account', 'add', 'maker', '--role', 'maker')
    organization.run('tenant', 'recovery', 'add', '--to', 'sheet.txt', account='maker', expect=4)
    expect([name for name in os.listdir(organization.folder) if 'sheet' in name] == [], 'a file was left')
    organization.run('tenant', 'recovery', 'add', '--to', 'nowhere/sheet.txt', expect=3)
    refuse(organization, 6, 'NoRecoverySheet', '--recovery-file', '-', 'tenant', 'show', given='0W40-J2GB-1G6J GW3R-G249-165H '
           '0N2R-BHG6-8T3H CE1T-7GZ4-0GJE 48S4-4MKC-WEGX')


os.environ['DBUS_SESSION_BUS_ADDRESS'] = 'unix:path=/nonexistent/bus'
keyhold_e2e.main(tests)
