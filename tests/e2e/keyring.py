#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The keyring as a way to open an organization: added, used, removed, and what happens where it is not as it should be."""

import contextlib
import os
import subprocess
import time

import keyhold_e2e
import mock_keyring
from keyhold_e2e import expect

tests = keyhold_e2e.Tests(keyhold_e2e.program())
# What a command may take beside the keyring's own limit of five seconds.
PATIENCE = 25


class Desktop:
    """Commands without a passphrase file, on a bus of the test's own."""

    def __init__(self, organization):
        self.organization = organization
        self.environment = organization.environment

    def open(self, *words, expect_status=0):
        """A command without a passphrase file; how long it took is checked."""
        line = [self.organization.program, *words]
        begin = time.monotonic()
        done = subprocess.run(line, cwd=self.organization.folder, env=self.environment, stdin=subprocess.DEVNULL,
                              capture_output=True, timeout=keyhold_e2e.LIMIT, check=False)
        took = time.monotonic() - begin
        result = keyhold_e2e.Result(line[1:], done.returncode, done.stdout.decode(), done.stderr.decode())
        expect(result.status == expect_status, f'expected exit status {expect_status}: {result}')
        expect(took < PATIENCE, f'{took} seconds: {result}')
        return result

    def refuse(self, inner):
        """The keyring does not do, and the error names what does."""
        error = self.open('tenant', 'show', '-o', 'json', expect_status=6).error()
        expect(error['code'] == inner, f'{error}')
        expect('--passphrase-file' in error['advice'], f'{error}')


@contextlib.contextmanager
def desktop(organization):
    with mock_keyring.bus() as address:
        organization.environment['DBUS_SESSION_BUS_ADDRESS'] = address
        with mock_keyring.keyring(organization.environment) as keyring:
            it = Desktop(organization)
            it.set_mode, it.count = keyring.set_mode, keyring.count
            yield it


@tests.add
def opens_without_a_passphrase(organization):
    organization.create()
    with desktop(organization) as it:
        error = it.open('tenant', 'show', '-o', 'json', expect_status=6).error()
        expect(error['code'] == 'PassphraseMissing', f'a seal without a keyring slot asked the keyring: {error}')
        organization.run('tenant', 'keyring', 'add')
        expect(it.count() == 1, 'the keyring has no key')
        expect('"Fabrikam"' in it.open('tenant', 'show', '-o', 'json').out, 'not opened')
        error = organization.refuse(5, 'KeyringAdded', 'tenant', 'keyring', 'add')
        expect('keyring remove' in error['advice'], f'{error}')
        expect(it.count() == 1, 'a refused keyring left a key behind')
        it.open('tenant', 'keyring', 'remove')
        expect(it.count() == 0, 'the key is in the keyring still')
        it.open('tenant', 'show', expect_status=6)
        organization.run('tenant', 'show')
        organization.refuse(3, 'NoSlot', 'tenant', 'keyring', 'remove')
        records = organization.json('audit', 'list')['value']
        actions = [record['action'] for record in records]
        expect('keyring.add' in actions and 'keyring.remove' in actions, f'{actions}')
        organization.check_log()


@tests.add
def joins_a_host(organization):
    """Another process has the organization open: the keyring signs in there."""
    organization.create()
    organization.add_worker()
    with desktop(organization) as it:
        organization.run('tenant', 'keyring', 'add')
        with organization.hosted():
            expect('"Fabrikam"' in it.open('tenant', 'show', '-o', 'json').out, 'not signed in')
            it.set_mode('wrong')
            it.refuse('KeyringWrong')
            it.open('tenant', 'show', '--as', 'worker')
        organization.check_log()


@tests.add
def bad_keyrings(organization):
    organization.create()
    with desktop(organization) as it:
        organization.run('tenant', 'keyring', 'add')
        for mode, inner in (('locked', 'KeyringLocked'), ('refused', 'KeyringLocked'), ('search', 'KeyringSilent'),
                            ('hang', 'KeyringSilent'), ('wrong', 'KeyringWrong')):
            it.set_mode(mode)
            it.refuse(inner)
            organization.run('tenant', 'show')
        it.set_mode('dies')
        it.refuse('KeyringSilent')
        it.refuse('KeyringMissing')
        organization.run('tenant', 'show')
    organization.environment['DBUS_SESSION_BUS_ADDRESS'] = 'unix:path=/nonexistent/bus'
    Desktop(organization).refuse('KeyringMissing')
    # The slot goes without the keyring, too, and nothing is left that asks for it.
    result = organization.run('tenant', 'keyring', 'remove')
    expect('still has the key' in result.err, f'{result}')
    error = Desktop(organization).open('tenant', 'show', '-o', 'json', expect_status=6).error()
    expect(error['code'] == 'PassphraseMissing', f'{error}')
    organization.refuse(6, 'KeyringMissing', 'tenant', 'keyring', 'add')
    organization.check_log()


@tests.add
def only_the_owner(organization):
    organization.create()
    auditor = organization.write_secret('auditor', 'the passphrase of an auditor\n')
    organization.run('account', 'add', 'audra', '--role', 'auditor', '--new-passphrase-file', auditor)
    with desktop(organization) as it:
        organization.refuse(4, None, 'tenant', 'keyring', 'add', account='audra', passphrase=auditor)
        expect(it.count() == 0, 'a refused keyring left a key behind')
        organization.run('tenant', 'keyring', 'add')
        organization.refuse(4, None, 'tenant', 'keyring', 'remove', account='audra', passphrase=auditor)
        it.open('tenant', 'show')
        organization.check_log()


@tests.add
def a_prompt_that_nobody_answers(organization):
    """Adding may ask, and a keyring that hangs is found out before."""
    organization.create()
    with desktop(organization) as it:
        it.set_mode('refused')
        organization.refuse(6, 'KeyringRefused', 'tenant', 'keyring', 'add')
        it.set_mode('hang')
        begin = time.monotonic()
        organization.refuse(6, 'KeyringSilent', 'tenant', 'keyring', 'add')
        expect(time.monotonic() - begin < PATIENCE, 'adding waited for a keyring that hangs')
        it.set_mode('locked')
        organization.run('tenant', 'keyring', 'add')
        it.open('tenant', 'show')


os.environ['DBUS_SESSION_BUS_ADDRESS'] = 'unix:path=/nonexistent/bus'
keyhold_e2e.main(tests)
