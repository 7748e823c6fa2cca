# SPDX-License-Identifier: GPL-3.0-or-later
"""The manifests of the Flatpak: flatpak.py [SOURCE-ROOT]. What the program may do in its sandbox is what the README says, every
source from elsewhere is pinned, and the development build is the same program under another name.
"""

import json
import pathlib
import re
import sys

ROOT = pathlib.Path(sys.argv[1]) if len(sys.argv) > 1 else pathlib.Path(__file__).resolve().parents[2]
ID = 'io.github.keyhold.Keyhold'
DEVEL = ID + '.Devel'
# All that it may do. No files of the home folder, no system bus, no device but the graphics card.
PERMISSIONS = ['--share=ipc', '--share=network', '--socket=wayland', '--socket=fallback-x11', '--device=dri',
               '--talk-name=org.freedesktop.secrets']
PINNED = re.compile(r'[0-9a-f]{64}')

problems = []


def check(condition, what):
    if not condition:
        problems.append(what)


def load(name):
    return json.loads((ROOT / 'flatpak' / f'{name}.json').read_text(encoding='utf-8'))


def check_sources(manifest):
    """From elsewhere come archives with their checksums, over a connection that cannot be altered; the program is this tree."""
    for module in manifest['modules']:
        for source in module['sources']:
            if module['name'] == 'keyhold':
                check(source['type'] == 'dir' and source['path'] == '..', f'keyhold is built of {source}')
                continue
            check(source['type'] == 'archive' and source.get('url', '').startswith('https://'), f'{module["name"]} comes from {source}')
            check(PINNED.fullmatch(source.get('sha256', '')), f'{module["name"]} is not pinned by a checksum')
    check([module['name'] for module in manifest['modules']][-1] == 'keyhold', 'the program is not built last')


def check_documented():
    """The table of the README names each permission, and no other."""
    text = (ROOT / 'README.md').read_text(encoding='utf-8')
    named = re.findall(r'^\| `(--[a-z-]+=[\w.-]+)` \|', text, re.M)
    check(named == PERMISSIONS, f'the README lists {named}')


def check_ids(manifest, name):
    check(manifest['id'] == name, f'{name} has the id {manifest["id"]}')
    check((ROOT / f'data/icons/{name}.svg').is_file(), f'there is no icon of {name}')
    check('-Dtests=false' in manifest['modules'][-1]['config-opts'], f'{name} builds the tests too')


def check_twin(manifest, twin):
    """But for its id and that it is one, the development build is the other."""
    options = twin['modules'][-1]['config-opts']
    check(options[-1] == '-Ddevelopment=true', f'{DEVEL} is no development build')
    twin['id'] = manifest['id']
    twin['modules'][-1]['config-opts'] = options[:-1]
    check(twin == manifest, f'{DEVEL} differs in more than it may')


def main():
    manifest, twin = load(ID), load(DEVEL)
    check(manifest['finish-args'] == PERMISSIONS, f'the sandbox lets through {manifest["finish-args"]}')
    for name, tree in ((ID, manifest), (DEVEL, twin)):
        check_ids(tree, name)
        check_sources(tree)
    check_twin(manifest, twin)
    check_documented()
    for problem in problems:
        print(problem)
    return 1 if problems else 0


if __name__ == '__main__':
    sys.exit(main())
