# SPDX-License-Identifier: GPL-3.0-or-later
"""The catalogs of po/ against the texts of the sources, with gettext's own tools."""

import os
import re
import subprocess
import tempfile

ENOUGH = 0.98  # what was said a moment ago may be said in English for a while
COUNT = re.compile(r'(\d+) (translated|fuzzy|untranslated)')


def run(*words, **options):
    return subprocess.run([str(word) for word in words], capture_output=True, text=True, check=False,
                          env={**os.environ, 'LC_ALL': 'C.UTF-8', 'LANGUAGE': ''}, **options)


def faults(catalog, texts):
    """What is wrong with one catalog: wrong formats, doubtful ones, and too little of @texts."""
    checked = run('msgfmt', '--check-format', '--check-domain', '--output-file', os.devnull, catalog)
    if checked.returncode != 0:
        return [f'{catalog.name}: {line}' for line in checked.stderr.splitlines()[:5]]
    merged = run('msgmerge', '--quiet', '--no-fuzzy-matching', '--output-file', '-', catalog, texts)
    counted = run('msgfmt', '--statistics', '--output-file', os.devnull, '-', input=merged.stdout)
    numbers = {word: int(number) for number, word in COUNT.findall(counted.stderr)}
    done, open_ = numbers.get('translated', 0), numbers.get('untranslated', 0)
    found = [f'{catalog.name}: {numbers["fuzzy"]} doubtful translations'] if numbers.get('fuzzy') else []
    if not done or done / (done + open_) < ENOUGH:
        found.append(f'{catalog.name}: {open_} of {done + open_} texts are not translated')
    return found


def translations(tree):
    """Each language of po/LINGUAS has a catalog whose formats are right and which is complete, but for what is new."""
    languages = tree.text('po/LINGUAS').split()
    found = [] if languages else ['po/LINGUAS: names no language']
    with tempfile.TemporaryDirectory() as folder:
        texts = os.path.join(folder, 'texts.pot')
        made = run(tree.root / 'build-aux/pot', texts)
        if made.returncode != 0:
            return [f'build-aux/pot: {made.stderr}']
        for language in languages:
            path = tree.root / f'po/{language}.po'
            found += faults(path, texts) if path.exists() else [f'po/{language}.po: is missing']
    return found
