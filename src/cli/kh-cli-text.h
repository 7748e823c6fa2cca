/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Texts for a terminal: what a cell shows, and how wide it is. Pure functions, any thread. */
#pragma once

#include "kh-time.h"

G_BEGIN_DECLS

/* (transfer full): @text (nullable) with control characters, line ends, and the characters that
 * turn the direction of writing escaped as \n, \t, \x1b, \u{202e}; bytes that are not UTF-8 as
 * \xff. */
char *kh_cli_escape (const char *text);
/* (transfer full): @name as a shell takes it for one word: quoted where it must be. */
char *kh_cli_word (const char *name);
/* Columns of a terminal that @text takes: two for wide characters, none for combining ones. */
guint kh_cli_width (const char *text);
/* (transfer full): "1.5 GiB"; below 1 KiB "17 bytes". */
char *kh_cli_format_bytes (guint64 bytes);
/* (transfer full): a time as cli.md 3 writes it, to seconds, and its day; empty for KH_TIME_NONE.
 * They are KhDateWords: what surrounds them is worded for the console as well. */
char *kh_cli_when (KhTime time, KhTime now);
char *kh_cli_day (KhTime time, KhTime now);
/* (transfer full): for one field of tab-separated values: tab, line ends and backslash escaped. */
char *kh_cli_escape_tsv (const char *text);

G_END_DECLS
