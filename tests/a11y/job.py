# SPDX-License-Identifier: GPL-3.0-or-later
"""The main job of an administrator in the console, from no organization to data that came back after a lock. What is done
stands here once; whose hands do it, a pointer's or the keyboard's, is handed in.
"""

import re
import sys
import time

from console import LIMIT, PAUSE, ROWS, Console, Failure, fits, until
from keyhold_e2e import CANARY, compare_export, expect, main, readable, Tests

PASSPHRASE = 'correct horse battery staple'
ENTRIES = ('text', 'password text', 'entry')
CHOICES = ('combo box', 'list item')
BUTTONS = ('push button', 'toggle button')
SETTLE = 0.6  # seconds in which a key shows its effect
SECTIONS = ['Overview', 'Environments', 'Enterprise Policies', 'Keys', 'Key Vaults', 'Requests', 'Operations']


class Mouse:
    """Points and clicks; types into what was clicked."""

    def __init__(self, console):
        self.console = console

    def press(self, name, **options):
        self.console.click(BUTTONS, name, **options)

    def fill(self, name, text):
        self.console.click(ENTRIES, name)
        self.console.keys('ctrl+a')
        self.console.type(text)

    def open(self, name):
        """A row of a list, or of the sidebar."""
        self.console.click(ROWS, name)

    section = open

    def choose(self, name):
        """Another than the first of a row of choices: by the keyboard, which brings the row into view."""
        Keys(self.console).choose(name)

    def next(self):
        self.press('Next')

    def verb(self, name):
        """The button that ends a wizard."""
        self.press(name)

    def back(self):
        self.press(re.compile('^Back to '))


class Keys:
    """The keyboard alone: Tab and arrows until the focus is where it shall be, then Return; accelerators where there are some."""

    STEPS = 150

    def __init__(self, console):
        self.console = console

    def _tab(self):
        """On to the next control. From one entry to another nothing changes in what GTK tells, so the wait is short."""
        before = self.console.focused()
        self.console.keys('Tab')
        end = time.monotonic() + SETTLE
        while time.monotonic() < end:
            now = self.console.focused()
            if (now and now.path) != (before and before.path):
                return
            time.sleep(PAUSE)

    def _travel(self, arrived, what):
        seen = []
        for _ in range(self.STEPS):
            focused = self.console.focused()
            if arrived(focused):
                return
            seen.append(str(focused))
            self._tab()
        raise Failure(f'{what} cannot be reached by Tab; the focus was on: {"; ".join(dict.fromkeys(seen))}')

    def reach(self, roles, name):
        """Moves the focus to a control by Tab; it must be reachable that way."""
        self.console.wait(roles, name, sensitive=True, scrolled=True)
        self._travel(lambda focused: focused and focused.role in roles and fits(name, focused.name), repr(name))

    def press(self, name):
        self.reach(BUTTONS, name)
        self.console.keys('space')

    def _takes_text(self, entry):
        """Whether what is typed goes into this entry: GTK 4.8 does not tell that the text inside a row has the focus."""
        before = self.console.text_of(entry)
        self.console.type('q')
        end = time.monotonic() + SETTLE
        while time.monotonic() < end:
            if self.console.text_of(entry) != before:
                return True
            time.sleep(PAUSE)
        self.console.keys('BackSpace')
        return False

    def fill(self, name, text):
        entry = self.console.wait(ENTRIES, name, scrolled=True)
        self._travel(lambda focused: focused is None and self._takes_text(entry), f'the entry {name!r}')
        self.console.keys('ctrl+a')
        self.console.type(text)

    def open(self, name):
        self.reach(ROWS, name)
        self.console.keys('Return')

    def choose(self, name):
        self.reach(CHOICES, name)
        self.console.keys('Return')
        self.console.keys('Down')
        self.console.keys('Return')

    def section(self, name):
        self.console.keys(f'ctrl+{SECTIONS.index(name) + 1}')

    def next(self):
        self.console.wait(BUTTONS, 'Next', sensitive=True)
        self.console.keys('alt+n')

    def verb(self, name):
        self.console.wait(BUTTONS, name, sensitive=True)
        self.console.keys('alt+e')

    def back(self):
        self.console.keys('alt+Left')


class Job:
    """The steps; each leaves the console where the next one begins."""

    def __init__(self, organization, hands, program):
        self.organization, self.program = organization, program
        self.console = Console(program, organization, passphrase=False)
        self.hands = hands(self.console)

    def choose_path(self, path):
        """In the file chooser, which is not part of what is tested, the path is typed by everybody."""
        before = len(self.console.windows())
        self.console.wait_chooser()
        self.console.keys('slash')
        self.console.type(str(path)[1:])
        self.console.keys('Return')
        self.console.wait_no_chooser()
        self.console.activate()
        expect(len(self.console.windows()) == before, 'a window came or went with the file chooser')

    def create_organization(self):
        self.console.wait_window('Welcome to Keyhold')
        self.hands.open('Create an Organization')
        self.console.wait_window('Create an Organization')
        self.hands.fill('Name', 'Fabrikam')
        self.hands.fill('Passphrase', PASSPHRASE)
        self.hands.fill('Repeat passphrase', PASSPHRASE)
        self.hands.press('Create')
        self.console.wait_window('Save a Recovery Sheet')
        self.console.keys('Escape')
        self.console.wait_window(re.compile('Fabrikam'))

    def create_environment(self):
        self.console.wait('list item', re.compile('^All clear'))
        self.hands.section('Environments')
        self.console.wait_text('No Environments')
        self.hands.press('New Environment…')
        self.console.wait_window('New Environment')
        self.hands.fill('Name', 'Sales')
        self.hands.press('Create Environment')
        self.console.wait_window(re.compile('Fabrikam'))
        self.console.wait(ROWS, re.compile('^Sales.*Microsoft-managed.*Ready'))

    def import_files(self, names, tables):
        self.hands.press('Import Data…')
        self.console.wait_window('Import Data')
        for name in names:
            self.hands.press('Add Files…')
            self.choose_path(self.organization.folder / name)
            self.console.wait('list item', re.compile(re.escape(name)))
        self.hands.press('Import')
        self.console.wait(BUTTONS, 'Done', sensitive=True)
        for name in tables:
            self.console.wait('list item', re.compile(re.escape(name)))
        self.hands.press('Done')
        self.console.wait_window(re.compile('Fabrikam'))

    def enable_key(self):
        """The wizard with everything new: vault, key, policy and grant."""
        console, hands = self.console, self.hands
        hands.press('Enable Customer-Managed Key…')
        console.wait_window('Enable Customer-Managed Key')
        for title in ('Choose Environments', 'Choose a Key', 'Choose an Enterprise Policy', 'Checks'):
            console.wait_text(title)
            hands.next()
        console.wait_text('What Will Happen')
        hands.verb(re.compile('^Enable for 1 Environment$'))
        console.wait_text('Encrypted', limit=4 * LIMIT)
        hands.press('Done')
        console.wait_window(re.compile('Fabrikam'))
        console.wait('list item', re.compile('Encryption, Encrypted'), scrolled=True)
        console.wait('list item', re.compile('^Dataverse files, Customer key'), scrolled=True)

    def disable_key(self, key):
        console, hands = self.console, self.hands
        hands.section('Keys')
        hands.open(re.compile(f'^{key}, '))
        console.wait_text('Versions')
        hands.press('Disable…')
        console.wait('list item', re.compile('^Sales'))
        hands.press('Continue in Lock Environments…')
        console.wait_window('Lock Environments')
        hands.choose(re.compile('^Reason'))
        hands.next()
        console.wait_text('What Goes Down')
        hands.next()
        verb = console.wait(BUTTONS, 'Lock 1 Environment')
        expect('sensitive' not in verb.states, 'the key can be disabled before its name was typed')
        hands.fill('Type the key\'s name to lock', key)
        hands.press('Lock 1 Environment')
        console.wait_text('1 Environment Is Locked')
        hands.press('Done')
        console.wait_window(re.compile('Fabrikam'))

    def see_locked(self):
        console, hands = self.console, self.hands
        hands.section('Environments')
        console.wait(ROWS, re.compile('^Sales.*Locked'))
        hands.open(re.compile('^Sales'))
        console.wait_text('Locked: Key Access Lost')
        console.wait_text(re.compile('Deleted with all data on'))

    def repair(self, key):
        """The cause's own repair stands on the card; then the proof that it is the original key."""
        hands = self.hands
        hands.press('Enable')
        hands.press('Re-enable')
        self.console.wait('list item', re.compile('^State, Ready'), limit=2 * LIMIT, scrolled=True)

    def export(self):
        self.hands.press('Export Data…')
        self.console.wait_window('Export Data')
        self.hands.press('Choose…')
        self.choose_path(self.organization.folder)
        self.hands.fill('Name of the new folder in it', 'out')
        self.hands.press('Export')
        self.console.wait(BUTTONS, 'Done', sensitive=True)
        self.hands.press('Done')
        self.console.wait_window(re.compile('Fabrikam'))
        compare_export(self.organization.folder, self.organization.folder / 'out')

    def run(self):
        samples = self.organization.make_samples()
        with self.console:
            self.create_organization()
            self.create_environment()
            self.hands.open(re.compile('^Sales'))
            self.import_files(samples['files'] + samples['tables'], [])
            self.enable_key()
            self.search_disk()
            key = self.key_name()
            self.disable_key(key)
            self.search_disk()
            self.see_locked()
            self.repair(key)
            self.export()

    def key_name(self):
        self.hands.section('Keys')
        return self.console.wait('list item', re.compile('1 environment')).name.partition(',')[0]

    def search_disk(self):
        found = readable(self.organization.data, [CANARY.encode()])
        expect(not found, f'readable on the disk: {found}')


def run_job(title, hands):
    """As a test program: KEYHOLDCTL KEYHOLD."""
    tests = Tests(sys.argv[1])

    def job(organization):
        Job(organization, hands, sys.argv[2]).run()
    job.__name__ = title
    tests.add(job)
    main(tests)
