# SPDX-License-Identifier: GPL-3.0-or-later
"""Checks of the layers: who includes whom, by the include lines and by what the compiler really read."""

import re
import subprocess

# A layer and those it may see. Includes only go down; client and server do not see each other. The files directly in
# src/ compose the layers and see all of them.
LAYERS = {
    'crypto': set(),
    'base': {'crypto'},
    'domain': {'base'},
    'wire': {'base', 'domain'},
    'store': {'crypto', 'base', 'domain'},
    'import': {'crypto', 'base', 'domain', 'store'},
    'tenant': {'crypto', 'base', 'domain', 'store', 'import'},
    'server': {'crypto', 'base', 'domain', 'wire', 'store', 'import', 'tenant'},
    'client': {'base', 'domain', 'wire'},
    'cli': {'base', 'domain', 'wire', 'client'},
    'models': {'base', 'domain', 'wire', 'client'},
    'ui': {'base', 'domain', 'wire', 'client', 'models'},
}

# Headers of libraries and the layers that may see them.
LIBRARIES = [
    (re.compile(r'(?:^|/)sqlite3(?:ext)?\.h$'), {'store'}, 'SQLite'),
    (re.compile(r'(?:^|/)openssl/'), {'crypto'}, 'OpenSSL'),
    (re.compile(r'(?:^|/)json-glib/'), {'wire'}, 'json-glib'),
    (re.compile(r'(?:^|/)libsoup/'), {'server', 'client'}, 'libsoup'),
    (re.compile(r'(?:^|/)(?:csv|zip)\.h$|(?:^|/)libxml/'), {'import'}, 'libcsv, libzip and libxml2'),
    (re.compile(r'(?:^|/)libsecret/'), {'base'}, 'libsecret'),
    (re.compile(r'(?:^|/)p11-kit/'), {'tenant'}, 'p11-kit'),
    (re.compile(r'(?:^|/)(?:gtk/|adwaita\.h$|gdk/)'), {'ui'}, 'GTK'),
    (re.compile(r'(?:^|/)(?:glib|glib-object|gmodule)\.h$|(?:^|/)gio/'), set(LAYERS) - {'crypto'}, 'GLib'),
]
INCLUDE = re.compile(r'^\s*#\s*include\s*[<"]([^>"]+)[>"]', re.M)


def _layer(path):
    match = re.match(r'src/(\w+)/', path)
    return match.group(1) if match and match.group(1) in LAYERS else None


def _seen(layer):
    """A layer, what it may see, and what those see: a header brings its own includes along."""
    seen, todo = {layer}, [layer]
    while todo:
        for below in LAYERS[todo.pop()] - seen:
            seen.add(below)
            todo.append(below)
    return seen


def _library_faults(layer, header):
    return [f'{what} does not belong in {layer}/' for pattern, layers, what in LIBRARIES
            if pattern.search(header) and layer not in layers]


def folders(tree):
    """Every folder of src/ is a layer that the table knows."""
    return [f'src/{entry.name}/: not a layer' for entry in sorted((tree.root / 'src').iterdir())
            if entry.is_dir() and entry.name not in LAYERS]


def includes(tree):
    homes = {}
    for path in tree.files('src', suffixes={'.h'}):
        homes.setdefault(path.rsplit('/', 1)[-1], []).append(path)
    found = [f'{paths[1]}: has the name of {paths[0]}' for paths in homes.values() if len(paths) > 1]
    for path in tree.c_files('src'):
        layer = _layer(path)
        if layer is None:
            continue
        for header in INCLUDE.findall(tree.text(path)):
            home = _layer(homes.get(header.rsplit('/', 1)[-1], [''])[0])
            if home and home != layer and home not in LAYERS[layer]:
                found.append(f'{path}: {layer}/ must not see {home}/ ({header})')
            found += [f'{path}: {fault} ({header})' for fault in _library_faults(layer, header)]
    return found


def read_deps(text):
    """The output of ninja -t deps as a table from object to the files it was made from."""
    deps, current = {}, None
    for line in text.splitlines():
        head = re.match(r'(\S.*): #deps \d+.*\((\w+)\)$', line)
        if head:
            # A stale record tells of an object that is gone; one that is only out of date shows up as uncovered.
            current = deps.setdefault(head.group(1), []) if head.group(2) == 'VALID' else None
        elif line.startswith('    ') and current is not None:
            current.append(line.strip())
    return deps


def dep_faults(deps):
    found = []
    for target, files in sorted(deps.items()):
        layer = _layer(target)
        if layer is None:
            continue
        for file in files:
            source = re.search(r'(?:^|/)(src/\w+/.+)$', file)
            home = _layer(source.group(1)) if source else None
            if home and home not in _seen(layer):
                found.append(f'{target}: {layer}/ was compiled with {source.group(1)}')
            if not source and not re.search(r'build-aux/forbid/', file):
                found += [f'{target}: {fault} ({file})' for fault in _library_faults(layer, file)]
    return found


def uncovered(tree, deps):
    """Sources that the compiler's record does not name: without it the check would prove nothing, and a test that nobody
    builds neither. What needs a tool that is not everywhere is at least named by a meson.build of the tests."""
    made = {match.group(1) for files in deps.values() for file in files
            if (match := re.search(r'(?:^|/)((?:src|tests)/.+\.c)$', file))}
    named = ''.join(tree.text(path) for path in tree.files('tests') if path.endswith('meson.build'))
    return [f'{path}: is not built: no meson.build of its folder names it' for path in tree.files('src', 'tests', suffixes={'.c'})
            if path not in made and not (path.startswith('tests/') and path.rsplit('/', 1)[-1] in named)]


def compiled(tree):
    result = subprocess.run(['ninja', '-C', str(tree.build), '-t', 'deps'], capture_output=True, text=True, check=True)
    deps = read_deps(result.stdout)
    return dep_faults(deps) + uncovered(tree, deps)


def symbol_faults(listing):
    return [f'crypto/ calls {name}' for name in sorted(set(re.findall(r'\bU ((?:g|kh|sqlite3|soup|json)_\w+)', listing)))]


def crypto_symbols(tree):
    """The crypto core calls libc and libcrypto alone."""
    library = tree.build / 'src/crypto/libkh-crypto.a'
    result = subprocess.run(['nm', str(library)], capture_output=True, text=True, check=False)
    if result.returncode != 0 or ' T khc_' not in result.stdout:
        return [f'nm shows no function of the core in {library.name}: {result.stderr.strip()}']
    return symbol_faults(result.stdout)
