#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# The crypto core refers to symbols of libc and libcrypto alone. TAP output.
set -eu
archive=$1
undefined=$(nm -u --no-sort "$archive" | sed -n 's/^ *[Uwv] //p' | sort -u)
defined=$(nm --defined-only --no-sort "$archive" | sed -n 's/^[0-9a-f]* [A-Z] //p' | sort -u)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

echo 1..3
count=$(printf '%s\n' "$undefined" | wc -l)
if [ "$count" -gt 50 ]; then echo "ok 1 - $count symbols were read"; else echo "not ok 1 - only $count symbols were read"; fi

if printf '%s\n' "$undefined" | grep -E '^(g|gio|json|soup|sqlite3|gtk)_'; then
  echo "not ok 2 - symbols of a library that is not the core's"
else
  echo "ok 2 - no symbol of GLib or of a library above"
fi

# Everything it wants comes from itself, libc or libcrypto: a shared object of it resolves with those two.
if ${CC:-cc} -shared -Wl,-z,defs -Wl,--whole-archive "$archive" -Wl,--no-whole-archive -lcrypto \
     -o "$work/core.so" 2> "$work/log"; then
  echo "ok 3 - links with libc and libcrypto alone"
else
  cat "$work/log" >&2
  echo "not ok 3 - does not link with libc and libcrypto alone"
fi
[ -n "$defined" ]
