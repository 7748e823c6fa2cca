#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The man pages against what the programs say with --help: man.py FOLDER-OF-PAGES FOLDER-OF-PROGRAMS."""

import pathlib
import re
import subprocess
import sys

PAGES, PROGRAMS = map(pathlib.Path, sys.argv[1:3])
MACROS = {'TH', 'SH', 'SS', 'PP', 'TP', 'B', 'I', 'BR', 'BI', 'IR', 'IB', 'RB', 'RI', 'RS', 'RE', 'ad', 'nh', 'br', 'nf', 'fi', '\\"'}
LETTERS = {r'\-': '-', r'\e': '\\', r'\&': '', r'\(dq': '"', r'\(aq': "'", r'\(ga': '`', r'\(ha': '^', r'\(ti': '~'}
ESCAPE = re.compile(r'\\(?:f[BIR]|\[u[0-9A-F]{4}\]|\(..|.)')
problems = []


def expect(right, what):
    if not right:
        problems.append(what)


def letter(match):
    text = match.group(0)
    if text.startswith(r'\['):
        return chr(int(text[3:-1], 16))
    expect(text in LETTERS or text.startswith(r'\f'), f'an escape that is none: {text}')
    return LETTERS.get(text, '')


def read_page(name):
    """The lines of a page as they are read; what begins a part or has no words keeps its dot."""
    lines = []
    for line in (PAGES / f'{name}.1').read_text(encoding='ascii').splitlines():
        macro = re.match(r"[.'](\S*) ?", line)
        expect(not macro or macro.group(1) in MACROS, f'{name}: a line that roff takes for a macro: {line}')
        expect(line and not re.fullmatch('@.*@', line), f'{name}: a line that is not filled: "{line}"')
        if not line.startswith('.\\"'):
            keep = not macro or macro.end() == len(line) or macro.group(1) in ('SH', 'SS', 'RS')
            lines.append(ESCAPE.sub(letter, line if keep else line[macro.end():]))
    return lines


def ask(program, *words):
    return subprocess.run([PROGRAMS / program, *words], check=True, capture_output=True, text=True,
                          env={'LC_ALL': 'C.UTF-8'}).stdout


def options_of(text):
    """Pairs of the options and their helps, as the text of --help has them."""
    return [(re.sub('^([^ =]+|-., [^ =]+)=', r'\1 ', name), words) for name, words in re.findall(r'^  ((?:-\w, )?--\S+(?: \S+)*) +(\S.*)$', text, re.M)]


def expect_options(where, lines, text):
    """Each option is an entry of a list, and they are all."""
    entries = [(lines[n + 1], lines[n + 2]) for n, line in enumerate(lines) if line == '.TP']
    expect(entries == options_of(text), f'{where}: has the options {entries}, and not {options_of(text)}')
    return len(entries)


def part(lines, head):
    """The lines below a head of a section."""
    first = lines.index(f'.SH {head}') + 1
    return lines[first:next(n for n, line in enumerate(lines) if n >= first and line.startswith('.SH '))]


def verbs_of(help_text):
    """Pairs of the nouns and verbs in keyholdctl --help; a noun whose verb has no name is a line alone."""
    pairs = []
    for noun, verbs in re.findall(r'^  (\w+) +\S.*\n(?: {15}(\S.*)\n)?', help_text.partition('\nOptions')[0], re.M):
        pairs += [(noun, verb) for verb in verbs.split(' · ')]
    return pairs


def check_verb(noun, verb, page):
    words = [noun, verb] if verb else [noun]
    text = ask('keyholdctl', 'help', *words)
    usage, _, said = text.removeprefix('Usage: ').split('\n')[:3]
    if usage not in page:
        expect(False, f'{" ".join(words)}: the usage is not in the page: {usage}')
        return 0
    first = page.index(usage)
    block = page[first:first + page[first:].index('.RE')]
    expect(block[1:3] == ['.RS 4', said], f'{" ".join(words)}: its help is not below its usage: {block[:3]}')
    return expect_options(' '.join(words), block, text)


def check_keyholdctl():
    lines, text = read_page('keyholdctl'), ask('keyholdctl', '--help')
    pairs, verbs = verbs_of(text), part(lines, 'VERBS')
    nouns = list(dict.fromkeys(noun for noun, _ in pairs))
    expect([line[4:] for line in verbs if line.startswith('.SS ')] == nouns, 'the subsections are not the nouns')
    expect(verbs.count('.RS 4') == len(pairs), f'{verbs.count(".RS 4")} verbs are described, and there are {len(pairs)}')
    number = sum(check_verb(noun, verb, verbs) for noun, verb in pairs)
    number += expect_options('keyholdctl', part(lines, 'OPTIONS'), text.partition('\nOptions')[2])
    expect(len(pairs) > 60 and number > 100, f'only {len(pairs)} verbs with {number} options were compared')
    return f'{len(nouns)} nouns, {len(pairs)} verbs, {number} options'


def main():
    print(check_keyholdctl())
    for name in ('keyhold', 'keyhold-verify'):
        number = expect_options(name, part(read_page(name), 'OPTIONS'), ask(name, '--help'))
        expect(number > 2, f'{name}: only {number} options')
    for problem in problems:
        print(problem)
    return 1 if problems else 0


if __name__ == '__main__':
    sys.exit(main())
