# SPDX-License-Identifier: GPL-3.0-or-later
"""Small disks for the tests: in memory, and only for root."""

import contextlib
import os
import subprocess


def may_mount():
    if os.geteuid() != 0:
        return 'only root can mount'
    probe = subprocess.run(['unshare', '--mount', 'true'], capture_output=True, check=False)
    return None if probe.returncode == 0 else 'this machine does not let root mount'


@contextlib.contextmanager
def mounted(folder, options):
    folder.mkdir(exist_ok=True)
    subprocess.run(['mount', '-t', 'tmpfs', '-o', options, 'keyhold-e2e', str(folder)], check=True)
    try:
        yield folder
    finally:
        subprocess.run(['umount', '-l', str(folder)], check=False)


def fill(disk):
    """Leaves no byte free; returns the file to remove."""
    filler = disk / 'filler'
    with filler.open('wb', buffering=0) as file, contextlib.suppress(OSError):
        while True:
            file.write(b' ' * 4096)
    return filler
