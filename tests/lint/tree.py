# SPDX-License-Identifier: GPL-3.0-or-later
"""The files that the checks read: the source tree, and what the build knows about it."""

import pathlib
import re

SKIPPED_FOLDERS = {'data', '__pycache__'}
PICTURES = {'.png'}


class Tree:
    """A source tree and its build folder; text is read once and kept."""

    def __init__(self, root, build=None):
        self.root = pathlib.Path(root)
        self.build = pathlib.Path(build) if build else None
        self._text = {}

    def text(self, path):
        if path not in self._text:
            self._text[path] = (self.root / path).read_text(encoding='utf-8', errors='replace')
        return self._text[path]

    def lines(self, path):
        return self.text(path).splitlines()

    def files(self, *folders, suffixes=None):
        """Relative paths of the files below these folders, sorted; test data and pictures are left out."""
        found = []
        for folder in folders:
            for path in (self.root / folder).rglob('*'):
                relative = path.relative_to(self.root)
                inner = relative.parts[1:-1]
                if not path.is_file() or path.suffix in PICTURES or any(part in SKIPPED_FOLDERS for part in inner):
                    continue
                if suffixes is None or path.suffix in suffixes:
                    found.append(relative.as_posix())
        return sorted(found)

    def c_files(self, *folders):
        return self.files(*(folders or ('src', 'tests')), suffixes={'.c', '.h'})


def without_comments(text):
    """C text with comments and the insides of strings blanked, line numbers kept."""

    def blank(match):
        token = match.group(0)
        if token.startswith('/'):
            return '\n' * token.count('\n') or ' '
        return token[0] + token[-1]

    return re.sub(r'/\*.*?\*/|//[^\n]*|"(?:\\.|[^"\\\n])*"|\'(?:\\.|[^\'\\\n])*\'', blank, text, flags=re.S)
