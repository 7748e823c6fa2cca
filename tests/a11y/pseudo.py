# SPDX-License-Identifier: GPL-3.0-or-later
"""A language that nobody speaks: every text of a translation stands in brackets, a third longer. What a program shows without them
was never translated."""

import ast
import pathlib
import re
import struct

OPEN, CLOSE = '⟦', '⟧'
PLURAL = 'Content-Type: text/plain; charset=UTF-8\nPlural-Forms: nplurals=2; plural=(n != 1);\n'
ENTRY = re.compile(r'^(msgctxt|msgid|msgid_plural|msgstr(?:\[\d\])?) (".*")$|^(".*")$')


def messages(path):
    """Context, text and plural of each message of a .po file."""
    entry, field, found = {}, None, []

    def end():
        if entry.get('msgid'):
            found.append((entry.get('msgctxt'), entry['msgid'], entry.get('msgid_plural')))
        entry.clear()

    for line in pathlib.Path(path).read_text(encoding='utf-8').splitlines():
        match = ENTRY.match(line)
        if not match:
            continue
        if match.group(1):
            if match.group(1) in ('msgctxt', 'msgid') and 'msgstr' in ''.join(entry):
                end()
            field = match.group(1)
            entry[field] = ast.literal_eval(match.group(2))
        else:
            entry[field] += ast.literal_eval(match.group(3))
    end()
    return found


def bracketed(text):
    """A newline stays at the end; the numbers that gettext knows by a name become those of this machine."""
    text = text.replace('%<PRIu64>', '%lu').replace('%<PRId64>', '%ld')
    body = text.rstrip('\n')
    padding = '~' * max(1, len(body) // 3) if '%' not in body or len(body) > 6 else ''
    return OPEN + body + padding + CLOSE + text[len(body):]


def make(po, into):
    """Writes the catalog of the language made from the texts of @po as @into, in gettext's binary form."""
    table = {'': PLURAL}
    for context, text, plural in messages(po):
        key = (context + '\x04' if context else '') + text.replace('%<PRIu64>', '%lu').replace('%<PRId64>', '%ld')
        table[key + ('\0' + plural if plural else '')] = bracketed(text) + ('\0' + bracketed(plural) if plural else '')
    pairs = sorted((key.encode(), value.encode()) for key, value in table.items())
    keys, values, blob = [], [], b''
    start = 28 + 16 * len(pairs)
    for words, places in ((0, keys), (1, values)):
        for pair in pairs:
            places.append((len(pair[words]), start + len(blob)))
            blob += pair[words] + b'\0'
    head = struct.pack('<7I', 0x950412de, 0, len(pairs), 28, 28 + 8 * len(pairs), 0, 0)
    pathlib.Path(into).parent.mkdir(parents=True, exist_ok=True)
    pathlib.Path(into).write_bytes(head + b''.join(struct.pack('<2I', *place) for place in keys + values) + blob)
