#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Everything that can be used has a name, and one that is said once: on every page, in every dialog and on every page of the
wizard. Lists hold a name that looks like markup. names.py KEYHOLDCTL KEYHOLD.
"""

import re
import sys

from console import ROWS, Console, until
from job import BUTTONS
from keyhold_e2e import Tests, expect, main

USED = {'push button', 'toggle button', 'check box', 'radio button', 'switch', 'text', 'password text', 'entry', 'combo box',
        *ROWS, 'menu item', 'slider', 'spin button', 'link', 'table cell', 'tree item', 'column header', 'page tab'}
MARKUP = 'R&D <prod>'


def is_of_the_library(node):
    """What libadwaita 1.2 and GTK 4.8 build themselves without names: the button of a password row that shows the text, which has
    a tooltip alone, and the parts of a choice, which as a whole has a name."""
    inside_choice = any(outer.role == 'combo box' for outer in node.ancestors())
    return inside_choice or (node.role in BUTTONS and node.description in ('Show Text', 'Hide Text'))


def faults_of(name):
    if not name.strip():
        return 'has no name'
    if re.match(r'(Gtk|Adw|Kh)[A-Z]', name):
        return 'is called by its class'
    if '_' in name and re.match(r'_|.*[ (]_|\w*_\w', name) and not re.search(r'\d', name):
        return 'tells its mnemonic'
    words = name.split()
    half = len(words) // 2
    if len(words) % 2 == 0 and words[:half] == words[half:]:
        return 'says its name twice'
    return None


class Walk:
    def __init__(self, console):
        self.console, self.faults, self.seen = console, [], 0

    def look(self, where):
        """The newest window."""
        for node in self.console.windows()[0].walk():
            if node.role not in USED or 'focusable' not in node.states or is_of_the_library(node) or not self.console.has_place(node):
                continue
            self.seen += 1
            fault = faults_of(node.name)
            if fault:
                above = ' in '.join(str(outer) for outer in node.ancestors() if outer.name)
                self.faults.append(f'{where}: {node} {fault}, in {above}')

    def end(self, least):
        expect(not self.faults, '\n'.join(dict.fromkeys(self.faults)))
        expect(self.seen >= least, f'only {self.seen} things were seen')


def prepare(organization):
    organization.create()
    organization.make_environment()
    organization.import_samples()
    organization.make_key()
    organization.run('cmk', 'enable', '--policy', 'ep-sales', '--environment', 'Sales')
    organization.make_environment(MARKUP)
    organization.run('environment', 'create', 'שלום', '--type', 'Sandbox', '--geo', 'europe', '--dataverse')


def open_page(console, section, row=None):
    console.go(section)
    until(f'the page {section}', lambda: console.find('label', section))
    if row:
        console.click(ROWS, row)
        console.wait(BUTTONS, f'Back to {section}')
        console.wait(('list', 'label'), re.compile('^(Actions|Details|Identifiers|Stages|Identity)'), scrolled=True)


def pages(organization, program):
    prepare(organization)
    with Console(program, organization) as console:
        walk = Walk(console)
        for section, row in (('Environments', re.compile('^Sales')), ('Enterprise Policies', re.compile('^ep-sales')),
                             ('Keys', re.compile('^cmk')), ('Key Vaults', re.compile('^kv-sales')), ('Operations', re.compile('Sales'))):
            open_page(console, section)
            console.wait(ROWS, row)
            walk.look(section)
            open_page(console, section, row)
            walk.look(f'detail in {section}')
        open_page(console, 'Overview')
        console.wait('list item', re.compile('^Coverage, '))
        walk.look('Overview')
        open_page(console, 'Requests')
        console.wait_text('No Requests')
        walk.look('Requests')
        open_page(console, 'Environments')
        for name in (MARKUP, 'שלום'):
            console.wait(ROWS, re.compile('^' + re.escape(name)))
        walk.end(60)


def dialogs(organization, program):
    prepare(organization)
    with Console(program, organization) as console:
        walk = Walk(console)
        for section, row, button, title in (
                ('Environments', None, 'New Environment…', 'New Environment'), ('Enterprise Policies', None, 'New Policy…', 'New Policy'),
                ('Keys', None, 'New Key…', 'New Key'), ('Key Vaults', None, 'New Vault…', 'New Vault'),
                ('Environments', re.compile('^Sales'), 'Import Data…', 'Import Data'),
                ('Environments', re.compile('^Sales'), 'Export Data…', 'Export Data'),
                ('Keys', re.compile('^cmk'), 'Disable…', re.compile('^Disable Key'))):
            open_page(console, section, row)
            console.press(button)
            console.wait_window(title)
            walk.look(str(title))
            console.keys('Escape')
            console.wait_window(re.compile('Keyhold$'))
        walk.end(40)


def wizard(organization, program):
    prepare(organization)
    with Console(program, organization) as console:
        walk = Walk(console)
        open_page(console, 'Environments', re.compile('^' + re.escape(MARKUP)))
        console.press('Enable Customer-Managed Key…')
        for title in ('Choose Environments', 'Choose a Key', 'Choose an Enterprise Policy', 'Checks', 'Review'):
            console.wait('heading', title)
            if title != 'Review':
                console.wait(BUTTONS, 'Next', sensitive=True)
            walk.look(title)
            if title != 'Review':
                console.press('Next')
        console.press('Cancel')
        walk.look('Cancel')
        walk.end(30)


def first_windows(organization, program):
    with Console(program, organization, passphrase=False) as console:
        console.wait_window('Welcome to Keyhold')
        walk = Walk(console)
        walk.look('Create an Organization')
        console.click(('list item', 'panel'), 'Create an Organization')
        console.wait_window('Create an Organization')
        walk.look('Create an Organization')
        walk.end(8)
    organization.create()
    with Console(program, organization, passphrase=False) as console:
        console.wait(BUTTONS, 'Unseal')
        walk = Walk(console)
        walk.look('Unseal')
        walk.end(2)


def run():
    tests = Tests(sys.argv[1])
    for function in (pages, dialogs, wizard, first_windows):
        def test(organization, function=function):
            function(organization, sys.argv[2])
        test.__name__ = f'names_of_{function.__name__}'
        tests.add(test)
    main(tests)


run()
