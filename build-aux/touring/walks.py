# SPDX-License-Identifier: GPL-3.0-or-later
"""Walks through a wizard or dialog, step by step, by the keyboard alone or by a pointer, with a picture of every page. Each
function here makes one step of a branch; a text as a step is the title of a page, which is waited for and taken.
"""

import re

import job
from console import ROWS, until, xdotool
from job import BUTTONS, CHOICES, ENTRIES
from keyhold_e2e import Failure
from pictures import TEXTS

CHECKS = (*ROWS, 'radio button', 'check box')
TITLES = ('heading', 'label', 'alert')
BUSY = re.compile('^(Checking|Computing|Trying)$')
ENTER = {True: 'Return', False: 'space'}
SCREENS = 6  # so many pictures of one page at most


class Keyboard(job.Keys):
    """The keyboard alone."""

    STEPS = 70

    def verb(self, name, letter):  # pylint: disable=arguments-differ
        self.console.wait(BUTTONS, name, sensitive=True)
        self.console.keys(f'alt+{letter}')

    def choose(self, name):
        self.reach(CHECKS, name)
        self.console.keys('space')

    def pick(self, name, *keys):
        self.reach(CHOICES, name)
        self.console.keys('Return')
        self.settle()
        self.console.keys(*keys, 'Return')

    def act(self, name):
        self.reach((*BUTTONS, *ROWS), name)
        self.console.keys(ENTER[self.console.focused().role in ROWS])


class Pointer(job.Mouse):
    """Points and clicks. What is out of sight is brought into view by the wheel."""

    def verb(self, name, letter):  # pylint: disable=arguments-differ
        self.press(name)

    def choose(self, name):
        """What is chosen among may be made anew once all is known of it."""
        until('the end of the checks', lambda: not self.console.find('label', BUSY))
        self.settle()
        self.console.click(CHECKS, name)

    def pick(self, name, *keys):
        keyboard = Keyboard(self.console)
        keyboard.settle = self.settle
        keyboard.pick(name, *keys)

    def act(self, name):
        self.console.click((*BUTTONS, *ROWS), name)


class Walk:
    """One branch in one console."""

    def __init__(self, camera, console, branch):
        self.camera, self.console, self.branch = camera, console, branch
        self.hands = (Pointer if camera.chosen.mouse else Keyboard)(console)
        self.hands.settle = camera.settle
        self.pages = 0

    def run(self):
        for step in self.branch.steps:
            if isinstance(step, (str, re.Pattern)):
                self.page(step)
            else:
                step(self)

    def page(self, title):
        wanted = title if isinstance(title, re.Pattern) else re.compile('^' + re.escape(title) + '$')
        self.console.wait(TITLES, wanted, scrolled=True)
        until('the end of the checks', lambda: not self.console.find('label', BUSY))
        self.take()

    def take(self):
        """The window, and where it does not show all of the page, what the wheel brings."""
        self.pages += 1
        name = f'{self.branch.name}-{self.pages:02}'
        shown = self.camera.view(self.console)
        self.camera.save(self.console, name)
        for part in range(1, SCREENS):
            before, shown = shown, self.turn_wheel(5)
            if shown == before:
                break
            self.camera.save(self.console, f'{name}{"abcdefgh"[part]}')
        if part > 1:
            self.turn_wheel(4, 60)

    def turn_wheel(self, button, times=9):
        """At the edge of the window, where no control takes the wheel for itself."""
        left, top, _, height = self.console.place_of(self.console.windows()[0])
        xdotool('mousemove', left + 5, top + height * 3 // 5, 'click', '--repeat', times, '--delay', 5, button)
        return self.camera.view(self.console)


# Steps.


def next_page(walk):
    walk.hands.next()


def back(walk):
    walk.console.wait(BUTTONS, 'Back', sensitive=True)
    if walk.camera.chosen.mouse:
        walk.console.press('Back')
    else:
        walk.console.keys('alt+b')


def verb(name, letter):
    return lambda walk: walk.hands.verb(re.compile(f'^{name}'), letter)


def press(name):
    return lambda walk: walk.hands.press(re.compile(f'^{name}'))


def act(name):
    """A verb of a page: a button, or a row or a line of the menu where there is no room for buttons."""
    wanted = re.compile(f'^{name}')

    def step(walk):
        walk.camera.settle()
        if walk.camera.chosen.narrow and not walk.console.find((*BUTTONS, *ROWS), wanted, scrolled=True):
            # GTK 4.8 tells nobody what is in a menu; a line of it is chosen by its letter.
            walk.hands.press('More actions')
            walk.camera.settle()
            walk.console.keys(name[0].lower())
            walk.camera.settle()
            menu = walk.console.find(BUTTONS, 'More actions')
            if menu and menu.states & {'checked', 'pressed', 'expanded'}:  # two lines have this letter
                walk.console.keys('Return')
        else:
            walk.hands.act(wanted)
    return step


def choose(name):
    return lambda walk: walk.hands.choose(re.compile(f'^{name}'))


def pick(name, *keys):
    return lambda walk: walk.hands.pick(re.compile(f'^{name}'), *keys)


def fill(name, text):
    return lambda walk: walk.hands.fill(name, text)


def keys(*names):
    return lambda walk: walk.console.keys(*names)


def along(times):
    """To a later one of some ways: they stand side by side where there is room, else they are rows."""
    def step(walk):
        walk.console.keys(*(['Down'] * times + ['space'] if walk.camera.chosen.narrow else ['Right'] * times))
    return step


def window(title):
    """A dialog has come, or gone again."""
    return lambda walk: walk.camera.open_dialog(walk.console, title)


def wizard(title):
    """A wizard has come: it is as narrow as the window."""
    def step(walk):
        walk.console.wait_window(title)
        walk.camera.start(walk.console)
    return step


def take(walk):
    walk.take()


def wait(name):
    return lambda walk: walk.console.wait(TEXTS, re.compile(name), scrolled=True)


def off(name):
    """This button must not be on."""
    def step(walk):
        node = walk.console.wait(BUTTONS, re.compile(f'^{name}'), scrolled=True)
        if 'sensitive' in node.states:
            raise Failure(f'{node} is on')
    return step


def command(*words, expect=0, **options):
    """Somebody else does this meanwhile."""
    return lambda walk: walk.console.organization.run(*words, expect=expect, **options)
