/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The one table of errors: server, clients and texts all read it.
 *
 * Each code of kh-error.h has an HTTP status, a code on the wire (unique, so that the table is
 * reversible), the exit status of cli.md 1, a title and an advice for people, and whether trying
 * again makes sense. Texts are marked for translation, not translated. Any thread.
 */
#pragma once

#include "kh-error.h"

G_BEGIN_DECLS

typedef enum {
  KH_RETRY_NEVER, /* the same call fails again */
  KH_RETRY_LATER, /* time may cure it: another operation ends, the network returns */
  KH_RETRY_AFTER, /* after somebody did what the advice says */
} KhRetry;

/* Exit statuses of cli.md 1. */
typedef enum {
  KH_EXIT_DONE = 0,
  KH_EXIT_ERROR = 1,
  KH_EXIT_USAGE = 2,
  KH_EXIT_NOT_FOUND = 3,
  KH_EXIT_REFUSED = 4,
  KH_EXIT_CONFLICT = 5,
  KH_EXIT_LOCKED = 6,
} KhExit;

typedef struct {
  KhErrorCode code;
  int http_status;
  const char *wire_code;
  KhExit exit_status;
  KhRetry retry;
  const char *title;
  const char *advice;
} KhErrorRow;

/* (transfer none): the row of @code; codes out of range give the row of INTERNAL. */
const KhErrorRow *kh_error_row (int code);
/* The row of any error; INTERNAL for other domains. */
const KhErrorRow *kh_error_row_of (const GError *error);
/* (nullable): the row with @wire_code, without regard to case. */
const KhErrorRow *kh_error_row_by_wire_code (const char *wire_code);
/* The code that an HTTP status alone stands for, when nothing else is known. */
KhErrorCode kh_error_code_from_http (int http_status);
/* What to do: the error's own advice, or its row's. (transfer none) */
const char *kh_error_advice (const GError *error);

G_END_DECLS
