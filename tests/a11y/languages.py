#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The console in other languages: languages.py KEYHOLDCTL KEYHOLD. In one that nobody speaks, every text stands in brackets: what is
shown without them is somebody's data or was forgotten."""

import os
import pathlib
import re
import shutil
import subprocess
import sys
import time

from console import ROWS, Console, until
from keyhold_e2e import Failure, Tests, expect, main
import pseudo

TOP = pathlib.Path(__file__).resolve().parent.parent.parent
tests = Tests(sys.argv[1])
# What is called the same everywhere: products, algorithms, roles as Azure names them, commands.
SAME = re.compile('|'.join((
    r'keyholdctl [^·]*', r'keyhold:[\w/.?=&-]+', r'https?:\S+', r'\b(?:Keyhold|Microsoft|Dataverse|Power Platform|UTC|[KMG]iB)\b',
    r'\bKey Vault [A-Z]\w+(?: [A-Z]\w+)*', r'\b(?:Reader|Owner|Contributor|Recoverable)\b', r'\bRSA(?:-OAEP(?:-256)?)?\b', r'\bSHA-256\b',
    r'\b[A-Z]\d{1,2}\b', r'\b[0-9a-f]{4,}…?', r'\b[a-z]+(?:-[a-z]+)+\b', r'\b(?:east|west|central|north|south)\w+\b', r'/[\w/.-]{20,}',
    r'\b\d{4}-\d\d-\d\dT[\d:.]+Z', r'\b(?:Gtk|Adw|Kh)[A-Z]\w+', r'[\w-]+\.[a-z]{2,4}\b',
    r'\b(?:(?:un)?wrapKey|(?:en|de)crypt|sign|verify)\b')))
# Members of the listed objects that are somebody's words, or names.
NAMES = ('name', 'vault', 'id', 'key', 'policy', 'object', 'account', 'requester', 'target', 'principal', 'environment', 'by')
# The objects of the toolkit say what they are, in the toolkit's words.
TOOLKIT = {'Minimize', 'Maximize', 'Close', 'Menu', 'Clear entry', 'Toggle visibility', 'Show Text', 'Hide Text', 'Restore', 'Search',
           'Clear', 'Increment', 'Decrement', 'Increase value', 'Decrease value', 'Show emoji chooser', 'Insert Emoji',
           'Minimize the window', 'Maximize the window', 'Close the window', '(None)'}


def install(folder, program, catalogs):
    """A copy of the program beside its translations, as an installation is."""
    (folder / 'bin').mkdir(parents=True)
    copy = folder / 'bin' / pathlib.Path(program).name
    shutil.copy2(program, copy)
    for language, make in catalogs.items():
        make(folder / 'share/locale' / language / 'LC_MESSAGES/keyhold.mo')
    return str(copy)


def strings(value):
    """Every text in what the command line prints as JSON."""
    if isinstance(value, dict):
        for one in value.values():
            yield from strings(one)
    elif isinstance(value, list):
        for one in value:
            yield from strings(one)
    elif isinstance(value, str):
        yield value


class Data:
    """What is in the organization: names that are the same in every language."""

    def __init__(self, organization):
        words = {'Contoso (sample)'}
        for noun in ('environment', 'policy', 'vault', 'key', 'account', 'operation', 'request'):
            for entry in organization.json(noun, 'list')['value']:
                words |= {word for field, value in entry.items() if field in NAMES for word in strings(value)}
        self.words = sorted({word for word in words if len(word) > 1}, key=len, reverse=True)

    def without(self, text):
        for word in self.words:
            text = text.replace(word, '')
        return text


def forgotten(text, data):
    """What of @text has no brackets and is nobody's data."""
    if text in TOOLKIT:
        return ''
    rest = re.sub(f'{pseudo.OPEN}[^{pseudo.OPEN}{pseudo.CLOSE}]*{pseudo.CLOSE}', '', text)
    while rest != text:
        text, rest = rest, re.sub(f'{pseudo.OPEN}[^{pseudo.OPEN}{pseudo.CLOSE}]*{pseudo.CLOSE}', '', rest)
    rest = SAME.sub('', data.without(rest))
    return rest.strip() if re.search(r'[A-Za-z]{2}', rest) else ''


def addresses(organization):
    environments = organization.json('environment', 'list')['value']
    locked = next(one for one in environments if one['state'] == 'Locked')
    encrypted = next(one for one in environments if one['encryptionStatus'] == 'Encrypted' and one['state'] == 'Ready')
    plain = next(one for one in environments if one['encryptionStatus'] == 'NotEncrypted' and one['managed'])
    policy = encrypted['policy'] if isinstance(encrypted.get('policy'), str) else organization.json('policy', 'list')['value'][0]['name']
    key = organization.json('key', 'list')['value'][0]
    path = f'{key["vault"]}/{key["name"]}'
    operation = organization.json('operation', 'list')['value'][0]['id']
    return ['keyhold:overview', 'keyhold:environments', f'keyhold:environments/{locked["id"]}', f'keyhold:environments/{encrypted["id"]}',
            f'keyhold:environments/{plain["id"]}', 'keyhold:policies', f'keyhold:policies/{policy}', 'keyhold:keys', f'keyhold:keys/{path}',
            'keyhold:vaults', f'keyhold:vaults/{key["vault"]}', 'keyhold:requests', 'keyhold:operations', f'keyhold:operations/{operation}',
            'keyhold:activity', 'keyhold:activity/2', 'keyhold:recommendations'], \
           ['keyhold:preferences', f'keyhold:wizard/enable?environment={plain["id"]}', f'keyhold:wizard/lock?policy={policy}',
            f'keyhold:wizard/unlock?environment={locked["id"]}', f'keyhold:wizard/rotate?key={path}',
            f'keyhold:wizard/change?environment={encrypted["id"]}', f'keyhold:wizard/return?environment={encrypted["id"]}']


def texts_of(console, last):
    """Everything that is told, when it is not what was told @last and nothing new comes any more. GTK 4.8 tells what is hidden, too."""
    before = []

    def at_rest():
        time.sleep(0.2)
        now = [(node.name, node.description) for window in console.windows() for node in window.walk()]
        same = now == before and now != last and len(now) > 30
        before[:] = now
        return now if same else None
    return until('a window at rest', at_rest)


def shown(program, organization, pages, dialogs):
    """What each address shows: the pages in one console, a dialog in one of its own."""
    last = []
    with Console(program, organization, pages[0]) as console:
        for uri in pages:
            subprocess.run([program, '--data-dir', str(organization.data), uri], check=True, env=organization.environment,
                           capture_output=True)
            last = texts_of(console, last)
            yield uri, last
    for uri in dialogs:
        with Console(program, organization, uri) as console:
            yield uri, texts_of(console, [])


def becomes_narrow(program, organization):
    """Where words of both directions break into lines, GTK 4.8 looked for the width of a row for ever."""
    with Console(program, organization, 'keyhold:recommendations') as console:
        until('a recommendation', lambda: console.find(ROWS, re.compile('cmk-eu')))
        console.resize(360, 720)
        until('a recommendation', lambda: console.find(ROWS, re.compile('cmk-eu')))


@tests.add
def nothing_is_forgotten(organization):
    texts = organization.folder / 'texts.pot'
    subprocess.run([TOP / 'build-aux/pot', texts], check=True, stderr=subprocess.DEVNULL)
    catalogs = {'qps': lambda path: pseudo.make(texts, path)}
    program = install(organization.folder / 'moved', sys.argv[2], catalogs)
    organization.run_quick('tenant', 'create', 'Contoso (sample)', '--home-geo', 'unitedstates', '--sample')
    pages, dialogs = addresses(organization)
    data, found = Data(organization), {}
    with organization.hosted():
        organization.environment.update(LANGUAGE='qps', LC_ALL='C.UTF-8')
        for uri, pairs in shown(program, organization, pages, dialogs):
            texts = [text for pair in pairs for text in pair if text]
            expect(any(pseudo.OPEN in text for text in texts), f'{uri} is translated at all')
            for text in texts:
                if forgotten(text, data):
                    found.setdefault(text, uri)
        organization.environment['LANGUAGE'] = 'he'
        becomes_narrow(sys.argv[2], organization)
    for text, uri in found.items():
        print(f'# {uri}: {text!r}')
    expect(not found, f'{len(found)} texts are not translated')


@tests.add
def every_language_is_found(organization):
    """Each catalog is built, and the programs take it from beside them."""
    languages = (TOP / 'po/LINGUAS').read_text().split()
    expect(len(languages) >= 6, 'there are languages')
    english = subprocess.run([sys.argv[1], '--help'], check=True, capture_output=True, text=True, env=organization.environment).stdout
    for language in languages:
        environment = {**organization.environment, 'LANGUAGE': language, 'LC_ALL': 'C.UTF-8'}
        told = subprocess.run([sys.argv[1], '--help'], check=True, capture_output=True, text=True, env=environment).stdout
        expect(told != english and 'keyholdctl' in told, f'{language}: the help is translated')
        listed = subprocess.run([sys.argv[1], 'environment', 'list', '-o', 'json', '--data-dir', str(organization.folder / 'none')],
                                check=False, capture_output=True, text=True, env=environment)
        plain = subprocess.run(listed.args, check=False, capture_output=True, text=True, env=organization.environment)
        expect(listed.stderr == plain.stderr and plain.stderr.startswith('{'), f'{language}: JSON is English: {listed.stderr}')


if __name__ == '__main__':
    if 'DISPLAY' not in os.environ:
        raise Failure('needs build-aux/with-display')
    main(tests)
