/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The rows of the error table and the ways to find one. */
#include "kh-error-table.h"

#include "kh-marked.h"

#define ROW(c, status, wire, exit, retry, title, advice)                                           \
  [KH_ERROR_##c] = { KH_ERROR_##c,     status,     wire,       KH_EXIT_##exit,                     \
                     KH_RETRY_##retry, N_ (title), N_ (advice) }

/* clang-format off */
static const KhErrorRow rows[KH_ERROR_N_CODES] = {
  ROW (ARGUMENT, 400, "BadParameter", USAGE, NEVER, "A value is not valid",
       "Correct the value and try again."),
  ROW (USAGE, 400, "UsageError", USAGE, NEVER, "The command is not understood",
       "See the help of the command."),
  ROW (NOT_FOUND, 404, "NotFound", NOT_FOUND, NEVER, "Not found",
       "Check the name, or list what there is."),
  ROW (EXISTS, 409, "AlreadyExists", CONFLICT, NEVER, "The name is taken",
       "Choose another name."),
  ROW (CONFLICT, 409, "Conflict", CONFLICT, LATER, "Something else is going on",
       "Wait until the other operation has ended and try again."),
  ROW (STATE, 409, "InvalidState", REFUSED, AFTER, "Not possible in the present state",
       "Look at the object's state first."),
  ROW (RULE, 422, "RuleViolation", REFUSED, AFTER, "A rule does not allow it",
       "Settle what the rule asks for and try again."),
  ROW (CONFIRMATION, 409, "ConfirmationRequired", REFUSED, AFTER, "A confirmation is needed",
       "Look at the impact, then confirm with the object's exact name."),
  ROW (PERMISSION, 403, "Forbidden", REFUSED, AFTER, "A role is missing",
       "Ask an owner for the role, or act as an account that has it."),
  ROW (UNAUTHENTICATED, 401, "Unauthorized", REFUSED, AFTER, "Not signed in",
       "Sign in and try again."),
  ROW (LOCKED, 423, "EnvironmentLocked", LOCKED, AFTER, "The environment is locked",
       "Diagnose it, give the key back, then re-enable the environment."),
  ROW (BUSY, 409, "EnvironmentBusy", CONFLICT, LATER, "The environment is being re-encrypted",
       "Wait until the operation has ended."),
  ROW (SEALED, 403, "Sealed", LOCKED, AFTER, "The organization is sealed",
       "Give the right passphrase."),
  ROW (KEY_ACCESS, 403, "KeyAccessDenied", REFUSED, AFTER, "The vault refuses the key",
       "Check that the key is enabled and within its dates, and that access is granted."),
  ROW (WRONG_KEY, 409, "WrongKey", REFUSED, AFTER, "Not the key that was used",
       "Give the original key back."),
  ROW (DAMAGED, 500, "DataDamaged", ERROR, NEVER, "Data is damaged or was altered",
       "Restore it from a backup."),
  ROW (TRUNCATED, 500, "DataTruncated", ERROR, NEVER, "Data ends too early",
       "Restore it from a backup."),
  ROW (NOT_OURS, 415, "NotThisFormat", ERROR, NEVER, "Not a file of this kind",
       "Check which file was meant."),
  ROW (NEWER, 501, "NewerVersion", ERROR, NEVER, "Made by a newer version",
       "Update Keyhold and try again."),
  ROW (ROLLED_BACK, 500, "RolledBack", ERROR, NEVER, "Older than what was recorded",
       "Find out who put old files back, and restore the newest ones."),
  ROW (FORMAT, 422, "InvalidFormat", REFUSED, NEVER, "The input breaks a rule of its format",
       "Correct the file where the message says and try again."),
  ROW (TOO_LARGE, 413, "TooLarge", REFUSED, NEVER, "Too large",
       "Stay below the limit that the message names."),
  ROW (HOSTED, 503, "HostedElsewhere", CONFLICT, LATER, "Another process has the data folder",
       "Use that process, or stop it and try again."),
  ROW (NO_SPACE, 507, "InsufficientStorage", ERROR, AFTER, "The disk is full",
       "Free some space and try again."),
  ROW (READ_ONLY, 500, "ReadOnly", ERROR, AFTER, "The folder cannot be written",
       "Check the permissions and mount options of the folder."),
  ROW (IO, 500, "StorageFailure", ERROR, LATER, "The disk failed",
       "Check the disk, then try again."),
  ROW (AUDIT, 503, "AuditUnavailable", ERROR, AFTER, "The audit record could not be written",
       "Make room for the audit log; nothing was changed."),
  ROW (NETWORK, 504, "ServerUnreachable", ERROR, LATER, "The server cannot be reached",
       "Check the connection and try again."),
  ROW (REMOTE, 502, "UnexpectedReply", ERROR, LATER, "The server answered something unexpected",
       "Try again, and give the request id to the server's administrator if it stays."),
  ROW (INTERNAL, 500, "InternalServerError", ERROR, NEVER, "Something went wrong inside Keyhold",
       "Please report this with what you were doing."),
};
/* clang-format on */

const KhErrorRow *
kh_error_row (int code)
{
  return code >= 0 && code < KH_ERROR_N_CODES ? &rows[code] : &rows[KH_ERROR_INTERNAL];
}

const KhErrorRow *
kh_error_row_of (const GError *error)
{
  return kh_error_row (error != NULL && error->domain == KH_ERROR ? error->code
                                                                  : KH_ERROR_INTERNAL);
}

const KhErrorRow *
kh_error_row_by_wire_code (const char *wire_code)
{
  for (guint i = 0; wire_code != NULL && i < G_N_ELEMENTS (rows); i++)
    if (g_ascii_strcasecmp (rows[i].wire_code, wire_code) == 0)
      return &rows[i];
  return NULL;
}

KhErrorCode
kh_error_code_from_http (int http_status)
{
  /* Where several rows share a status, the plainest one stands for it. */
  static const struct {
    int status;
    KhErrorCode code;
  } plain[] = {
    { 400, KH_ERROR_ARGUMENT },  { 401, KH_ERROR_UNAUTHENTICATED }, { 403, KH_ERROR_PERMISSION },
    { 404, KH_ERROR_NOT_FOUND }, { 405, KH_ERROR_REMOTE },          { 409, KH_ERROR_CONFLICT },
    { 413, KH_ERROR_TOO_LARGE }, { 415, KH_ERROR_NOT_OURS },        { 422, KH_ERROR_RULE },
    { 423, KH_ERROR_LOCKED },    { 429, KH_ERROR_NETWORK },         { 502, KH_ERROR_REMOTE },
    { 503, KH_ERROR_NETWORK },   { 504, KH_ERROR_NETWORK },         { 507, KH_ERROR_NO_SPACE },
  };
  for (guint i = 0; i < G_N_ELEMENTS (plain); i++)
    if (plain[i].status == http_status)
      return plain[i].code;
  return KH_ERROR_REMOTE;
}

const char *
kh_error_advice (const GError *error)
{
  KhErrorFacts *facts = error == NULL ? NULL : kh_error_get_facts (error);
  if (facts != NULL && facts->advice != NULL)
    return facts->advice;
  return kh_error_row_of (error)->advice;
}
