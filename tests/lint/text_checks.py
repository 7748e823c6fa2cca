# SPDX-License-Identifier: GPL-3.0-or-later
"""Checks that read text: licence lines, purpose sentences, unfinished words, addresses of one machine, clocks, README."""

import re

LICENCE = 'SPDX-License-Identifier: GPL-3.0-or-later'
CODE = {'.c', '.h', '.py', '.build', '.sh', ''}

# Written in pieces, so that this table does not find itself.
UNFINISHED = [
    (re.compile(r'\b(?:TO' 'DO|FIX' 'ME|XX' r'X)\b'), 'unfinished word'),
    (re.compile(r'\b(?:not (?:yet )?impl' r'emented|for n' r'ow|st' r'ub(?:bed|s)?|place' r'holders?(?!-text)(?!_text))\b', re.I),
     'unfinished word'),
]
FOREIGN = [
    (re.compile(r'(?<![\w.])/wo' r'rk/|/tmp/ba' r'sh|(?<![\w.])/ro' r'ot/'), 'path of one machine'),
    (re.compile(r'\b(?:deb|snapshot)\.deb' r'ian\.org|registry\.npm' r'js\.org|\bpy' r'pi\.org|python' r'hosted\.org'
                r'|\bcrates' r'\.io\b|proxy\.go' r'lang\.org|\bpkg' r'\.dev\b|repo1\.mav' r'en\.org'), 'registry host'),
]
CLOCKS = re.compile(r'\b(?:g_get_real_time|g_date_time_new_now\w*|gettimeofday|CLOCK_REALTIME|localtime(?:_r)?)\b'
                    r'|(?<![\w.>])time \(')
CLOCK_OWNER = 'src/base/kh-clock.c'


def _matches(tree, paths, patterns):
    for path in paths:
        for number, line in enumerate(tree.lines(path), 1):
            for pattern, what in patterns:
                found = pattern.search(line)
                if found:
                    yield f'{path}:{number}: {what}: {found.group(0).strip()}'


def _written(tree):
    """Everything people wrote: code, scripts and the documents at the top."""
    tops = [path for path in ('README.md', 'meson.build', 'meson_options.txt') if (tree.root / path).exists()]
    return tree.files('src', 'tests', 'build-aux', 'po', 'data', '.ci') + tops


def unfinished(tree):
    return list(_matches(tree, _written(tree), UNFINISHED))


def foreign(tree):
    return list(_matches(tree, _written(tree), FOREIGN))


def _is_refusal(tree, path):
    """The headers of build-aux/forbid are one #error line each."""
    return path.startswith('build-aux/forbid/') and tree.text(path).startswith('#error')


def licence(tree):
    paths = [path for path in tree.files('src', 'tests', 'build-aux', '.ci')
             if re.search(r'(\.[ch]|\.py|\.sh|meson\.build)$', path)
             or tree.text(path).startswith('#!')]
    return [f'{path}:1: no line "{LICENCE}"' for path in paths
            if not _is_refusal(tree, path) and not any(LICENCE in line for line in tree.lines(path)[:3])]


def purpose(tree):
    """Each C file says in a sentence, before its first declaration, what it is for."""
    found = []
    for path in tree.c_files():
        head = re.match(r'(?:\s|/\*.*?\*/|#pragma once)*', tree.text(path), re.S).group(0)
        words = re.sub(r'[/*]', ' ', head.replace(LICENCE, ''))
        if not re.search(r'\w+\W+\w+\W+\w+[^.]*[.:]', words.replace('#pragma once', '')):
            found.append(f'{path}:1: no sentence of purpose at the head of the file')
    return found


def clock(tree):
    """Nothing but the clock object reads the wall clock."""
    from tree import without_comments
    found = []
    for path in tree.c_files('src'):
        if path == CLOCK_OWNER:
            continue
        for number, line in enumerate(without_comments(tree.text(path)).splitlines(), 1):
            if CLOCKS.search(line):
                found.append(f'{path}:{number}: reads the wall clock; ask the clock object')
    return found


TOP = {'meson.build', 'meson_options.txt', 'src', 'data', 'po', 'tests', 'flatpak', 'build-aux', 'README.md', 'LICENSE'}


def top_level(tree):
    """The top level holds what the product names and dot files, nothing else."""
    return [f'{entry.name}: does not belong at the top level' for entry in sorted(tree.root.iterdir())
            if entry.name not in TOP and not entry.name.startswith(('.', '_build'))]


def documents(tree):
    """The files that README.md and src/README.md name are there, and the commands they show are the transcript's."""
    found = []
    transcript = tree.text('build-aux/transcript')
    for document, base in (('README.md', ''), ('src/README.md', 'src/')):
        if not (tree.root / document).exists():
            found.append(f'{document}: is missing')
            continue
        for number, line in enumerate(tree.lines(document), 1):
            for name in re.findall(r'`((?:src|tests|build-aux|po|data|\.ci)/[\w./-]*|\w+/(?:[\w./-]*\.[ch])?)`', line):
                if not (tree.root / name).exists() and not (tree.root / base / name).exists():
                    found.append(f'{document}:{number}: names {name}, which is not there')
            command = re.match(r'(?:\$ )?(keyholdctl .*?)\s*(?:#.*)?$', line.strip())
            if command and not re.search('^' + re.escape(command.group(1)) + r'\s*(?:#|$)', transcript, re.M):
                found.append(f'{document}:{number}: the command is not one of build-aux/transcript')
    return found
