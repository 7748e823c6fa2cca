#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Every verb that the tenant and the audit log record has its row in the table of verbs and words for people, and every row is
recorded."""

import pathlib
import re
import sys

NOUNS = 'account audit clock cmk data environment finding grant key log operation passphrase policy request secret store tenant vault'
VERB = re.compile(r'"((?:%s)(?:\.[a-z][a-z-]*)+)"' % '|'.join(NOUNS.split()))
NAMES_OF_FILES = {'tenant.sock', 'tenant.new', 'tenant.db', 'vault.db', 'store.db'}


def verbs(paths):
    return {verb for path in paths for verb in VERB.findall(path.read_text())} - NAMES_OF_FILES


def main(root):
    source = pathlib.Path(root, 'src')
    table = verbs([source / 'domain/kh-audit-action.c'])
    recorded = verbs([*source.glob('tenant/*.c'), *source.glob('store/kh-audit-log*.c')])
    told = verbs([source / 'ui/common/kh-audit-words.c'])
    print('1..3')
    for number, (fault, text) in enumerate(((recorded - table, 'every recorded verb has a row'),
                                            (table - recorded, 'every row is recorded'),
                                            (table - told, 'every verb has words for people')), 1):
        print(f'{"not ok" if fault else "ok"} {number} - {text} {" ".join(sorted(fault))}')
    return 0 if recorded == table <= told and len(table) > 40 else 1


sys.exit(main(*sys.argv[1:]))
