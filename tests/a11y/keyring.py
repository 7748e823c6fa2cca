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


main(tests)
