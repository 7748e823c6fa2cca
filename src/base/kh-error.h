/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The one error domain of Keyhold.
 *
 * A closed enum; extra facts (target, inner reason, advice) travel in the private part of the
 * extended error, never inside the message. A message is one sentence that says what failed and
 * why, without secrets. G_IO_ERROR_CANCELLED passes through unchanged and is never shown.
 * The table in kh-error-table.h gives HTTP status, wire code, exit status, title and advice.
 * Any thread.
 */
#pragma once

#include <gio/gio.h>

#include "khc-error.h"

G_BEGIN_DECLS

#define KH_ERROR (kh_error_quark ())
GQuark kh_error_quark (void);

typedef enum {
  KH_ERROR_ARGUMENT,        /* a value the caller gave is bad */
  KH_ERROR_USAGE,           /* the command line is not understood */
  KH_ERROR_NOT_FOUND,       /* no such object */
  KH_ERROR_EXISTS,          /* the name is taken */
  KH_ERROR_CONFLICT,        /* another operation is active, or the object changed meanwhile */
  KH_ERROR_STATE,           /* not allowed in the object's present state */
  KH_ERROR_RULE,            /* a domain rule or a pre-flight check blocks it */
  KH_ERROR_CONFIRMATION,    /* a guard wants a confirmation token, or the one given is stale */
  KH_ERROR_PERMISSION,      /* the account lacks a role */
  KH_ERROR_UNAUTHENTICATED, /* no or bad credentials */
  KH_ERROR_LOCKED,          /* the environment is locked */
  KH_ERROR_BUSY,            /* the environment is being re-encrypted */
  KH_ERROR_SEALED,          /* the tenant is sealed, or the passphrase is wrong */
  KH_ERROR_KEY_ACCESS,  /* the vault refuses the operation on the key (disabled, expired, no grant,
                           …) */
  KH_ERROR_WRONG_KEY,   /* not the key that was used */
  KH_ERROR_DAMAGED,     /* authentication failed: damaged or altered data */
  KH_ERROR_TRUNCATED,   /* data ends too early */
  KH_ERROR_NOT_OURS,    /* not a file of this kind */
  KH_ERROR_NEWER,       /* made by a newer version */
  KH_ERROR_ROLLED_BACK, /* an older state than the one recorded */
  KH_ERROR_FORMAT,      /* input of an administrator breaks a format rule */
  KH_ERROR_TOO_LARGE,   /* over a limit */
  KH_ERROR_HOSTED,      /* another process hosts the data folder */
  KH_ERROR_NO_SPACE,    /* the disk is full */
  KH_ERROR_READ_ONLY,   /* the folder or file cannot be written */
  KH_ERROR_IO,          /* any other failure of the disk */
  KH_ERROR_AUDIT,       /* the audit record could not be made durable: the act was refused */
  KH_ERROR_NETWORK,     /* the server cannot be reached or went away */
  KH_ERROR_REMOTE,      /* the server answered something unexpected */
  KH_ERROR_INTERNAL,
} KhErrorCode;
#define KH_ERROR_N_CODES (KH_ERROR_INTERNAL + 1)

/* Facts beside the message; all nullable, owned by the error. */
typedef struct {
  char *target;  /* id or name of the object concerned */
  char *inner;   /* machine-readable reason, for example a rule id or Key Vault's inner code */
  char *advice;  /* what to do, when it is more specific than the table's advice */
  char *details; /* JSON text of structured details (an impact), as it goes on the wire */
} KhErrorFacts;

/* Sets @error (nullable) with a printf-formatted message. */
void kh_set_error (GError **error, KhErrorCode code, const char *format, ...) G_GNUC_PRINTF (3, 4);

/* The same with facts; @target, @inner and @advice are copied and nullable. */
void kh_set_error_facts (GError **error, KhErrorCode code, const char *target, const char *inner,
                         const char *advice, const char *message);

/* Facts of an error of this domain, or NULL for other domains. Owned by @error. */
KhErrorFacts *kh_error_get_facts (const GError *error);

/* Sets @error from a result of crypto/; @what names the thing, for example a path. Always returns
 * FALSE. */
gboolean kh_error_from_khc (GError **error, int result, const char *what);

/* Sets @error from errno: ENOSPC, EDQUOT, EROFS, EACCES, … keep their kind. Always returns FALSE.
 */
gboolean kh_error_from_errno (GError **error, int saved_errno, const char *what);

/* Turns a GIO error into one of this domain in place; cancellation and own errors stay. */
void kh_error_from_gio (GError **error, const char *what);

/* TRUE if @error is of this domain and has @code. */
gboolean kh_error_is (const GError *error, KhErrorCode code);

G_END_DECLS
