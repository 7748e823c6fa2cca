# SPDX-License-Identifier: GPL-3.0-or-later
"""Runs one check over the tree: lint.py CHECK SOURCE BUILD. Prints what it finds; exit status 1 when it finds something."""

import sys

import code_checks
import layer_checks
import log_checks
import text_checks
import translation_checks
from tree import Tree

CHECKS = {
    'format': code_checks.clang_format,
    'sizes': code_checks.sizes,
    'templates': code_checks.templates,
    'potfiles': code_checks.potfiles,
    'plurals': code_checks.plurals,
    'unfinished': text_checks.unfinished,
    'foreign': text_checks.foreign,
    'licence': text_checks.licence,
    'purpose': text_checks.purpose,
    'clock': text_checks.clock,
    'top-level': text_checks.top_level,
    'documents': text_checks.documents,
    'folders': layer_checks.folders,
    'includes': layer_checks.includes,
    'compiled': layer_checks.compiled,
    'crypto-symbols': layer_checks.crypto_symbols,
    'secret-logging': log_checks.secret_logging,
    'raw-logging': log_checks.raw_logging,
    'translations': translation_checks.translations,
}


def main(arguments):
    if len(arguments) != 3 or arguments[0] not in CHECKS:
        print(f'usage: lint.py CHECK SOURCE BUILD\nchecks: {" ".join(CHECKS)}', file=sys.stderr)
        return 2
    found = CHECKS[arguments[0]](Tree(*arguments[1:]))
    for finding in found:
        print(finding)
    return 1 if found else 0


if __name__ == '__main__':
    sys.exit(main(sys.argv[1:]))
