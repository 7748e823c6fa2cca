# SPDX-License-Identifier: GPL-3.0-or-later
"""Checks of the C text as code, and of the templates: format, sizes, texts to translate."""

import re
import subprocess

from tree import without_comments

MAX_FUNCTION_LINES = 80
MAX_FILE_LINES = 700
MAX_TEMPLATE_LINES = 350
MAX_PARAMETERS = 8  # six are the rule, two its slack; beside cancellable, callback and user data of an asynchronous call
TRANSLATED_TEMPLATE = re.compile(r'\btranslatable="')
PLURAL = re.compile(r'\b(?:ngettext \(|(?:g_)?dngettext \([^,]*,)\s*')
# A macro of GLib in a text cuts it off for xgettext; it knows those of inttypes.h.
CUT_OFF = re.compile(r'\b(?:_|N_|C_|ngettext|g_dngettext) \([^;]*?"\s*G_\w+_FORMAT\b')
TRANSLATED = re.compile(r'\b(?:_|N_|C_|NC_|ngettext|g_dngettext|g_dpgettext2?)\s*\(')


def clang_format(tree):
    paths = tree.c_files()
    if not paths:
        return []
    command = ['clang-format', '--dry-run', '-Werror', '--style=file'] + paths
    result = subprocess.run(command, cwd=tree.root, capture_output=True, text=True, check=False)
    if result.returncode == 0:
        return []
    return re.findall(r'^\S+:\d+:\d+: error: .*$', result.stderr, re.M) or [result.stderr.strip() or 'clang-format failed']


def _functions(text):
    """(line, name, parameters, lines of the body) of each function definition, by the house's brace style."""
    code = without_comments(text)
    for match in re.finditer(r'^(\w+) \(((?:[^;{}()]|\([^()]*\))*)\)\s*\n\{\n(.*?)^\}', code, re.M | re.S):
        line = code.count('\n', 0, match.start()) + 1
        yield line, match.group(1), match.group(2), match.group(3).count('\n')


def _parameters(text):
    if text.strip() in ('', 'void'):
        return 0
    depth, count = 0, 1
    for char in text:
        depth += (char == '(') - (char == ')')
        count += char == ',' and depth == 0
    return count


def sizes(tree):
    found = []
    for path in tree.c_files():
        lines = len(tree.lines(path))
        if lines > MAX_FILE_LINES:
            found.append(f'{path}:1: {lines} lines, above {MAX_FILE_LINES}')
        for line, name, parameters, length in _functions(tree.text(path)):
            if length > MAX_FUNCTION_LINES:
                found.append(f'{path}:{line}: {name} has {length} lines, above {MAX_FUNCTION_LINES}')
            count, limit = _parameters(parameters), MAX_PARAMETERS + (3 if name.endswith('_async') else 0)
            if count > limit and path.startswith('src/'):
                found.append(f'{path}:{line}: {name} has {count} parameters, above {limit}')
    return found


def _without_xml_comments(text):
    return re.sub(r'<!--.*?-->', lambda match: '\n' * match.group(0).count('\n'), text, flags=re.S)


def templates(tree):
    """What the compiler of resources does not refuse: long templates, such that it was not told of, and texts that xgettext
    passes over."""
    found = []
    lists = [(path.rpartition('/')[0], tree.text(path)) for path in tree.files('src', suffixes={'.xml'})
             if path.endswith('.gresource.xml')]
    for path in tree.files('src', suffixes={'.ui'}):
        if not any(f'>{path[len(folder) + 1:]}</file>' in text for folder, text in lists if path.startswith(folder + '/')):
            found.append(f'{path}: no .gresource.xml names it')
        lines = _without_xml_comments(tree.text(path)).splitlines()
        if len(lines) > MAX_TEMPLATE_LINES:
            found.append(f'{path}:1: {len(lines)} lines, above {MAX_TEMPLATE_LINES}')
        for number, line in enumerate(lines, 1):
            if re.search(r'\btranslatable="(?!yes")', line):
                found.append(f'{path}:{number}: only translatable="yes" is extracted')
            if '<![CDATA[' in line:
                found.append(f'{path}:{number}: a template inside a template is not extracted')
    return found


def potfiles(tree):
    """po/POTFILES lists the sources with texts to translate: all of them and no others, sorted."""
    listed = [line for line in tree.lines('po/POTFILES') if line and not line.startswith('#')]
    wanted = [path for path in tree.c_files('src') if TRANSLATED.search(without_comments(tree.text(path)))]
    wanted += [path for path in tree.files('src', suffixes={'.ui'})
               if TRANSLATED_TEMPLATE.search(_without_xml_comments(tree.text(path)))]
    # What a desktop reads is for people from its first to its last line.
    wanted += [path for path in tree.files('data') if path.endswith(('.desktop.in', '.metainfo.xml.in'))]
    found = [f'po/POTFILES: {path} is missing' for path in wanted if path not in listed]
    found += [f'po/POTFILES: {path} has no text to translate' for path in listed if path not in wanted]
    if listed != sorted(listed):
        found.append('po/POTFILES: not sorted')
    return found


def plurals(tree):
    """Both forms of a plural stand as texts in the call: those of a table, marked one by one, are not extracted as a pair.
    And no text is put together with a macro that is not."""
    found = []
    for path in tree.c_files('src'):
        code = without_comments(tree.text(path))
        found += [f'{path}:{code.count(chr(10), 0, match.end()) + 1}: plural forms that xgettext does not find'
                  for match in PLURAL.finditer(code) if code[match.end()] != '"']
        found += [f'{path}:{code.count(chr(10), 0, match.start()) + 1}: a text that xgettext sees cut off: use PRIu64 and its like'
                  for match in CUT_OFF.finditer(code)]
    return found
