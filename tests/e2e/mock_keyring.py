# SPDX-License-Identifier: GPL-3.0-or-later
"""A session bus and a keyring of a test's own; the keyring is tests/base/secret-service.py."""

import contextlib
import pathlib
import subprocess

from keyhold_e2e import expect

SERVICE = pathlib.Path(__file__).resolve().parent.parent / 'base' / 'secret-service.py'
CALL = ['gdbus', 'call', '--session', '--dest', 'org.freedesktop.secrets', '--object-path', '/mock', '--method']


@contextlib.contextmanager
def started(line, **options):
    """A server; yields the line it says when it is ready."""
    server = subprocess.Popen(line, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, **options)
    try:
        yield server.stdout.readline().strip()
    finally:
        server.kill()
        server.wait()
        server.stdout.close()


@contextlib.contextmanager
def bus():
    """The address of a session bus."""
    with started(['dbus-daemon', '--session', '--nofork', '--nopidfile', '--print-address']) as address:
        yield address


class Keyring:
    """What a test says to its keyring, on the bus that @environment names."""

    def __init__(self, environment):
        self.environment = environment

    def _call(self, method, *words):
        return subprocess.run(CALL + ['io.github.keyhold.Mock.' + method, *words], check=True, capture_output=True, text=True,
                              env=self.environment).stdout

    def set_mode(self, mode):
        self._call('SetMode', mode)

    def count(self):
        return int(self._call('Count').split()[-1].rstrip(',)'))


@contextlib.contextmanager
def keyring(environment):
    with started(['/usr/bin/python3', str(SERVICE)], env=environment) as word:
        expect(word == 'ready', f'the keyring said {word!r}')
        yield Keyring(environment)
