#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Every command that a text of the program names is one that works: noun, verb and options."""

import pathlib
import re
import subprocess
import sys

NAMED = re.compile(r'keyholdctl ((?:help )?)([a-z]+) ([a-z-]+)([^"]*)')


def texts(source):
    """The string literals of a C file, adjacent ones joined."""
    joined = re.sub(r'"\s*\n\s*"', '', source)
    return re.findall(r'"((?:[^"\\\n]|\\.)*)"', joined)


def show_help(program, *words):
    return subprocess.run([program, 'help', *words], capture_output=True, text=True, check=False)


def wrong(program, noun, verb, rest):
    """What is wrong with a command, or None."""
    done = show_help(program, noun, verb)
    if done.returncode != 0 or f'Usage: keyholdctl {noun} {verb}' not in done.stdout:
        return 'no such verb'
    known = set(re.findall(r'--[a-z-]+', done.stdout + show_help(program).stdout))
    for option in re.findall(r'--[a-z-]+', rest):
        if option not in known:
            return f'{verb} has no option {option}'
    return None


def main(program, root):
    commands = set()
    for path in sorted(pathlib.Path(root, 'src').rglob('*.c')):
        for text in texts(path.read_text()):
            commands.update((str(path), *found[1:]) for found in NAMED.findall(text))
    faults = [(where, noun, verb, rest, fault) for where, noun, verb, rest in sorted(commands)
              if (fault := wrong(program, noun, verb, rest))]
    print('1..2')
    print(f'{"ok" if len(commands) > 20 else "not ok"} 1 - {len(commands)} commands are named')
    for where, noun, verb, rest, fault in faults:
        print(f'# {where}: keyholdctl {noun} {verb}{rest}: {fault}')
    print(f'{"not ok" if faults else "ok"} 2 - they all work')
    return 1 if faults or len(commands) <= 20 else 0


sys.exit(main(*sys.argv[1:]))
