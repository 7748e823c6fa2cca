#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Everything that can be used has a name, and one that is said once: on every page, in every dialog and on the pages of the
wizards. Lists hold a name that looks like markup. names.py KEYHOLDCTL KEYHOLD.
"""

import re
import sys

from gi.repository import GLib
from keyhold_atspi import Vanished

from console import ROWS, Console, until
from job import BUTTONS
from keyhold_e2e import Tests, expect, main

USED = {'push button', 'toggle button', 'check box', 'radio button', 'switch', 'text', 'password text', 'entry', 'combo box',
        *ROWS, 'menu item', 'slider', 'spin button', 'link', 'table cell', 'tree item', 'column header', 'page tab'}
TEXTS = ('label', 'list item', 'table row', 'panel', 'push button', 'heading')
MARKUP = 'R&D <prod>'
CLASS = r'(Gtk|Adw|Kh)[A-Z]'
CHOOSERS = {'Restore…', 'Back Up…'}  # of files, which have no window in the tree


def is_of_the_library(node):
    """What libadwaita 1.2 and GTK 4.8 build themselves without names: the button of a password row that shows the text, which has
    a tooltip alone, and the parts of a choice, which as a whole has a name."""
    inside_choice = any(outer.role == 'combo box' for outer in node.ancestors())
    return inside_choice or (node.role in BUTTONS and node.description in ('Show Text', 'Hide Text'))


def faults_of(name):
    if not name.strip():
        return 'has no name'
    if re.match(CLASS, name):
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
            if node.role == 'alert' and re.match(CLASS, node.name) and self.console.has_place(node):
                self.faults.append(f'{where}: {node} is called by its class')
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
    """An estate with something on each page, and an account that costs nothing to sign in."""
    organization.create()
    organization.add_worker()
    organization.make_environment()


def furnish(organization):
    organization.make_key()
    organization.run('cmk', 'enable', '--policy', 'ep-sales', '--environment', 'Sales')
    organization.make_environment(MARKUP)
    organization.run('environment', 'create', 'שלום', '--type', 'Sandbox', '--geo', 'europe', '--dataverse')
    organization.run('vault', 'create', 'kv-former', '--region', 'eastus', '--permission-model', 'access-policy')
    organization.run('vault', 'grant', 'kv-former', '--to', 'ep-sales', '--role', 'Key Vault Crypto Service Encryption User')
    for kind, words in (('secret', ('--value-file', 'pass')), ('key', ('--kty', 'RSA', '--size', '2048'))):
        organization.run(kind, 'set' if kind == 'secret' else 'create', f'kv-former/old-{kind}', *words)
        organization.run(kind, 'delete', f'kv-former/old-{kind}', '--yes')
    organization.run('secret', 'set', 'kv-former/relay', '--value-file', 'pass')


def addresses(organization):
    """Each page, and what it shows once it has what it reads."""
    sales = organization.json('environment', 'show', 'Sales')['id']
    operation = organization.json('operation', 'list')['value'][0]['id']
    return (('overview', '^Coverage'), ('environments', '^Sales'), (f'environments/{sales}', '^Dataverse files'),
            ('policies', '^ep-sales'), ('policies/ep-sales', 'Effective'), ('keys', '^cmk'), ('keys/kv-sales/cmk', 'Current'),
            ('vaults', '^kv-sales'), ('vaults/kv-sales', 'Purge'), ('vaults/kv-former', 'Plan the Move'), ('requests', 'No Requests'),
            ('operations', '^Encrypt Sales'), (f'operations/{operation}', '^Finished'), ('activity', 'Succeeded'),
            ('activity/2', 'Place in the Chain'), ('recommendations', 'administrator roles'),
            ('recommendations/Y9?object=keyhold:keys/kv-sales/cmk', 'Evidence'))


def act(console, node):
    console.bus.call(console.owner, node.path, 'org.a11y.atspi.Action', 'DoAction', GLib.Variant('(i)', (0,)))


def verbs(console, known):
    """The verbs that ask, of the page in front; each once, whatever it is about: test-tour walks through all."""
    return [node for node in console.windows()[0].walk() if node.role == 'push button' and node.name.endswith('…')
            and 'sensitive' in node.states and node.name not in known and console.has_place(node)]


def dialogs(console, walk, address, known):
    """What each verb of the page opens."""
    while nodes := verbs(console, known):
        before, name = len(console.windows()), nodes[0].name
        known.add(name)
        try:
            act(console, nodes[0])
        except Vanished:
            known.discard(name)
            continue
        until(f'what {name} of {address} opens', lambda: len(console.windows()) > before)
        until('something to use in it', lambda: any(node.role in USED for node in console.windows()[0].walk()))
        walk.look(f'{address}, {name}')
        console.activate()
        console.keys('Escape')
        until(f'the end of what {name} of {address} opens', lambda: len(console.windows()) == before)


def others(console, walk):
    """What is no page and no verb of one; what the main menu leads to besides, test-tour-menus walks through."""
    console.open('keyhold:preferences')
    console.wait_window('Preferences')
    walk.look('Preferences')
    console.keys('Escape')
    console.wait_window(re.compile('Keyhold$'))
    console.press(re.compile('^Account: '))
    act(console, console.wait('push button', 'Switch Account…', scrolled=True))
    console.wait_window('Switch Account')
    walk.look('Switch Account')
    console.keys('Escape')
    console.wait_window(re.compile('Keyhold$'))


def pages(organization, program):
    prepare(organization)
    with organization.hosted():
        furnish(organization)
        coverage = f"keyhold:environments/{organization.json('environment', 'show', 'Sales')['id']}/coverage"
        with Console(program, organization, '--as', 'worker', coverage, passphrase=False) as console:
            until('the part that the address names', lambda: any(
                'focused' in node.states and ' stores use the ' in node.name for node in console.windows()[0].walk()))
            walk, known = Walk(console), set(CHOOSERS)
            for address, text in addresses(organization):
                console.open(f'keyhold:{address}')
                console.wait(TEXTS, re.compile(text), scrolled=True)
                walk.look(address)
                dialogs(console, walk, address, known)
            console.open('keyhold:environments')
            for name in (MARKUP, 'שלום'):
                console.wait(ROWS, re.compile('^' + re.escape(name)))
            others(console, walk)
            walk.end(400)


def wizards(organization, program):
    prepare(organization)
    with organization.hosted():
        furnish(organization)
        finance = organization.json('environment', 'show', MARKUP)['id']
        with Console(program, organization, '--as', 'worker', f'keyhold:wizard/enable?environment={finance}',
                     passphrase=False) as console:
            walk = Walk(console)
            steps(console, walk, ('Choose Environments', 'Choose a Key', 'Choose an Enterprise Policy', 'Checks', 'Review'))
            console.press(re.compile('^Enable for'))
            console.wait(BUTTONS, 'Done', sensitive=True)
            walk.look('the result')
            console.press('Done')
            console.open('keyhold:wizard/rotate?key=kv-sales/cmk')
            steps(console, walk, ('Rotate cmk', 'Checks', 'Review'))
            console.press('Create New Version')
            console.wait(BUTTONS, 'Done', sensitive=True)
            walk.look('the rotation')
            console.press('Done')
            organization.run('key', 'disable', 'kv-sales/cmk', '--confirm', 'cmk')
            console.open('keyhold:environments?chip=locked')
            console.wait(ROWS, re.compile('^Sales.*Locked'))
            console.open('keyhold:wizard/unlock?all')
            steps(console, walk, ('Why It Is Locked', 'Bring the Key Back'))
            walk.end(60)


def steps(console, walk, titles):
    """The pages of a wizard up to the last of @titles."""
    for title in titles:
        console.wait('heading', title)
        if title != titles[-1]:
            console.wait(BUTTONS, 'Next', sensitive=True)
        walk.look(title)
        if title != titles[-1]:
            console.press('Next')


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
    for function in (pages, wizards, first_windows):
        def test(organization, function=function):
            function(organization, sys.argv[2])
        test.__name__ = f'names_of_{function.__name__}'
        tests.add(test)
    main(tests)


run()
