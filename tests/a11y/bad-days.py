#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Bad days of the console from outside: bad-days.py KEYHOLDCTL KEYHOLD. The host is killed while a dialog is half filled in,
nobody hosts any more, a key is disabled while an environment is being encrypted, an administrator who has never seen the program finds the way back, and
the disk of the audit log is full.
"""

import os
import re
import shutil
import sys

from console import LIMIT, ROWS, Console, fits, until
from disks import fill, may_mount, mounted
from job import BUTTONS, PASSPHRASE, Mouse
from keyhold_e2e import Failure, Tests, expect, main

LOST = re.compile('^Not connected: data shown is from ')

# What a window offers to go on with, in the order in which it catches the eye: the button that ends or leads on, the repair.
PROPOSED = (re.compile('^Re-enable 1 Environment$'), 'Next', re.compile('^Enable: '), 'Unlock…')
CLICKS = 6
MINUTE = 60
# The keystroke-level model of Card, Moran and Newell: deciding for a button, pointing and clicking; and reading 240 words a
# minute.
STEP = 1.35 + 1.1 + 0.2
WORD = 60 / 240

tests = Tests(sys.argv[1])


def make(organization):
    """An organization with an environment; "worker" has no passphrase of its own."""
    organization.create()
    organization.add_worker()
    organization.make_environment()


def texts(console, name):
    """Labels of all windows: a dialog may lie over the window that says it."""
    return [node for window in console.windows() for node in window.walk() if node.role == 'label'
            and name.search(node.name) and console.shows(node)]


def wait_lost(console, lost=True):
    until(f'the banner, {lost}', lambda: bool(texts(console, LOST)) == lost)


def fill_dialog(console, name):
    hands = Mouse(console)
    hands.press('New Environment…')
    console.wait_window('New Environment')
    hands.fill('Name', name)


def unseal(console):
    hands = Mouse(console)
    hands.fill('Passphrase', PASSPHRASE)
    hands.press('Unseal')


@tests.add
def another_host_takes_over(organization):
    """Nothing that was typed is lost, and nobody has to ask."""
    make(organization)
    with organization.hosted() as host, \
            Console(sys.argv[2], organization, '--as', 'worker', 'keyhold:environments', passphrase=False) as console:
        console.wait(ROWS, re.compile('^Sales'))
        fill_dialog(console, 'Half typed')
        host.kill()
        wait_lost(console)
        with organization.hosted():
            wait_lost(console, lost=False)
            console.wait_window('New Environment')
            Mouse(console).press('Create Environment')
            console.wait_window(re.compile('Fabrikam'))
            console.wait(ROWS, re.compile('^Half typed.*Ready'))


@tests.add
def nobody_hosts(organization):
    """What was read stays; Reconnect asks for the passphrase and goes on as the host."""
    make(organization)
    with organization.hosted() as host, \
            Console(sys.argv[2], organization, 'keyhold:environments', passphrase=False) as console:
        unseal(console)
        console.wait(ROWS, re.compile('^Sales'))
        host.kill()
        host.wait()
        wait_lost(console)
        console.wait(ROWS, re.compile('^Sales'))
        Mouse(console).press('Reconnect')
        unseal(console)
        wait_lost(console, lost=False)
        organization.run('environment', 'create', 'Second', '--type', 'Sandbox', '--geo', 'europe', account='worker')
        console.wait(ROWS, re.compile('^Second'))


@tests.add
def a_crash_is_told_once(organization):
    """Whoever opens it next, here the console; after a proper end there is nothing to tell."""
    organization.create()
    organization.add_worker()
    crashed = re.compile('the program ended without closing it')
    with organization.hosted() as host:
        host.kill()
        host.wait()
    with Console(sys.argv[2], organization, 'keyhold:keys') as console:
        until('the message', lambda: texts(console, crashed))
    with Console(sys.argv[2], organization, 'keyhold:keys') as console:
        console.wait('panel', 'No Keys')
        expect(not texts(console, crashed), 'it is not told again')


def says(console, text):
    """To a screen reader; nobody sees it."""
    return any(node.role == 'alert' and node.name.startswith(text) for node in console.windows()[0].walk())


@tests.add
def key_disabled_while_encrypting(organization):
    """The operation pauses, the environment is locked; after the repair both go on to the end."""
    make(organization)
    organization.make_key()
    names = ('first.bin', 'second.bin')
    for name in names:
        (organization.folder / name).write_bytes(os.urandom(1 << 20))
    organization.run('data', 'import', '--environment', 'Sales', '--kind', 'file', *names)
    sales = organization.json('environment', 'show', 'Sales')['id']
    with organization.held(), \
            Console(sys.argv[2], organization, '--as', 'worker', f'keyhold:environments/{sales}', passphrase=False) as console:
        hands = Mouse(console)
        console.wait('list item', re.compile('^State, Ready'), scrolled=True)
        organization.run('cmk', 'enable', '--policy', 'ep-sales', '--environment', 'Sales', '--no-wait')
        console.wait('list item', re.compile('^State, Encrypting'), scrolled=True)
        organization.run('key', 'disable', 'kv-sales/cmk', '--confirm', 'cmk')
        console.wait('label', 'Locked: Key Access Lost', scrolled=True)
        until('what is said of it', lambda: says(console, 'Sales: Locked'))
        hands.section('Operations')
        console.wait(ROWS, re.compile('^Encrypt Sales.*Paused'))
        hands.section('Environments')
        hands.open(re.compile('^Sales.*Locked'))
        hands.press('Enable')
        hands.press('Re-enable')
        console.wait('list item', re.compile('^State, Ready'), limit=4 * LIMIT, scrolled=True)
        console.wait('list item', re.compile('^Encryption, Encrypted'), scrolled=True)
        hands.section('Operations')
        console.wait(ROWS, re.compile('^Encrypt Sales.*Succeeded'))
    organization.run('data', 'export', '--environment', 'Sales', '--to', 'out')
    for name in names:
        expect((organization.folder / 'out/files' / name).read_bytes() == (organization.folder / name).read_bytes(),
               'not every byte came back')


def proposal(console):
    """What is proposed now, as (button, the texts on the screen that are no button's); None where nothing is."""
    shown = [node for node in console.windows()[0].walk() if node.name and console.shows(node)]
    texts = [node.name for node in shown if node.role in ('label', 'heading', 'alert') and node.parent.role not in BUTTONS]
    for wanted in PROPOSED:
        for node in shown:
            if node.role in BUTTONS and fits(wanted, node.name) and 'sensitive' in node.states:
                return node, texts
    return None


def follow(console, end):
    """Clicks what is proposed until @end is read. The texts that were on the screen before each click."""
    seen = []

    def another():
        if console.find('alert', end):
            return 'end'
        found = proposal(console)
        return found if found and found[1] not in seen else None
    while (now := until('another proposal', another)) != 'end':
        expect(len(seen) < CLICKS, f'after {CLICKS} clicks it is not the end: "{now[0].name}" is proposed')
        seen.append(now[1])
        console.click_node(now[0])
    return seen


@tests.add
def the_way_back_takes_six_clicks(organization):
    """From Overview, by whoever does what is proposed: reads the banner, which stands above everything else, and then each word
    of the wizard."""
    make(organization)
    organization.make_key()
    with organization.hosted():
        organization.run('cmk', 'enable', '--policy', 'ep-sales', '--environment', 'Sales')
        organization.run('key', 'disable', 'kv-sales/cmk', '--confirm', 'cmk')
        with Console(sys.argv[2], organization, '--as', 'worker', 'keyhold:overview', passphrase=False) as console:
            console.wait('push button', 'Unlock…')
            seen = follow(console, '1 Environment Is Back')
        expect(organization.state() == 'Ready', organization.state())
    banner = [text for text in seen[0] if text.startswith('Key access lost')]
    words = sum(len(text.split()) for text in set().union(banner, *seen[1:]))
    seconds = len(seen) * STEP + words * WORD
    print(f'# {len(seen)} clicks, {words} words: {seconds:.0f} seconds for somebody who reads all of them once')
    expect(seconds < MINUTE, f'{seconds:.0f} seconds')


def use_up_last_page(organization):
    """Records find room in the last page of the log until it is full."""
    for number in range(64):
        tried = organization.run('account', 'add', f'Reader {number}', '--role', 'auditor', '-o', 'json', expect=None)
        if tried.status != 0:
            return
    raise Failure('the disk is not full')


def audit_log_on_a_full_disk(organization):
    """What cannot be recorded does not happen: the dialog says why and keeps what was typed, and goes on when there is room."""
    make(organization)
    log = organization.data / 'tenant/audit'
    kept = organization.folder / 'audit'
    log.rename(kept)
    with mounted(log, 'size=1m') as disk:
        shutil.copytree(kept, disk, dirs_exist_ok=True)
        with organization.hosted(), \
                Console(sys.argv[2], organization, '--as', 'worker', 'keyhold:environments', passphrase=False) as console:
            console.wait(ROWS, re.compile('^Sales'))
            fill_dialog(console, 'Second')
            filler = fill(disk)
            use_up_last_page(organization)
            Mouse(console).press('Create Environment')
            until('the reason', lambda: texts(console, re.compile('audit log could not be written')))
            expect(console.bus.text(console.owner, console.find('text', 'Name')) == 'Second', 'what was typed is gone')
            expect(len(organization.json('environment', 'list')['value']) == 1, 'something happened without a record')
            filler.unlink()
            Mouse(console).press('Create Environment')
            console.wait(ROWS, re.compile('^Second.*Ready'))
        organization.check_log()


tests.add(audit_log_on_a_full_disk, skip=may_mount())
main(tests)
