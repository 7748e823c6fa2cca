# SPDX-License-Identifier: GPL-3.0-or-later
"""Adds up the results of one or more Meson test logs and prints the closing line of build-aux/test.

Counted are single tests: every point of a program that speaks TAP, and one for a program that does not. A program that
ended badly without reporting a failed point (a crash, a time-out, points missing from its plan) counts one failure more.
The exit status is 1 when something failed or nothing was run.
"""

import json
import re
import sys

POINT = re.compile(r'^(not )?ok\b\s*\d*\s*-?\s*([^#]*?)\s*(?:#\s*(\w+)\s*(.*))?$')


class Totals:
    def __init__(self):
        self.passed = 0
        self.failures = []
        self.skips = []

    def add_points(self, name, output):
        """Counts the TAP points of one program; returns (points, failed points)."""
        before = self.passed + len(self.failures) + len(self.skips), len(self.failures)
        for line in output.splitlines():
            point = POINT.match(line)
            if not point:
                continue
            bad, title, directive, reason = point.groups()
            label = f'{name}: {title}'
            if bad:
                self.failures.append(label)
            elif directive and directive.upper() == 'SKIP':
                self.skips.append(f'{label}: {reason or "no reason given"}')
            else:
                self.passed += 1
        after = self.passed + len(self.failures) + len(self.skips), len(self.failures)
        return after[0] - before[0], after[1] - before[1]

    def add_program(self, entry):
        name, result, output = entry['name'], entry['result'], entry.get('stdout') or ''
        points, failed = self.add_points(name, output)
        if result not in ('OK', 'SKIP'):
            if not failed:
                self.failures.append(f'{name}: {result} after {points} points')
        elif points == 0:
            if result == 'SKIP':
                self.skips.append(f'{name}: {" ".join(output.split()) or "no reason given"}')
            else:
                self.passed += 1


def main(logs):
    totals = Totals()
    for log in logs:
        try:
            with open(log, encoding='utf-8') as lines:
                for line in lines:
                    totals.add_program(json.loads(line))
        except FileNotFoundError:
            pass
    for title, names in (('Skipped', totals.skips), ('Failed', totals.failures)):
        for name in names:
            print(f'{title}: {name}')
    print(f'{totals.passed} passed, {len(totals.failures)} failed, {len(totals.skips)} skipped')
    return 1 if totals.failures or totals.passed == 0 else 0


if __name__ == '__main__':
    sys.exit(main(sys.argv[1:]))
