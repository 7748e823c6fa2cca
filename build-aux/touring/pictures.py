# SPDX-License-Identifier: GPL-3.0-or-later
"""Pictures of windows on a display that nobody sees: what the tours share."""

import argparse
import os
import pathlib
import struct
import subprocess
import sys
import time

TOP = pathlib.Path(__file__).resolve().parent.parent.parent
sys.dont_write_bytecode = True
sys.path[:0] = [str(TOP / 'tests/a11y'), str(TOP / 'tests/e2e')]

from keyhold_e2e import Failure  # noqa: E402, pylint: disable=wrong-import-position

INSIDE = 'KEYHOLD_TOUR_INSIDE'
NARROW = (360, 720)
BAR = 16  # width of a scroll bar
DEPTH = 4  # bytes of a pixel
STILL = 6  # so many looks without a change
SCREEN = pathlib.Path(os.environ.get('KEYHOLD_SCREEN', ''))
TEXTS = ('label', 'list item', 'table row', 'panel', 'push button', 'heading', 'alert')


def parser_of(description):
    parser = argparse.ArgumentParser(description=description, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument('--build', default=TOP / '_build', type=pathlib.Path, help='where Keyhold was built')
    parser.add_argument('--into', type=pathlib.Path, help='folder of the pictures; default BUILD/tour')
    parser.add_argument('--dark', action='store_true', help='in the dark style')
    parser.add_argument('--high-contrast', action='store_true', help='in high contrast')
    parser.add_argument('--narrow', action='store_true', help='the window 360 pixels wide')
    parser.add_argument('--large-text', action='store_true', help='text at twice its size')
    parser.add_argument('--only', help='pictures whose name holds this alone')
    return parser


def enter_display(chosen):
    """Runs this program again where it can open windows."""
    if INSIDE in os.environ:
        return
    size = '800x1000' if chosen.narrow else '1280x1000'
    command = [str(TOP / 'build-aux/with-display'), '--screen-file', '--size', size]
    if chosen.large_text:
        command += ['--text-scale', '2']
    os.environ[INSIDE] = '1'
    if chosen.dark:
        os.environ['ADW_DEBUG_COLOR_SCHEME'] = 'prefer-dark'
    if chosen.high_contrast:
        os.environ['ADW_DEBUG_HIGH_CONTRAST'] = '1'
    os.execv(command[0], command + ['/usr/bin/python3', *sys.argv])


class Camera:
    """Takes windows of a console, each as large as asked for."""

    def __init__(self, chosen, into):
        self.chosen, self.into = chosen, into
        self.program = str(chosen.build / 'src/keyhold')
        self.taken = 0

    def wants(self, name):
        return not self.chosen.only or self.chosen.only in name

    def start(self, console):
        if self.chosen.narrow:
            console.resize(*NARROW)

    def open_dialog(self, console, title):
        """Waits for a dialog, which is as narrow as the window then. Questions, whose titles have a name in them, have a width
        of their own."""
        console.wait_window(title)
        if self.chosen.narrow and isinstance(title, str):
            console.resize(NARROW[0])

    def settle(self):
        """Until nothing new is drawn for a moment."""
        before, same = None, 0
        for _ in range(1000):
            now = SCREEN.read_bytes()
            same = same + 1 if now == before else 0
            if same == STILL:
                return
            before = now
            time.sleep(0.04)
        raise Failure('the console does not come to rest')

    def area(self, console):
        """What the newest window covers of the screen, as left, top, width and height."""
        left, top, width, height = console.place_of(console.windows()[0])
        return max(left, 0), max(top, 0), width, height

    def view(self, console):
        """What is shown once it came to rest, without the bar that tells how far it was scrolled and fades."""
        self.settle()
        left, top, width, height = self.area(console)
        screen = SCREEN.read_bytes()
        row, = struct.unpack('>I', screen[48:52])
        begin = len(screen) - row * struct.unpack('>I', screen[20:24])[0]
        lines = (begin + row * line for line in range(top, top + height))
        return b''.join(screen[line + left * DEPTH:line + (left + width - BAR) * DEPTH] for line in lines)

    def save(self, console, name):
        left, top, width, height = self.area(console)
        self.taken += 1
        path = self.into / f'{name}.png'
        subprocess.run(['convert', f'xwd:{SCREEN}', '-crop', f'{width}x{height}+{left}+{top}', '+repage', str(path)], check=True)
        print(path.name, flush=True)


def prepare(chosen, name):
    """The folder of the pictures, without those of another time."""
    into = chosen.into or chosen.build / name
    into.mkdir(parents=True, exist_ok=True)
    for old in into.glob('*.png'):
        old.unlink()
    return into
