# SPDX-License-Identifier: GPL-3.0-or-later
"""Drives the program `keyhold` from outside as a person does: looks for things by role and name in what the program tells
a screen reader, points at them and clicks, or types on the keyboard. Nothing is asked of the program but its accessible tree.
"""

import os
import re
import subprocess
import sys
import time
import pathlib

import keyhold_atspi as atspi

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / 'e2e'))
from keyhold_e2e import Failure  # noqa: E402, pylint: disable=wrong-import-position

LIMIT = 30 * int(os.environ.get('MESON_TEST_TIMEOUT_MULTIPLIER') or 1)
WINDOWS = {'frame', 'dialog', 'window', 'alert'}
ROWS = ('list item', 'table row')
PAUSE = 0.02  # seconds between two looks
EDGE = 6  # pixels from the end of a window, where it holds no row
MOST_OF_A_CLICK = 120  # pixels by which one click of the wheel moves at most


def until(what, predicate, limit=LIMIT):
    """The first true value of @predicate; a Failure that says @what when there is none in time. Something that vanishes while it
    is looked at is looked for again."""
    def look():
        try:
            return predicate()
        except atspi.Vanished:
            return None

    end = time.monotonic() + limit
    while not (value := look()):
        if time.monotonic() > end:
            raise Failure(f'waited in vain for {what() if callable(what) else what}')
        time.sleep(PAUSE)
    return value


def fits(wanted, text):
    """@wanted is the whole text, a pattern that is searched, or None for any."""
    if wanted is None:
        return True
    return bool(wanted.search(text)) if isinstance(wanted, re.Pattern) else wanted == text


def window_of(node):
    """The window that an object is in, itself left out; what has the role of an alert may be a part of one."""
    return next((above for above in reversed(list(node.ancestors())) if above.role != 'application'), None)


def xdotool(*words):
    return subprocess.run(['xdotool', *map(str, words)], capture_output=True, text=True, check=False, timeout=LIMIT).stdout


class Console:
    """The running program. Used as a context: leaving it ends the program, and checks that it said nothing alarming."""

    def __init__(self, program, organization, *words, passphrase=True):
        self.organization, self.bus, self.owner, self.root = organization, atspi.Bus(), None, None
        command = [program, '--data-dir', str(organization.data)]
        self.account = words[:2] if words[:1] == ('--as',) else ()
        if passphrase:
            command += ['--passphrase-file', str(organization.passphrase)]
        self.log = organization.folder / 'console.log'
        with self.log.open('ab') as log:
            self.process = subprocess.Popen(command + list(words), cwd=organization.folder, env=organization.environment,
                                            stdin=subprocess.DEVNULL, stdout=log, stderr=log)
        # In a sandbox it has another number, which is what its windows tell, and another process speaks for it.
        self.sandboxed = 'KEYHOLD_FLATPAK_OPTIONS' in os.environ
        self.own = ('--class', 'keyhold') if self.sandboxed else ('--pid', self.process.pid)

    def __enter__(self):
        try:
            self.owner = until('the console on the bus', self._look_for_it)
            until('a window', self.windows)
        except BaseException:
            self.stop()
            raise
        return self

    def __exit__(self, kind, value, trace):
        if kind is not None:
            self.report(value)
        self.stop()
        if kind is None:
            self.check_log()

    def _look_for_it(self):
        if self.process.poll() is not None:
            raise Failure(f'the console ended with {self.process.returncode}: {self.log.read_text()[-3000:]}')
        return self.bus.owner_of(None if self.sandboxed else self.process.pid)

    def stop(self):
        if self.process.poll() is None:
            self.process.terminate()
            try:
                self.process.wait(timeout=LIMIT)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()
                raise Failure('the console does not end') from None

    def check_log(self):
        bad = [line for line in self.log.read_text(errors='replace').splitlines()
               if re.search(r'CRITICAL|WARNING|ERROR: |runtime error|AddressSanitizer', line)]
        if bad:
            raise Failure('the console complained:\n' + '\n'.join(bad[:20]))

    def report(self, reason):
        """What was to be seen when a test failed: into the test's log, and a picture where there is a place for it."""
        print(f'# {type(reason).__name__}: {reason}')
        print('# ' + self.log.read_text(errors='replace')[-2000:].replace('\n', '\n# '))
        try:
            for window in self.windows():
                for node in window.walk():
                    if node.name and not node.name.startswith(('Gtk', 'Adw')) and self.shows(node):
                        print(f'# {"  " * len(list(node.ancestors()))}{node} {" ".join(sorted(node.states))}')
        except Exception as error:  # the program may be gone
            print(f'# no tree: {error}')
        place = os.environ.get('KH_TEST_PICTURES')
        if place:
            name = pathlib.Path(place) / f'{pathlib.Path(sys.argv[0]).stem}-{os.getpid()}.png'
            subprocess.run(['import', '-window', 'root', str(name)], check=False)

    # Looking.

    def read(self):
        """Reads the tree again."""
        if self.process.poll() is not None:
            raise Failure(f'the console ended with {self.process.returncode}')
        self.root = self.bus.tree(self.owner)
        return self.root

    def windows(self):
        """The windows from the newest to the oldest. A dialog is newer than the window that asked."""
        return [node for node in reversed(self.read().children) if node.role in WINDOWS]

    def shows(self, node):
        """Whether a pointer would meet this object: something else may lie over it, or its page be hidden or left."""
        try:
            return self._meets(node)
        except atspi.Vanished:
            return False

    def _meets(self, node):
        window = window_of(node) or node
        if node is window:
            return True
        if atspi.COMPONENT not in node.interfaces:
            return False
        x, y, width, height = self.bus.extents(self.owner, node)
        if width <= 0 or height <= 0:
            return False
        points = [(x + width // 2, y + height // 2), (x + 4, y + height // 2), (x + width - 4, y + height // 2),
                  (x + width // 2, y + 3), (x + 8, y + 8)]
        return any(self._is_met_at(node, window, point) for point in points)

    def _is_met_at(self, node, window, point):
        inside = {below.path for below in node.walk()}
        if 'sensitive' not in node.states:  # a pointer passes through it
            inside |= {above.path for above in list(node.ancestors())[:3]}
        met = self.bus.at_point(self.owner, window, *point)
        # Later versions of GTK, as in a sandbox, meet what a pointer passes through, and tell what is on the screen.
        passed = self.sandboxed and 'showing' in node.states and met not in {other.path for other in window.walk()}
        return met in inside or passed

    def has_place(self, node):
        """Whether it was given room; it may be scrolled out of sight."""
        try:
            return atspi.COMPONENT in node.interfaces and min(self.bus.extents(self.owner, node)[2:]) > 0
        except atspi.Vanished:
            return False

    def all(self, role, name=None, within=None, sensitive=None, scrolled=False):
        """Everything of this role and name on the screen, of the newest window, or within a node. With @scrolled what lies out of
        sight counts too."""
        roles = {role} if isinstance(role, str) else set(role)
        top = within or next(iter(self.windows()), None)
        return [node for node in (top.walk() if top else ())
                if node.role in roles and fits(name, node.name)
                and (sensitive is None or ('sensitive' in node.states) == sensitive)
                and (self.has_place(node) if scrolled else self.shows(node))]

    def find(self, role, name=None, **options):
        return next(iter(self.all(role, name, **options)), None)

    def wait(self, role, name=None, limit=LIMIT, **options):
        def words():
            seen = sorted({str(node) for window in self.windows() for node in window.walk()
                           if node.name and not node.name.startswith(('Gtk', 'Adw'))})
            return f'{role} {name!r}; there are: {"; ".join(seen)[:1500]}'
        return until(words, lambda: self.find(role, name, **options), limit)

    def wait_text(self, pattern, limit=LIMIT):
        """Waits until a text on the screen matches."""
        wanted = pattern if isinstance(pattern, re.Pattern) else re.compile(re.escape(pattern))
        roles = ('label', *ROWS, 'heading', 'push button', 'panel', 'alert', 'table cell', 'notification')
        return self.wait(roles, wanted, limit)

    def wait_gone(self, role, name=None, limit=LIMIT):
        until(f'the end of {role} {name!r}', lambda: not self.find(role, name), limit)

    def wait_window(self, title, limit=LIMIT):
        """Waits until the newest window has this title."""
        def newest():
            return next((node for node in self.windows()[:1] if fits(title, node.name)), None)
        return until(lambda: f'the window {title!r}; there are {[str(node) for node in self.windows()]}', newest, limit)

    def focused(self):
        """What has the keyboard in the newest window."""
        return next((node for window in self.windows()[:1] for node in window.walk() if 'focused' in node.states), None)

    def text_of(self, node):
        return self.bus.text(self.owner, node)

    # The file chooser is a window that is not in the tree.

    def _windows_of_x(self):
        return xdotool('search', '--onlyvisible', *self.own).split()

    def wait_chooser(self):
        until('the file chooser', lambda: len(self._windows_of_x()) > len(self.windows()))
        until('the file chooser to be active', lambda: xdotool('getactivewindow').strip() in self._windows_of_x()[-1:])

    def wait_no_chooser(self):
        until('the end of the file chooser', lambda: len(self._windows_of_x()) == len(self.windows()))

    def activate(self):
        """Gives the keyboard to the newest window, as Alt+Tab does: after a dialog of a dialog xfwm4 gives it to the lowest."""
        number = until('the window on the screen', lambda: self._on_screen(self.windows()[0]))[0]
        xdotool('windowactivate', '--sync', number)

    # The pointer.

    def _on_screen(self, window):
        """The window's number for X, its place on the screen and the shadow that it draws round itself, as (number, (left, top,
        width, height), (left, right, top, bottom)); None while it is not to be found."""
        for number in xdotool('search', '--onlyvisible', *self.own).split():
            title = xdotool('getwindowname', number).rstrip('\n')
            values = dict(re.findall(r'^(X|Y|WIDTH|HEIGHT)=(-?\d+)$', xdotool('getwindowgeometry', '--shell', number), re.M))
            frame = subprocess.run(['xprop', '-id', number, '_GTK_FRAME_EXTENTS'], capture_output=True, text=True, check=False)
            shadow = tuple(map(int, (re.findall(r'\d+', frame.stdout.partition('=')[2]) + ['0'] * 4)[:4]))
            _, _, width, height = self.bus.extents(self.owner, window)
            size = (int(values['WIDTH']) - shadow[0] - shadow[1], int(values['HEIGHT']) - shadow[2] - shadow[3])
            if title == window.name and size == (width, height):
                return number, (int(values['X']) + shadow[0], int(values['Y']) + shadow[2], width, height), shadow
        return None

    def place_of(self, window):
        """Left, top, width and height on the screen of what a window holds."""
        return until(lambda: f'{window} on the screen', lambda: self._on_screen(window))[1]

    def resize(self, width, height=None):
        """Makes the active window this large, without its shadow. Without @height that is as the window wants it."""
        number, _, shadow = until('the window on the screen', lambda: self._on_screen(self.windows()[0]))

        def has_size():
            # Not once: a window lets itself become narrower only after it has folded.
            now = self.bus.extents(self.owner, self.windows()[0])[2:]
            wanted = (width, height or now[1])
            if now != wanted:
                xdotool('windowsize', number, wanted[0] + shadow[0] + shadow[1], wanted[1] + shadow[2] + shadow[3])
            return now == wanted
        until('the new size', has_size)

    def _place(self, node):
        """The middle of an object on the screen once it stays where it is."""
        window = window_of(node)
        before = None
        for _ in range(int(LIMIT / PAUSE)):
            now = self._on_screen(window), self.bus.extents(self.owner, node)
            if now == before and now[0] and self.shows(node):
                (_, (left, top, _, _), _), (x, y, width, height) = now
                return left + x + width // 2, top + y + height // 2
            before = now
            time.sleep(PAUSE)
        raise Failure(f'{node} does not come to rest on the screen')

    def _middle_is_inside(self, node):
        """Whether the window holds the middle of an object: of a row at its lower end, or behind what stands there, it may show
        no more than the edge."""
        x, y, width, height = self.bus.extents(self.owner, node)
        window, middle = window_of(node), (x + width // 2, y + height // 2)
        _, _, wide, high = self.bus.extents(self.owner, window)
        inside = 0 <= middle[0] < wide and 0 <= middle[1] < high
        return inside and (node.role not in ROWS or self._is_met_at(node, window, middle))

    def click_node(self, node):
        x, y = self._place(node)
        xdotool('mousemove', x, y, 'click', 1)

    def open_row_menu(self, node):
        """By the pointer's other button."""
        x, y = self._place(node)
        xdotool('mousemove', x, y, 'click', 3)

    def _scroll_to(self, node):
        """Turns the wheel in the direction of an object that is out of sight: as often as surely does not go past it. The pointer
        stands at the edge: over a row its tooltip may come up while the row is scrolled off the screen, and GTK 4.8 complains
        that no monitor is there."""
        window = window_of(node)
        _, y, _, height = self.bus.extents(self.owner, node)
        left, top, wide, high = self.place_of(window)
        away = y + height // 2 - high // 2
        times = max(1, (abs(away) - high // 2) // MOST_OF_A_CLICK)
        xdotool('mousemove', left + wide - EDGE, top + high * 3 // 5, 'click', '--repeat', times, '--delay', 5, 5 if away > 0 else 4)

    def bring(self, role, name=None, **options):
        """Waits for it, and turns the wheel until it is in view."""
        def in_sight():
            node = self.find(role, name, **options)
            if node is None or not self._middle_is_inside(node):
                hidden = self.all(role, name, scrolled=True, **options)
                if hidden:
                    self._scroll_to(hidden[0])
                return None
            return node
        return until(lambda: f'{role} {name!r} in view', in_sight)

    def click(self, role, name=None, **options):
        """Waits for it, brings it into view and clicks it."""
        options.setdefault('sensitive', True)

        def clicked():
            node = self.bring(role, name, **options)
            self.click_node(node)
            return node
        return until(lambda: f'{role} {name!r} to stay', clicked)

    def press(self, name, **options):
        return self.click(('push button', 'toggle button'), name, **options)

    # The keyboard.

    def keys(self, *names):
        """Presses keys one after the other, named as X names them."""
        for name in names:
            xdotool('key', '--clearmodifiers', name)

    def type(self, text):
        xdotool('type', '--delay', 4, '--clearmodifiers', text)

    def fill(self, name, text):
        """Clicks into an entry and puts @text in place of what it held."""
        self.click(('text', 'password text', 'entry'), name)
        self.keys('ctrl+a')
        self.type(text)

    def open(self, uri):
        """Opens an internal address in the running console."""
        done = subprocess.run([*self.process.args[:3], *self.account, uri], timeout=LIMIT,
                              env=self.organization.environment, capture_output=True, text=True, check=False)
        if done.returncode != 0:
            raise Failure(f'{uri}: exit status {done.returncode}: {done.stderr}')

    def go(self, *names):
        """Opens a page from the sidebar."""
        for name in names:
            self.click('list item', name)
