#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The console and the command line, each in a sandbox of its own, on one organization: sandboxes.py KEYHOLDCTL KEYHOLD.

For flatpak/test alone. Neither can see the processes of the other; a lock and a socket in the folder have to do.
"""

import re
import sys
import tempfile

from console import ROWS, Console
from keyhold_e2e import Tests, expect, main

tests = Tests(sys.argv[1])


@tests.add
def what_one_does_the_other_shows(organization):
    organization.create()
    organization.make_environment()
    with Console(sys.argv[2], organization, 'keyhold:environments') as console:
        console.wait(ROWS, re.compile('^Sales'))
        held = (organization.data / 'tenant.lock').read_text()
        expect(held, 'the console does not host the organization')
        names = [item['name'] for item in organization.json('environment', 'list')['value']]
        expect('Sales' in names, f'the command line lists {names}')
        organization.run('environment', 'create', 'Support', '--type', 'Sandbox', '--geo', 'unitedstates')
        console.wait(ROWS, re.compile('^Support'))
        expect((organization.data / 'tenant.lock').read_text() == held, 'the command line hosts it too')
    expect((organization.data / 'tenant.lock').read_text() == '', 'the console did not end as it should')
    organization.check_log()


@tests.add
def files_are_not_seen(organization):
    """A file that was not granted does not exist in there, and one that was is read."""
    organization.create()
    organization.make_environment()
    words = ('data', 'import', '--environment', 'Sales', '--kind', 'file')
    with tempfile.NamedTemporaryFile(dir='/var/tmp', suffix='.txt') as outside:
        outside.write(b'not for the sandbox')
        outside.flush()
        refused = organization.run(*words, outside.name, expect=None)
        expect(refused.status != 0 and 'No such file' in refused.err, f'{outside.name} was read: {refused}')
    (organization.folder / 'granted.txt').write_text('for the sandbox')
    organization.run(*words, 'granted.txt')


main(tests)
