#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Several objects at once in the console with the keyboard alone: selection.py KEYHOLDCTL KEYHOLD. What was done is asked of the
tenant.
"""

import re
import sys

from console import ROWS, Console, until
from job import Keys
from keyhold_e2e import Tests, expect, main

tests = Tests(sys.argv[1])


def managed(organization, name):
    return organization.json('environment', 'show', name)['managed']


def states(console, row):
    """Checked or not, as the row tells it."""
    node = console.wait(ROWS, row)
    return 'checked' in node.states, node.name.endswith(', selected')


def wait_title(console, title):
    until(lambda: f'the title {title!r}', lambda: any(
        node.role == 'label' and node.name == title and console.shows(node) for node in console.windows()[0].walk()))


def narrow_too(console, width):
    if width:
        console.resize(width, 720)


def make(organization):
    organization.create()
    organization.add_worker()
    organization.make_environment('Sales')
    for name in ('Field', 'Finance', 'R&D <prod>'):
        organization.make_environment(name, managed=False)


def select_and_enable(organization, width=None):
    """Begins with Ctrl+A, leaves one out by Space, and runs a verb of the bar on the others."""
    make(organization)
    with organization.hosted(), \
            Console(sys.argv[2], organization, '--as', 'worker', 'keyhold:environments', passphrase=False) as console:
        hands = Keys(console)
        console.wait(ROWS, re.compile('^Sales'))
        narrow_too(console, width)
        hands.reach(ROWS, re.compile('^Field'))
        console.keys('ctrl+a')
        wait_title(console, '4 selected')
        expect(states(console, re.compile('^Sales')) == (True, True), 'the row says that it is selected')
        console.keys('space')
        wait_title(console, '3 selected')
        expect(states(console, re.compile('^Field')) == (False, False), 'the row says that it is not selected any more')
        hands.press('Enable Managed Environment…')
        console.wait_window('Enable Managed Environment')
        console.wait('label', 'Left Out')
        console.wait_text('It is a Managed Environment already')
        hands.press('Enable')
        console.wait_text('2 environments are Managed Environments')
        wait_title(console, '1 selected')
        for name, wanted in (('Sales', True), ('Field', False), ('Finance', True), ('R&D <prod>', True)):
            expect(managed(organization, name) == wanted, f'{name} is managed: {wanted}')
        console.keys('Escape')
        until('the end of selecting', lambda: not console.find('push button', 'Enable Managed Environment…'))
        expect(console.wait(ROWS, re.compile('^Sales')).name.endswith('Ready'), 'nothing is selected')


@tests.add
def by_ctrl_a(organization):
    select_and_enable(organization)


@tests.add
def in_a_narrow_window(organization):
    select_and_enable(organization, 360)


@tests.add
def row_by_row(organization):
    """Space and Return check rows, and do not start a search or open one; Ctrl+Shift+A takes all back; Cancel ends it."""
    make(organization)
    with organization.hosted(), \
            Console(sys.argv[2], organization, '--as', 'worker', 'keyhold:environments', passphrase=False) as console:
        hands = Keys(console)
        console.wait(ROWS, re.compile('^Sales'))
        hands.reach(ROWS, re.compile('^Field'))
        console.keys('ctrl+a')
        wait_title(console, '4 selected')
        console.keys('ctrl+shift+a')
        wait_title(console, '0 selected')
        hands.reach(ROWS, re.compile('^Finance'))
        console.keys('space')
        wait_title(console, '1 selected')
        console.keys('Return')
        wait_title(console, '0 selected')
        console.keys('ctrl+a')
        wait_title(console, '4 selected')
        console.keys('ctrl+shift+a')
        wait_title(console, '0 selected')
        hands.press('Cancel')
        until('the end of selecting', lambda: not console.find('push button', 'Enable Managed Environment…'))


main(tests)
