# SPDX-License-Identifier: GPL-3.0-or-later
"""Proves that each check can fail: every one is run on a small bad sample and must find it, and on a good one and must
find nothing. Speaks TAP; called as self-test.py SOURCE BUILD."""

import pathlib
import sys
import tempfile

import layer_checks
import lint
import log_checks
import translation_checks
from tree import Tree

SPDX = 'SPDX-License-Identifier: GPL-3.0-or-later'
HEAD = f'/* {SPDX} */\n/* Does one thing for this test. */\n'


def function(name, lines, parameters='void'):
    return f'int\n{name} ({parameters})\n{{\n' + '  work ();\n' * (lines - 1) + '  return 0;\n}\n'


TRANSCRIPT = {'build-aux/transcript': 'keyholdctl audit verify\nkeyholdctl a b   # exit 4: why\n'}
LONG_CHAIN = {'src/crypto/khc-a.h': HEAD, 'src/domain/kh-d.h': HEAD, 'src/store/kh-s.h': HEAD, 'src/client/kh-c.h': HEAD}
RESOURCES = {'src/ui/r.gresource.xml': '<file>a.ui</file>\n<file alias="b.ui">a/b.ui</file>'}

# check, name of the sample, files, and a part of the finding (None: nothing may be found).
SAMPLES = [
    ('format', 'formatted', {'src/a.c': HEAD + 'int a;\n'}, None),
    ('format', 'wrong indent', {'src/a.c': HEAD + 'int\na (void)\n{\n return 0;\n}\n'}, 'src/a.c:5'),
    ('format', 'header', {'src/a.h': HEAD + 'int  a;\n'}, 'src/a.h:3'),
    ('sizes', 'at the limits', {'src/a.c': HEAD + function('a', 80)}, None),
    ('sizes', 'function of 81 lines', {'src/a.c': HEAD + function('a', 81)}, 'a has 81 lines'),
    ('sizes', 'function behind others', {'tests/a.c': HEAD + function('a', 3) + '\n' + function('b', 90)}, 'b has 90 lines'),
    ('sizes', 'function behind macros',
     {'src/a.c': HEAD + 'MAKE (a, b)\nMAKE (c, d)\n\n' + function('b', 90)}, 'b has 90 lines'),
    ('sizes', 'file of 700 lines', {'src/a.c': HEAD + '\n' * 698}, None),
    ('sizes', 'file of 701 lines', {'src/a.c': HEAD + '\n' * 699}, '701 lines'),
    ('sizes', 'nine parameters',
     {'src/a.c': HEAD + function('a', 2, 'int a, int b, int c, int d, int e, int f, int g, int h, int i')}, '9 parameters'),
    ('sizes', 'eleven parameters of an asynchronous call',
     {'src/a.c': HEAD + function('a_async', 2, ', '.join(['int a'] * 11))}, None),
    ('sizes', 'twelve parameters of an asynchronous call',
     {'src/a.c': HEAD + function('a_async', 2, ', '.join(['int a'] * 12))}, '12 parameters'),
    ('sizes', 'eight parameters, one a function',
     {'src/a.c': HEAD + function('a', 2, ', '.join(['int a'] * 7) + ', int (*f) (int, int)')}, None),
    ('potfiles', 'complete', {'src/a.c': 'f (_("Text"));', 'po/POTFILES': 'src/a.c\n'}, None),
    ('potfiles', 'missing', {'src/a.c': 'f (_ ("Text"));', 'po/POTFILES': '# none\n'}, 'src/a.c is missing'),
    ('potfiles', 'missing plural', {'src/a.c': 'f (ngettext ("a", "b", 2));', 'po/POTFILES': ''}, 'src/a.c is missing'),
    ('potfiles', 'nothing to translate', {'src/a.c': '/* _("x") */', 'po/POTFILES': 'src/a.c\n'}, 'no text to translate'),
    ('potfiles', 'file that is gone', {'src/a.c': '', 'po/POTFILES': 'src/b.c\n'}, 'src/b.c has no text'),
    ('potfiles', 'complete with a template',
     {'src/ui/a.ui': '<a translatable="yes">x</a>', 'po/POTFILES': 'src/ui/a.ui\n'}, None),
    ('potfiles', 'missing template', {'src/ui/a/b.ui': '<a translatable="yes">x</a>', 'po/POTFILES': ''},
     'src/ui/a/b.ui is missing'),
    ('potfiles', 'template without text', {'src/ui/a.ui': '<!-- translatable="yes" -->', 'po/POTFILES': 'src/ui/a.ui\n'},
     'src/ui/a.ui has no text'),
    ('potfiles', 'not sorted', {'src/a.c': '_ ("x")', 'src/b.c': '_ ("x")', 'po/POTFILES': 'src/b.c\nsrc/a.c\n'},
     'not sorted'),
    ('plurals', 'texts', {'src/a.c': 'f (ngettext ("a", "b", 2));\nf (g_dngettext (NULL,\n  "a", "b", 2));'}, None),
    ('plurals', 'fields of a table', {'src/a.c': '\nf (ngettext (row->one, row->many, 2));'}, 'src/a.c:2'),
    ('plurals', 'a macro of inttypes.h', {'src/a.c': 'f (_ ("%" PRIu64 " bytes"), n); g ("%" G_GSIZE_FORMAT);'}, None),
    ('plurals', 'a macro of GLib', {'src/a.c': '\nf (_ ("%" G_GSIZE_FORMAT " bytes"), n);'}, 'src/a.c:2'),
    ('plurals', 'of a domain', {'src/a.c': 'f (dngettext (DOMAIN, one, many, 2));'}, 'src/a.c:1'),
    ('templates', 'at the limit', {**RESOURCES, 'src/ui/a.ui': '<a translatable="yes"/>\n' + '<b/>\n' * 349}, None),
    ('templates', 'not among the resources', {**RESOURCES, 'src/ui/b/a.ui': '<a/>\n'}, 'src/ui/b/a.ui: no .gresource.xml'),
    ('templates', 'too long', {**RESOURCES, 'src/ui/a.ui': '<a/>\n' * 351}, 'src/ui/a.ui:1: 351 lines'),
    ('templates', 'a word that is not extracted', {**RESOURCES, 'src/ui/a/b.ui': '<a>\n<b translatable="true">x</b>'}, 'src/ui/a/b.ui:2'),
    ('templates', 'a template in a template', {**RESOURCES, 'src/ui/a.ui': '<a>\n\n<![CDATA['}, 'src/ui/a.ui:3'),
    ('unfinished', 'plain words', {'src/a.c': 'restubbed XXXXXX todos for nowhere', 'README.md': 'all done'}, None),
    ('unfinished', 'reminder', {'src/a.c': '/* TO' 'DO: finish */'}, 'src/a.c:1'),
    ('unfinished', 'repair word', {'tests/a.c': '\n/* FIX' 'ME */'}, 'tests/a.c:2'),
    ('unfinished', 'three letters', {'build-aux/a': 'XX' 'X here'}, 'build-aux/a:1'),
    ('unfinished', 'confession', {'src/a.c': 'Not impl' 'emented'}, 'src/a.c:1'),
    ('unfinished', 'put off', {'README.md': 'this must do for n' 'ow'}, 'README.md:1'),
    ('unfinished', 'empty shell', {'src/a.c': 'a st' 'ub of it'}, 'src/a.c:1'),
    ('unfinished', 'stand-in', {'po/a': 'Place' 'holder'}, 'po/a:1'),
    ('foreign', 'relative paths', {'src/a.c': 'net/work/a /workflows tmp/bashful'}, None),
    ('foreign', 'work folder', {'src/a.c': '"/wo' 'rk/main"'}, 'src/a.c:1'),
    ('foreign', 'job folder', {'build-aux/a': 'cat /tmp/ba' 'sh_jobs'}, 'build-aux/a:1'),
    ('foreign', 'somebody\'s home', {'tests/a.c': '/ro' 'ot/x'}, 'tests/a.c:1'),
    ('foreign', 'Debian mirror', {'build-aux/a': 'http://deb.deb' 'ian.org/debian'}, 'build-aux/a:1'),
    ('foreign', 'npm registry', {'README.md': 'registry.npm' 'js.org'}, 'README.md:1'),
    ('licence', 'named', {'src/a.c': HEAD, 'build-aux/run': f'#!/bin/bash\n# {SPDX}\n', 'src/meson.build': f'# {SPDX}\n',
                          'build-aux/forbid/a/a.h': '#error "no"\n', 'build-aux/list': 'a\n'}, None),
    ('licence', 'C file without', {'src/a.c': '/* a */\n'}, 'src/a.c:1'),
    ('licence', 'script without', {'build-aux/run': '#!/bin/bash\n'}, 'build-aux/run:1'),
    ('licence', 'other licence', {'tests/meson.build': '# SPDX-License-Identifier: MIT\n'}, 'tests/meson.build:1'),
    ('licence', 'refusing header with code', {'build-aux/forbid/a/a.h': 'int a;\n'}, 'build-aux/forbid/a/a.h:1'),
    ('purpose', 'a sentence', {'src/a.h': HEAD + '#pragma once\n'}, None),
    ('purpose', 'one comment for both', {'src/a.h': f'/* {SPDX}\n *\n * Does one thing only.\n */\n'}, None),
    ('purpose', 'header without', {'src/a.h': f'/* {SPDX} */\n#pragma once\nint a;\n/* Too late by then. */\n'}, 'src/a.h:1'),
    ('purpose', 'a word is not a sentence', {'tests/a.c': f'/* {SPDX} */\n/* a.c */\n'}, 'tests/a.c:1'),
    ('clock', 'the clock object', {'src/base/kh-clock.c': 'g_get_real_time ();', 'src/a.c': 'expire_time (x); /* time (x) */'},
     None),
    ('clock', 'GLib\'s time', {'src/a.c': 'x = g_get_real_time ();'}, 'src/a.c:1'),
    ('clock', 'now', {'src/a.c': 'g_date_time_new_now_utc ();'}, 'src/a.c:1'),
    ('clock', 'libc\'s time', {'src/a.c': '\nx = time (NULL);'}, 'src/a.c:2'),
    ('clock', 'the clock of the kernel', {'src/a.c': 'clock_gettime (CLOCK_REALTIME, &now);'}, 'src/a.c:1'),
    ('top-level', 'as named', {'README.md': '', '.gitignore': '', 'src/a.c': '', '_build-asan/x': ''}, None),
    ('top-level', 'a stray file', {'notes.md': ''}, 'notes.md'),
    ('top-level', 'a stray folder', {'docs/a': ''}, 'docs'),
    ('documents', 'true', {**TRANSCRIPT, 'README.md': '`build-aux/transcript` `src/a/`\n    keyholdctl a b\n',
                           'src/README.md': '`a/kh-a.c` `src/a`', 'src/a/kh-a.c': ''}, None),
    ('documents', 'file that is not there', {**TRANSCRIPT, 'README.md': '`src/none.c`', 'src/README.md': ''}, 'src/none.c'),
    ('documents', 'file of a layer that is not there', {**TRANSCRIPT, 'README.md': '', 'src/README.md': '`base/kh-a.c`'},
     'base/kh-a.c'),
    ('documents', 'other command', {**TRANSCRIPT, 'README.md': '$ keyholdctl audit\n', 'src/README.md': ''}, 'README.md:1'),
    ('documents', 'missing map', {**TRANSCRIPT, 'README.md': ''}, 'src/README.md: is missing'),
    ('folders', 'layers', {'src/base/a.c': '', 'src/main.c': ''}, None),
    ('folders', 'unknown folder', {'src/utils/a.c': ''}, 'src/utils'),
    ('includes', 'down', {**LONG_CHAIN, 'src/store/a.c': '#include "khc-a.h"\n#include "kh-d.h"\n#include <sqlite3.h>\n',
                          'src/top.c': '#include "kh-c.h"\n#include "kh-s.h"\n'}, None),
    ('includes', 'up', {**LONG_CHAIN, 'src/domain/a.c': '#include "kh-s.h"\n'}, 'domain/ must not see store/'),
    ('includes', 'sideways', {**LONG_CHAIN, 'src/server/a.h': '#include "kh-c.h"\n'}, 'server/ must not see client/'),
    ('includes', 'past a layer', {**LONG_CHAIN, 'src/domain/a.c': '#include "khc-a.h"\n'}, 'domain/ must not see crypto/'),
    ('includes', 'by a path', {**LONG_CHAIN, 'src/base/a.c': '#include "../store/kh-s.h"\n'}, 'base/ must not see store/'),
    ('includes', 'SQLite', {'src/tenant/a.c': '#include <sqlite3.h>\n'}, 'SQLite does not belong in tenant/'),
    ('includes', 'OpenSSL', {'src/base/a.c': '# include <openssl/evp.h>\n'}, 'OpenSSL does not belong in base/'),
    ('includes', 'json-glib', {'src/server/a.c': '#include <json-glib/json-glib.h>\n'}, 'json-glib does not belong in server/'),
    ('includes', 'libsoup', {'src/wire/a.c': '#include <libsoup/soup.h>\n'}, 'libsoup does not belong in wire/'),
    ('includes', 'libcsv', {'src/store/a.c': '#include <csv.h>\n'}, 'libcsv'),
    ('includes', 'GTK', {'src/models/a.c': '#include <gtk/gtk.h>\n'}, 'GTK'),
    ('includes', 'GLib in the core', {'src/crypto/a.c': '#include <glib.h>\n'}, 'GLib does not belong in crypto/'),
    ('includes', 'two headers of one name', {'src/base/a.h': '', 'src/wire/a.h': ''}, 'has the name of'),
    ('raw-logging', 'the macros', {'src/base/kh-log.h': 'g_debug (x)', 'src/store/a.c': 'kh_debug ("x"); /* g_debug () */'},
     None),
    ('raw-logging', 'round them', {'src/store/a.c': '\ng_warning ("%p", x);'}, 'src/store/a.c:2'),
    ('raw-logging', 'printing', {'src/tenant/a.c': 'g_print ("x");'}, 'src/tenant/a.c:1'),
]

DEPS = '''{object}: #deps 3, deps mtime 1 (VALID)
    ../src/{layer}/a.c
    {file}
    /usr/include/stdio.h

'''

DEP_SAMPLES = [
    ('domain', '../src/base/kh-error.h', None),
    ('domain', '../src/crypto/khc-secret.h', None),
    ('wire', '/usr/include/json-glib-1.0/json-glib/json-types.h', None),
    ('domain', '../src/store/kh-page.h', 'was compiled with src/store/kh-page.h'),
    ('client', '/build/src/server/kh-router.h', 'was compiled with src/server/kh-router.h'),
    ('tenant', '/usr/include/sqlite3.h', 'SQLite'),
    ('base', '/usr/include/openssl/evp.h', 'OpenSSL'),
    ('models', '../src/ui/common/kh-page.h', 'was compiled with src/ui/common/kh-page.h'),
    ('cli', '/usr/include/libsoup-3.0/libsoup/soup.h', 'libsoup'),
    ('crypto', '/usr/include/glib-2.0/glib.h', 'GLib'),
    ('models', '/usr/include/gtk-4.0/gtk/gtk.h', 'GTK'),
]


class Tap:
    def __init__(self):
        self.count = 0
        self.failed = 0

    def point(self, good, name, detail=''):
        self.count += 1
        self.failed += not good
        print(f'{"ok" if good else "not ok"} {self.count} {name}')
        if not good:
            print(''.join(f'# {line}\n' for line in str(detail).splitlines()), end='')

    def judge(self, name, found, part):
        good = not found if part is None else any(part in finding for finding in found)
        self.point(good, name, f'wanted: {part}\nfound: {found}')


def run_sample(source, check, files):
    with tempfile.TemporaryDirectory() as folder:
        root = pathlib.Path(folder)
        for name in ('src', 'tests', 'build-aux', 'po'):
            (root / name).mkdir()
        (root / '.clang-format').write_bytes((source / '.clang-format').read_bytes())
        for name, text in files.items():
            (root / name).parent.mkdir(parents=True, exist_ok=True)
            (root / name).write_text(text, encoding='utf-8')
        return lint.CHECKS[check](Tree(root))


def run_deps(tap):
    for layer, file, part in DEP_SAMPLES:
        text = DEPS.format(object=f'src/{layer}/libkh-{layer}.a.p/a.c.o', layer=layer, file=file)
        tap.judge(f'compiled: {layer} with {file}', layer_checks.dep_faults(layer_checks.read_deps(text)), part)
    with tempfile.TemporaryDirectory() as folder:
        (pathlib.Path(folder) / 'src').mkdir()
        (pathlib.Path(folder) / 'src/a.c').write_text('', encoding='utf-8')
        stale = DEPS.replace('VALID', 'STALE').format(object='src/a.c.o', layer='base', file='x.h')
        tap.judge('compiled: a stale record', layer_checks.uncovered(Tree(folder), layer_checks.read_deps(stale)), 'src/a.c')
        tap.judge('compiled: a source without a record', layer_checks.uncovered(Tree(folder), {}), 'src/a.c')
        (pathlib.Path(folder) / 'src/a.c').unlink()
        (pathlib.Path(folder) / 'tests').mkdir()
        (pathlib.Path(folder) / 'tests/test-a.c').write_text('', encoding='utf-8')
        tap.judge('compiled: a test that nobody builds', layer_checks.uncovered(Tree(folder), {}), 'tests/test-a.c')
    tap.judge('crypto-symbols: GLib', layer_checks.symbol_faults('  U EVP_x\n  U g_malloc\n'), 'calls g_malloc')
    tap.judge('crypto-symbols: OpenSSL', layer_checks.symbol_faults('  U EVP_x\n  U memcpy\n'), None)


def run_logging(tap, tree):
    """The log check must notice macros that refuse nothing, and such that refuse everything."""
    command = log_checks.base_command(tree)
    first = next(i for i, word in enumerate(command) if word.startswith('-'))  # a launcher may stand before the compiler
    with tempfile.TemporaryDirectory() as folder:
        weak = pathlib.Path(folder) / 'kh-log.h'
        for name, line, part in (('macros that take secrets', '', 'compiles, but must be refused'),
                                 ('macros that refuse all', '#error no', 'should compile')):
            macros = ''.join(f'#define kh_{level}(...) g_{level} (__VA_ARGS__)\n'
                             for level in ('debug', 'info', 'message', 'warning'))
            weak.write_text(f'#include <glib.h>\n#include "kh-secret.h"\n{line}\n{macros}', encoding='utf-8')
            found = log_checks.secret_logging(tree, command[:first] + ['-I', folder] + command[first:])
            tap.judge(f'secret-logging: {name}', found, part)


def run_translations(tap):
    """A catalog that is complete, one that is not, one with a wrong format, and one that nobody read again."""
    head = 'msgid ""\nmsgstr "Content-Type: text/plain; charset=UTF-8\\n"\n\n'
    message = '#, {flags}c-format\nmsgid "%s is open"\nmsgstr "{text}"\n'
    with tempfile.TemporaryDirectory() as folder:
        texts, catalog = pathlib.Path(folder) / 'texts.pot', pathlib.Path(folder) / 'xx.po'
        texts.write_text(head + message.format(flags='', text=''), encoding='utf-8')
        for name, flags, text, part in (('complete', '', '%s ist offen', None), ('not complete', '', '', 'are not translated'),
                                        ('a wrong format', '', '%d ist offen', 'xx.po'),
                                        ('a doubtful one', 'fuzzy, ', '%s ist offen', 'doubtful')):
            catalog.write_text(head + message.format(flags=flags, text=text), encoding='utf-8')
            tap.judge(f'translations: {name}', translation_checks.faults(catalog, texts), part)


def main(source, build):
    tap = Tap()
    tree = Tree(source, build)
    for check, name, files, part in SAMPLES:
        tap.judge(f'{check}: {name}', run_sample(tree.root, check, files), part)
    run_deps(tap)
    run_logging(tap, tree)
    run_translations(tap)
    proven = {check for check, *_ in SAMPLES} | {'compiled', 'crypto-symbols', 'secret-logging', 'translations'}
    tap.point(proven == set(lint.CHECKS), 'every check has a sample', set(lint.CHECKS) ^ proven)
    print(f'1..{tap.count}')
    return 1 if tap.failed else 0


if __name__ == '__main__':
    sys.exit(main(*sys.argv[1:]))
