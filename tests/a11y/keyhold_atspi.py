# SPDX-License-Identifier: GPL-3.0-or-later
"""Programs as a screen reader sees them: the tree of accessible objects over AT-SPI's own protocol on D-Bus.

A tree is read whole and at one moment: all children of a level are asked for at once, then one call brings names, roles
and states of everything that was reached. GTK 4.8 does not tell which of them is on the screen; at_point() does.
"""

from gi.repository import Gio, GLib

LIMIT = 20_000  # milliseconds for one answer

# Roles as AT-SPI numbers them, those that GTK uses.
ROLES = {
    2: 'alert', 7: 'check box', 8: 'check menu item', 11: 'combo box', 16: 'dialog', 20: 'filler', 23: 'frame', 27: 'image',
    29: 'label', 31: 'list', 32: 'list item', 33: 'menu', 34: 'menu bar', 35: 'menu item', 37: 'page tab', 38: 'page tab list',
    39: 'panel', 40: 'password text', 41: 'popup menu', 42: 'progress bar', 43: 'push button', 44: 'radio button',
    45: 'radio menu item', 47: 'row header', 48: 'scroll bar', 49: 'scroll pane', 50: 'separator', 51: 'slider',
    52: 'spin button', 54: 'status bar', 55: 'table', 56: 'table cell', 57: 'column header', 61: 'text', 62: 'toggle button',
    63: 'tool bar', 64: 'tool tip', 65: 'tree', 66: 'tree table', 67: 'unknown', 69: 'window', 75: 'application', 79: 'entry',
    83: 'heading', 85: 'section', 86: 'redundant object', 88: 'link', 90: 'table row', 91: 'tree item', 95: 'comment', 98: 'grouping',
    101: 'notification', 130: 'switch',
}
STATES = {
    1: 'active', 4: 'checked', 5: 'collapsed', 7: 'editable', 8: 'enabled', 9: 'expandable', 10: 'expanded', 11: 'focusable',
    12: 'focused', 16: 'modal', 17: 'multi line', 20: 'pressed', 22: 'selectable', 23: 'selected', 24: 'sensitive',
    25: 'showing', 30: 'visible', 3: 'busy', 32: 'indeterminate', 33: 'required', 36: 'invalid entry', 41: 'checkable',
}
ACCESSIBLE = 'org.a11y.atspi.Accessible'
COMPONENT = 'org.a11y.atspi.Component'
TEXT = 'org.a11y.atspi.Text'
ROOT = '/org/a11y/atspi/accessible/root'


class Node:
    """One accessible object as it was when the tree was read."""

    def __init__(self, path, parent):
        self.path, self.parent, self.children = path, parent, []
        self.name, self.role, self.description, self.states, self.interfaces = '', 'unknown', '', frozenset(), ()

    def fill(self, item):
        self.interfaces, self.name, self.description = item[5], item[6], item[8]
        self.role = ROLES.get(item[7], f'role {item[7]}')
        bits = item[9][0] | item[9][1] << 32
        self.states = frozenset(word for bit, word in STATES.items() if bits >> bit & 1)

    def walk(self):
        yield self
        for child in self.children:
            yield from child.walk()

    def ancestors(self):
        node = self.parent
        while node:
            yield node
            node = node.parent

    def texts(self):
        """The names of what is inside, in reading order."""
        return [node.name for node in self.walk() if node.name]

    def __str__(self):
        return f'{self.role} "{self.name}"'


class Vanished(Exception):
    """What was asked of was released meanwhile: a page was left, or a row made again."""


def name_of(pid):
    try:
        with open(f'/proc/{pid}/comm', encoding='utf-8') as comm:
            return comm.read().rstrip('\n')
    except OSError:
        return None


class Bus:
    """The bus of accessible programs."""

    def __init__(self):
        session = Gio.bus_get_sync(Gio.BusType.SESSION)
        address = session.call_sync('org.a11y.Bus', '/org/a11y/bus', 'org.a11y.Bus', 'GetAddress', None,
                                    GLib.VariantType('(s)'), Gio.DBusCallFlags.NONE, LIMIT).unpack()[0]
        flags = Gio.DBusConnectionFlags.AUTHENTICATION_CLIENT | Gio.DBusConnectionFlags.MESSAGE_BUS_CONNECTION
        self.connection = Gio.DBusConnection.new_for_address_sync(address, flags)
        self.context = GLib.MainContext.default()

    def call(self, owner, path, interface, method, arguments=None):
        try:
            return self.connection.call_sync(owner, path, interface, method, arguments, None, Gio.DBusCallFlags.NONE,
                                             LIMIT).unpack()
        except GLib.Error as error:
            if error.matches(Gio.dbus_error_quark(), Gio.DBusError.UNKNOWN_METHOD) \
               or error.matches(Gio.dbus_error_quark(), Gio.DBusError.UNKNOWN_OBJECT):
                raise Vanished(path) from error
            raise

    def call_all(self, owner, paths, interface, method):
        """The same call of many objects at once; None where one is gone."""
        answers, waiting = {}, len(paths)

        def arrived(connection, result, path):
            nonlocal waiting
            waiting -= 1
            try:
                answers[path] = connection.call_finish(result).unpack()
            except GLib.Error:
                answers[path] = None

        for path in paths:
            self.connection.call(owner, path, interface, method, None, None, Gio.DBusCallFlags.NONE, LIMIT, None, arrived, path)
        while waiting:
            self.context.iteration(True)
        return answers

    def owner_of(self, pid):
        """The name on the bus of a program, or None as long as it has not come. With None for @pid: of the one in a sandbox."""
        children = self.call('org.a11y.atspi.Registry', ROOT, ACCESSIBLE, 'GetChildren')[0]
        for owner, _ in children:
            try:
                found = self.call('org.freedesktop.DBus', '/org/freedesktop/DBus', 'org.freedesktop.DBus',
                                  'GetConnectionUnixProcessID', GLib.Variant('(s)', (owner,)))[0]
            except GLib.Error:
                continue
            if found == pid or pid is None and name_of(found) == 'xdg-dbus-proxy':
                return owner
        return None

    def tree(self, owner):
        """Everything a program shows, from its root."""
        root = Node(ROOT, None)
        nodes, level = {ROOT: root}, [root]
        while level:
            answers = self.call_all(owner, [node.path for node in level], ACCESSIBLE, 'GetChildren')
            below = []
            for node in level:
                for _, path in (answers[node.path] or [[]])[0]:
                    if path not in nodes:
                        nodes[path] = child = Node(path, node)
                        node.children.append(child)
                        below.append(child)
            level = below
        for item in self.call(owner, '/org/a11y/atspi/cache', 'org.a11y.atspi.Cache', 'GetItems')[0]:
            if item[0][1] in nodes:
                nodes[item[0][1]].fill(item)
        return root

    # What is asked of one object.

    def extents(self, owner, node):
        """x, y, width and height in its window; the desktop's coordinates are not for asking."""
        return self.call(owner, node.path, COMPONENT, 'GetExtents', GLib.Variant('(u)', (1,)))[0]

    def at_point(self, owner, window, x, y):
        """The path of what a pointer would meet there."""
        return self.call(owner, window.path, COMPONENT, 'GetAccessibleAtPoint', GLib.Variant('(iiu)', (x, y, 1)))[0][1]

    def focus(self, owner, node):
        return self.call(owner, node.path, COMPONENT, 'GrabFocus')[0]

    def act(self, owner, node, action='click'):
        count = self.call(owner, node.path, 'org.freedesktop.DBus.Properties', 'Get',
                          GLib.Variant('(ss)', ('org.a11y.atspi.Action', 'NActions')))[0]
        for index in range(count):
            if self.call(owner, node.path, 'org.a11y.atspi.Action', 'GetName', GLib.Variant('(i)', (index,)))[0] == action:
                return self.call(owner, node.path, 'org.a11y.atspi.Action', 'DoAction', GLib.Variant('(i)', (index,)))[0]
        raise LookupError(f'{node} has no action {action}')

    def text(self, owner, node):
        count = self.call(owner, node.path, 'org.freedesktop.DBus.Properties', 'Get',
                          GLib.Variant('(ss)', (TEXT, 'CharacterCount')))[0]
        return self.call(owner, node.path, TEXT, 'GetText', GLib.Variant('(ii)', (0, count)))[0]
