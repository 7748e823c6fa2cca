#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""A Secret Service for tests, on the session bus it finds: it keeps items in memory and behaves as badly as it is told.

Usage: secret-service.py [MODE]; says "ready" when it has its name. A mode, which SetMode of io.github.keyhold.Mock at
/mock changes later:

present   answers
locked    items are locked; a prompt unlocks them
refused   the same, and whoever is asked says no
prompt    the same, and nobody answers the prompt
hang      nothing is answered from now on
search    finding items is not answered
dies      the process ends when items are looked for
wrong     items have another secret than the one that was stored
"""

import os
import sys

from gi.repository import Gio, GLib

SERVICE_PATH = '/org/freedesktop/secrets'
COLLECTION = SERVICE_PATH + '/collection/login'
SESSION = SERVICE_PATH + '/session/1'
S = 'org.freedesktop.Secret.'
INTERFACES = '''<node>
<interface name="org.freedesktop.Secret.Service">
 <method name="OpenSession"><arg type="s" direction="in"/><arg type="v" direction="in"/><arg type="v" direction="out"/><arg type="o" direction="out"/></method>
 <method name="SearchItems"><arg type="a{ss}" direction="in"/><arg type="ao" direction="out"/><arg type="ao" direction="out"/></method>
 <method name="Unlock"><arg type="ao" direction="in"/><arg type="ao" direction="out"/><arg type="o" direction="out"/></method>
 <method name="GetSecrets"><arg type="ao" direction="in"/><arg type="o" direction="in"/><arg type="a{o(oayays)}" direction="out"/></method>
 <method name="ReadAlias"><arg type="s" direction="in"/><arg type="o" direction="out"/></method>
 <property name="Collections" type="ao" access="read"/>
</interface>
<interface name="org.freedesktop.Secret.Collection">
 <method name="CreateItem"><arg type="a{sv}" direction="in"/><arg type="(oayays)" direction="in"/><arg type="b" direction="in"/><arg type="o" direction="out"/><arg type="o" direction="out"/></method>
 <property name="Items" type="ao" access="read"/><property name="Label" type="s" access="read"/>
 <property name="Locked" type="b" access="read"/><property name="Created" type="t" access="read"/>
 <property name="Modified" type="t" access="read"/>
</interface>
<interface name="org.freedesktop.Secret.Item">
 <method name="Delete"><arg type="o" direction="out"/></method>
 <method name="GetSecret"><arg type="o" direction="in"/><arg type="(oayays)" direction="out"/></method>
 <property name="Locked" type="b" access="read"/><property name="Attributes" type="a{ss}" access="read"/>
 <property name="Label" type="s" access="read"/><property name="Created" type="t" access="read"/>
 <property name="Modified" type="t" access="read"/>
</interface>
<interface name="org.freedesktop.Secret.Session"><method name="Close"/></interface>
<interface name="org.freedesktop.Secret.Prompt">
 <method name="Prompt"><arg type="s" direction="in"/></method><method name="Dismiss"/>
 <signal name="Completed"><arg type="b"/><arg type="v"/></signal>
</interface>
<interface name="io.github.keyhold.Mock">
 <method name="SetMode"><arg type="s" direction="in"/></method>
 <method name="Count"><arg type="u" direction="out"/></method>
</interface>
</node>'''


class Mock:
    def __init__(self, mode):
        self.mode = mode
        self.items = {}  # path → (label, attributes, secret)
        self.made = 0
        self.prompts = {}
        self.waiting = []  # calls that are never answered
        self.interfaces = Gio.DBusNodeInfo.new_for_xml(INTERFACES)
        self.bus = Gio.bus_get_sync(Gio.BusType.SESSION)
        self.export(SERVICE_PATH, 'Service', self.service, {'Collections': lambda: GLib.Variant('ao', [COLLECTION])})
        for path in (COLLECTION, SERVICE_PATH + '/aliases/default'):
            self.export(path, 'Collection', self.collection, {
                'Items': lambda: GLib.Variant('ao', list(self.items)), 'Label': lambda: GLib.Variant('s', 'Login'),
                'Locked': self.locked, 'Created': self.zero, 'Modified': self.zero})
        self.export(SESSION, 'Session', lambda call, name, words: call.return_value(None), {})
        self.export('/mock', None, self.control, {})

    def locked(self):
        return GLib.Variant('b', self.mode in ('locked', 'refused', 'prompt'))

    @staticmethod
    def zero():
        return GLib.Variant('t', 0)

    def export(self, path, interface, method, properties):
        name = S + interface if interface else 'io.github.keyhold.Mock'

        def on_call(_bus, _sender, _path, _interface, member, parameters, call):
            if self.mode == 'hang' and interface:
                self.waiting.append(call)
            else:
                method(call, member, parameters.unpack())

        def on_get(_bus, _sender, _path, _interface, member):
            return properties[member]()

        return self.bus.register_object(path, self.interfaces.lookup_interface(name), on_call, on_get, None)

    def control(self, call, name, words):
        if name == 'SetMode':
            self.mode = words[0]
            call.return_value(None)
        else:
            call.return_value(GLib.Variant('(u)', [len(self.items)]))

    def service(self, call, name, words):
        if name == 'OpenSession':
            if words[0] == 'plain':
                call.return_value(GLib.Variant('(vo)', [GLib.Variant('s', ''), SESSION]))
            else:
                call.return_dbus_error('org.freedesktop.DBus.Error.NotSupported', words[0])
        elif name == 'SearchItems':
            self.search(call, words[0])
        elif name == 'Unlock':
            self.unlock(call, words[0])
        elif name == 'GetSecrets':
            found = {path: self.secret(path) for path in words[0] if path in self.items}
            call.return_value(GLib.Variant('(a{o(oayays)})', [found]))
        elif name == 'ReadAlias':
            call.return_value(GLib.Variant('(o)', [COLLECTION if words[0] == 'default' else '/']))

    def search(self, call, wanted):
        if self.mode == 'dies':
            os._exit(1)
        if self.mode == 'search':
            self.waiting.append(call)
            return
        found = [path for path, item in self.items.items()
                 if all(item[1].get(name) == value for name, value in wanted.items())]
        locked = self.locked().unpack()
        call.return_value(GLib.Variant('(aoao)', [[] if locked else found, found if locked else []]))

    def secret(self, path):
        secret = bytes(self.items[path][2])
        if self.mode == 'wrong':
            secret = b'f0' * (len(secret) // 2)
        return (SESSION, b'', secret, 'text/plain')

    def unlock(self, call, paths):
        if not self.locked().unpack():
            call.return_value(GLib.Variant('(aoo)', [paths, '/']))
            return
        path = f'{SERVICE_PATH}/prompt/p{len(self.prompts)}'
        self.prompts[path] = self.export(path, 'Prompt', lambda c, n, w: self.prompt(c, n, path, paths), {})
        call.return_value(GLib.Variant('(aoo)', [[], path]))

    def prompt(self, call, name, path, paths):
        call.return_value(None)
        if name == 'Dismiss':
            self.complete(path, True, [])
        elif self.mode == 'locked':
            self.mode = 'present'
            self.complete(path, False, paths)
        elif self.mode == 'refused':
            self.complete(path, True, [])

    def complete(self, path, dismissed, paths):
        self.bus.emit_signal(None, path, S + 'Prompt', 'Completed',
                             GLib.Variant('(bv)', [dismissed, GLib.Variant('ao', paths)]))

    def collection(self, call, _name, words):
        properties, secret, replace = words
        if self.locked().unpack():
            call.return_dbus_error('org.freedesktop.Secret.Error.IsLocked', 'locked')
            return
        attributes = properties.get(S + 'Item.Attributes', {})
        path = next((path for path, item in self.items.items() if replace and item[1] == attributes), None)
        if path is None:
            self.made += 1
            path = f'{COLLECTION}/{self.made}'
            self.export(path, 'Item', lambda c, n, w: self.item(c, n, path), {
                'Locked': self.locked, 'Attributes': lambda: GLib.Variant('a{ss}', self.items[path][1]),
                'Label': lambda: GLib.Variant('s', self.items[path][0]), 'Created': self.zero, 'Modified': self.zero})
        self.items[path] = (properties.get(S + 'Item.Label', ''), attributes, secret[2])
        call.return_value(GLib.Variant('(oo)', [path, '/']))

    def item(self, call, name, path):
        if name == 'Delete':
            self.items.pop(path, None)
            call.return_value(GLib.Variant('(o)', ['/']))
        else:
            call.return_value(GLib.Variant('((oayays))', [self.secret(path)]))


def main():
    loop = GLib.MainLoop()
    mock = Mock(sys.argv[1] if len(sys.argv) > 1 else 'present')
    Gio.bus_own_name_on_connection(mock.bus, 'org.freedesktop.secrets', Gio.BusNameOwnerFlags.NONE,
                                   lambda *_: print('ready', flush=True), lambda *_: os._exit(3))
    loop.run()


main()
