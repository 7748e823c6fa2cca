#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The console and the keyring, by the keyboard alone: keyring.py KEYHOLDCTL KEYHOLD."""

import re
import sys

from console import Console, until
from job import PASSPHRASE, Keys
from keyhold_e2e import Tests, expect, main
from mock_keyring import keyring

tests = Tests(sys.argv[1])


def add(organization):
    organization.create()
    organization.run('tenant', 'keyring', 'add')


def focused(console, name):
    def look():
        node = console.focused()
        return node is not None and node.name == name
    until(f'the focus on {name}', look)


def wait_open(console):
    console.wait_window(re.compile('Fabrikam'))


@tests.add
def opens_by_itself(organization):
    with keyring(organization.environment):
        add(organization)
        with Console(sys.argv[2], organization, passphrase=False) as console:
            wait_open(console)


@tests.add
def a_keyring_that_hangs(organization):
    """The passphrase is offered where the focus is, and opens the organization."""
    with keyring(organization.environment) as mock:
        add(organization)
        mock.set_mode('search')
        with Console(sys.argv[2], organization, passphrase=False) as console:
            console.wait_text('Waiting for the keyring')
            expect(console.find('push button', 'Use Passphrase Instead') is None, 'the passphrase is offered at once')
            focused(console, 'Use Passphrase Instead')
            console.keys('Return')
            hands = Keys(console)
            hands.fill('Passphrase', PASSPHRASE)
            console.keys('Return')
            wait_open(console)


@tests.add
def a_locked_keyring(organization):
    with keyring(organization.environment) as mock:
        add(organization)
        mock.set_mode('locked')
        with Console(sys.argv[2], organization, passphrase=False) as console:
            focused(console, 'Unlock Keyring…')
            console.keys('Return')
            wait_open(console)


@tests.add
def no_keyring(organization):
    with keyring(organization.environment):
        add(organization)
    with Console(sys.argv[2], organization, passphrase=False) as console:
        console.wait_text('This desktop has no keyring')
        Keys(console).fill('Passphrase', PASSPHRASE)
        console.keys('Return')
        wait_open(console)


@tests.add
def a_new_organization(organization):
    """Protected by the keyring alone: nothing is asked, neither by the console nor by the command line beside it."""
    with keyring(organization.environment) as mock:
        with Console(sys.argv[2], organization, passphrase=False) as console:
            hands = Keys(console)
            hands.open('Create an Organization')
            console.wait(('radio button', 'check box'), 'Keyring of this desktop', scrolled=True)
            hands.fill('Name', 'Fabrikam')
            until('the verb', lambda: console.find('push button', 'Create', sensitive=True))
            console.keys('alt+e')
            console.wait_window('Save a Recovery Sheet')
            console.keys('Escape')
            wait_open(console)
            expect(mock.count() == 1, 'the keyring has no key')
            organization.command = lambda *words, **_: [organization.program, *map(str, words)]
            expect(organization.json('tenant', 'show')['name'] == 'Fabrikam', 'not the one')
        expect(organization.json('tenant', 'show')['name'] == 'Fabrikam', 'not opened by the keyring')
        mock.set_mode('locked')
        error = organization.refuse(6, 'KeyringLocked', 'tenant', 'show')
        expect('No passphrase was set' in error['advice'], f'{error}')
        mock.set_mode('present')
        # The only way in stays, until there is another one.
        organization.refuse(4, 'LastSlot', 'tenant', 'keyring', 'remove')
        expect(mock.count() == 1, 'the key is gone')
        organization.run('tenant', 'passphrase', 'change', '--new-passphrase-file', organization.passphrase)
        organization.run('tenant', 'keyring', 'remove')
        organization.refuse(6, 'PassphraseMissing', 'tenant', 'show')
        del organization.command
        expect(organization.json('tenant', 'show')['name'] == 'Fabrikam', 'the passphrase does not open it')
        organization.check_log()


main(tests)
