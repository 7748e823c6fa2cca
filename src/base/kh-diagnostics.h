/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The diagnostic log: what the programs log of their own, in a file of this computer that nobody
 * else can read and nothing sends anywhere.
 *
 * Once it was started, every message of a domain of Keyhold goes there as a line, and on to the
 * terminal as before; other libraries may quote what was typed, and are left out. What a message
 * must not have in it: passphrases, keys, tokens, codes, values and names of secrets, bodies of
 * requests (kh-log.h refuses secrets when it compiles; a test searches the file).
 *
 * A message is written by a thread of its own: nobody waits for the disk, and nothing fails when
 * it is full. Several programs write to the same file, which makes room when it is full: the one
 * before is kept as `.1`, and what was there is gone.
 */
#pragma once

#include <gio/gio.h>

#include "kh-time.h"

G_BEGIN_DECLS

typedef enum {
  KH_DIAGNOSTIC_INFO,    /* what was done */
  KH_DIAGNOSTIC_NOTICE,  /* of interest to whoever sees the terminal */
  KH_DIAGNOSTIC_WARNING, /* something did not work */
  KH_DIAGNOSTIC_ERROR,   /* a mistake of the program */
  KH_DIAGNOSTIC_N_LEVELS
} KhDiagnosticLevel;

typedef struct {
  KhTime time;
  KhDiagnosticLevel level;
  char *origin; /* program and process: "keyhold[4711]" */
  char *domain; /* "kh-server" */
  char *text;   /* one line */
} KhDiagnosticLine;

void kh_diagnostic_line_free (KhDiagnosticLine *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (KhDiagnosticLine, kh_diagnostic_line_free)

/* "info", "notice", "warning", "error". */
const char *kh_diagnostic_level_name (KhDiagnosticLevel level);
/* (transfer full): of the log of this user: $XDG_STATE_HOME/keyhold/diagnostics.log. */
char *kh_diagnostics_get_path (void);

/* From now on, once in a program, before any other thread. Makes no file before there is something
 * to be written. @path: (nullable): that of the user. */
void kh_diagnostics_start (const char *program, const char *path);
/* Waits until everything is written. Any thread. */
void kh_diagnostics_flush (void);
/* The same, and ends the thread. The last thing a program does. */
void kh_diagnostics_stop (void);

/* (transfer full) (nullable) (element-type KhDiagnosticLine): oldest first; what is no line is left
 * out. Empty where there is no file yet. Blocks; any thread. Errors: IO, READ_ONLY, … */
GPtrArray *kh_diagnostics_read (const char *path, GError **error);
/* Writes all of it as text to @to, in place of what is there; mode 0600. Blocks; any thread. */
gboolean kh_diagnostics_export (const char *path, const char *to, GError **error);

G_END_DECLS
