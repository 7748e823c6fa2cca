#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Keyhold installed into a folder, and run from there as a desktop does: installed.py BUILD APPLICATION-ID."""

import os
import pathlib
import re
import subprocess
import sys

sys.path[:0] = [str(pathlib.Path(__file__).resolve().parent.parent / part) for part in ('a11y', 'e2e')]

from gi.repository import Gio, GLib  # noqa: E402, pylint: disable=wrong-import-position

import keyhold_atspi as atspi  # noqa: E402, pylint: disable=wrong-import-position
from console import until  # noqa: E402, pylint: disable=wrong-import-position
from keyhold_e2e import Failure, Tests, expect, main  # noqa: E402, pylint: disable=wrong-import-position

BUILD, ID = sys.argv[1:3]
LIMIT = 20_000  # milliseconds
tests = Tests(None)


def install(folder):
    """The prefix below @folder."""
    done = subprocess.run(['meson', 'install', '-C', BUILD, '--no-rebuild', '--quiet', '--destdir', folder], check=False,
                          capture_output=True, text=True)
    expect(done.returncode == 0, f'meson install works: {done.stdout}{done.stderr}')
    return next(pathlib.Path(folder).rglob('bin/keyhold')).parent.parent


@tests.add
def everything_is_there(organization):
    prefix = install(organization.folder / 'root')
    manuals = [f'share/man/man1/{name}.1' for name in ('keyhold', 'keyholdctl', 'keyhold-verify')]
    for name in (*manuals, 'bin/keyhold', 'bin/keyholdctl', 'bin/keyhold-verify', f'share/applications/{ID}.desktop',
                 f'share/metainfo/{ID}.metainfo.xml', f'share/dbus-1/services/{ID}.service', f'share/glib-2.0/schemas/{ID}.gschema.xml',
                 'share/help/C/keyhold/index.page', f'share/icons/hicolor/scalable/apps/{ID}.svg', f'share/icons/hicolor/symbolic/apps/{ID}-symbolic.svg'):
        expect((prefix / name).is_file(), f'{name} is installed')
    shown = subprocess.run([prefix / 'bin/keyholdctl', '--version'], check=True, capture_output=True, text=True).stdout
    expect(re.search(r'\d+\.\d+', shown), f'keyholdctl tells its version: {shown}')
    for folder in (prefix / 'lib', prefix / 'include'):
        expect(not folder.exists(), f'{folder.name} is not installed: the layers are the programs\' own')


class Desktop:
    """The session bus, with the service of the installed console."""

    def __init__(self, prefix):
        service = (prefix / f'share/dbus-1/services/{ID}.service').read_text()
        place = pathlib.Path(os.environ['XDG_DATA_HOME']) / 'dbus-1/services'
        place.mkdir(parents=True, exist_ok=True)
        (place / f'{ID}.service').write_text(re.sub('(?m)^Exec=.*/bin/', f'Exec={prefix}/bin/', service))
        self.session, self.bus = Gio.bus_get_sync(Gio.BusType.SESSION), atspi.Bus()
        self.ask('org.freedesktop.DBus', '/org/freedesktop/DBus', 'org.freedesktop.DBus', 'ReloadConfig', None)

    def ask(self, name, path, interface, method, arguments):
        return self.session.call_sync(name, path, interface, method, arguments, None, Gio.DBusCallFlags.NONE, LIMIT, None)

    def application(self, method, arguments):
        self.ask(ID, '/' + ID.replace('.', '/'), 'org.freedesktop.Application', method, arguments)

    def process(self):
        return self.ask('org.freedesktop.DBus', '/org/freedesktop/DBus', 'org.freedesktop.DBus', 'GetConnectionUnixProcessID',
                        GLib.Variant('(s)', (ID,))).unpack()[0]

    def titles(self):
        owner = self.bus.owner_of(self.process())
        return [node.name for node in self.bus.tree(owner).children] if owner else []


@tests.add
def the_desktop_starts_it(organization):
    """Without a command line: as an icon, a link and a notification do."""
    desktop = Desktop(install(organization.folder / 'root'))
    desktop.application('Activate', GLib.Variant('(a{sv})', ({},)))
    until(lambda: f'the first window: {desktop.titles()}', lambda: 'Welcome to Keyhold' in ' '.join(desktop.titles()))
    first = desktop.process()
    desktop.application('Open', GLib.Variant('(asa{sv})', (['keyhold:keys'], {})))
    desktop.application('ActivateAction', GLib.Variant('(sava{sv})', ('open-uri', [GLib.Variant('s', 'keyhold:keys')], {})))
    expect(desktop.process() == first, 'the same console takes what comes later')
    expect(len(desktop.titles()) == 1, f'in the window that is there: {desktop.titles()}')
    desktop.application('ActivateAction', GLib.Variant('(sava{sv})', ('quit', [], {})))
    until('its end', lambda: not pathlib.Path(f'/proc/{first}').exists())


def run_once(organization, prefix):
    """The errors that the installed console tells until its first window, with the settings in files."""
    environment = dict(organization.environment, GSETTINGS_BACKEND='keyfile', XDG_CONFIG_HOME=str(organization.folder / 'config'))
    environment.pop('GSETTINGS_SCHEMA_DIR')
    bus = atspi.Bus()
    with subprocess.Popen([prefix / 'bin/keyhold'], env=environment, stderr=subprocess.PIPE, text=True) as console:
        def titles():
            owner = bus.owner_of(console.pid)
            return ' '.join(node.name for node in bus.tree(owner).children) if owner else ''
        until('the first window', lambda: 'Welcome to Keyhold' in titles())
        console.terminate()
        errors = console.communicate(timeout=20)[1]
        expect(console.returncode == 0, f'it ends well: {errors}')
    return errors


@tests.add
def settings_have_a_schema(organization):
    """Installed without its schema it starts all the same; with it, it takes over what an older version kept."""
    prefix, kept = install(organization.folder / 'root'), organization.folder / 'config/keyhold/settings.ini'
    kept.parent.mkdir(parents=True)
    kept.write_text('[Preferences]\nstyle=dark\nseal-after=15\n')
    expect('schema of the settings is not installed' in run_once(organization, prefix), 'a missing schema is told')
    expect(kept.exists(), 'and nothing is taken over without one')
    subprocess.run(['glib-compile-schemas', '--strict', prefix / 'share/glib-2.0/schemas'], check=True)
    expect('schema' not in run_once(organization, prefix), 'the schema beside the program is found')
    expect(not kept.exists() and kept.with_name('settings.ini.old').exists(), 'the file of before is put aside')
    values = (organization.folder / 'config/glib-2.0/settings/keyfile').read_text()
    expect("style='dark'" in values and "seal-after='15-minutes'" in values, f'its values are kept: {values}')


if __name__ == '__main__':
    if not BUILD or not ID:
        raise Failure('usage: installed.py BUILD APPLICATION-ID')
    main(tests)
