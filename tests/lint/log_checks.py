# SPDX-License-Identifier: GPL-3.0-or-later
"""Checks of the log macros: a secret does not compile as an argument, and no layer goes round the macros."""

import json
import re
import shlex
import subprocess
import tempfile

from tree import without_comments

# Statements that must compile, and such that must not. Each is compiled alone, as a file of the base layer is.
GOOD = {
    'plain values': 'kh_debug ("%s %d", text, number);',
    'no value': 'kh_warning ("text");',
    'eight arguments': 'kh_info ("%d%d%d%d%d%d%d", number, number, number, number, number, number, number);',
    'size of a secret': 'kh_message ("%" G_GSIZE_FORMAT, kh_secret_get_size (secret));',
}
BAD = {
    'KhSecret': 'kh_debug ("%p", secret);',
    'constant KhSecret': 'kh_info ("%p", (const KhSecret *) secret);',
    'KhcSecret': 'kh_message ("%p", core);',
    'constant KhcSecret': 'kh_warning ("%p", (const KhcSecret *) core);',
    'secret behind other values': 'kh_debug ("%s %d %p", text, number, secret);',
    'secret as the eighth argument': 'kh_debug ("%d%d%d%d%d%d%p", number, number, number, number, number, number, core);',
    'secret as the format': 'kh_warning (secret);',
}
SAMPLE = '''#include "kh-log.h"

void sample (KhSecret *secret, KhcSecret *core, const char *text, int number);

void
sample (KhSecret *secret, KhcSecret *core, const char *text, int number)
{
  %s
}
'''
RAW = re.compile(r'\bg_(?:debug|info|message|warning|critical|log|log_structured|print|printerr)\s*\(')
# The macros themselves, and the programs' own words to the person.
RAW_ALLOWED = re.compile(r'^src/(?:base/kh-log\.[ch]$|cli/|[^/]+\.c$)')


def base_command(tree):
    """How the build compiles a file of base/, without its source and output."""
    commands = json.loads((tree.build / 'compile_commands.json').read_text(encoding='utf-8'))
    entry = next(entry for entry in commands if '/base/' in entry['file'] or entry['file'].startswith('src/base/'))
    words, kept = shlex.split(entry['command']), []
    if words[0].rsplit('/', 1)[-1] == 'ccache':
        words.pop(0)
    while words:
        word = words.pop(0)
        if word in ('-o', '-MF', '-MQ', '-MT', '-c'):
            words.pop(0)
        elif word != '-MD':
            kept.append(word)
    return kept


def compile_error(tree, command, statement):
    """The compiler's words about a statement; empty where it compiles."""
    with tempfile.NamedTemporaryFile('w', suffix='.c', encoding='utf-8') as source:
        source.write(SAMPLE % statement)
        source.flush()
        result = subprocess.run(command + ['-fsyntax-only', source.name], cwd=tree.build, capture_output=True,
                                text=True, check=False)
    return '' if result.returncode == 0 else result.stderr or 'no message'


def secret_logging(tree, command=None):
    command = command or base_command(tree)
    found = []
    for name, statement in GOOD.items():
        error = compile_error(tree, command, statement)
        if error:
            found.append(f'src/base/kh-log.h: {name}: should compile: {error}')
    for name, statement in BAD.items():
        error = compile_error(tree, command, statement)
        if not error:
            found.append(f'src/base/kh-log.h: {name}: compiles, but must be refused')
        elif '_KhLogRefusesSecrets' not in error:
            found.append(f'src/base/kh-log.h: {name}: refused for another reason: {error}')
    return found


def raw_logging(tree):
    """The layers log through kh_debug and its like alone, else a secret could pass."""
    found = []
    for path in tree.c_files('src'):
        if RAW_ALLOWED.match(path):
            continue
        for number, line in enumerate(without_comments(tree.text(path)).splitlines(), 1):
            match = RAW.search(line)
            if match:
                found.append(f'{path}:{number}: {match.group(0)} goes round the macros of kh-log.h')
    return found
