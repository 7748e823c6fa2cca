/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The file of the diagnostic log, as its one thread uses it. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef struct _KhDiagnosticFile KhDiagnosticFile;

KhDiagnosticFile *_kh_diagnostic_file_new (const char *path);
void _kh_diagnostic_file_free (KhDiagnosticFile *self);
/* @line with its end. What cannot be written is not missed. Blocks. */
void _kh_diagnostic_file_append (KhDiagnosticFile *self, const char *line);

G_END_DECLS
