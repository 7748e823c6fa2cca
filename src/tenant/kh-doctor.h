/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Examines a data folder and the machine from outside: what keeps an organization from working, or
 * will.
 *
 * Opens nothing, asks for no passphrase, writes nothing, and disturbs no host. Blocks: reads the
 * audit log, waits for the keyring at most some seconds. Any thread that may block.
 */
#pragma once

#include "kh-io.h"

G_BEGIN_DECLS

typedef enum {
  KH_DOCTOR_PASS,
  KH_DOCTOR_WARN, /* works, and should be settled */
  KH_DOCTOR_FAIL, /* something does not work */
  KH_DOCTOR_UNKNOWN,
} KhDoctorVerdict;

/* One thing that was looked at. */
typedef struct {
  const char *id; /* static: "folder", "files", "seal", "database", "audit-log", "host", "last-end",
                     "space", "locked-memory", "keyring", "display", "clock",
                     "diagnostic-log" */
  KhDoctorVerdict verdict;
  char *found;  /* a sentence */
  char *advice; /* (nullable): what to do */
} KhDoctorNote;

void kh_doctor_note_free (KhDoctorNote *self);

/* (transfer full) (element-type KhDoctorNote): in the order in which things need each other. */
GPtrArray *kh_doctor_examine (const KhIo *io, const char *data_dir);
/* "pass", "warn", "fail", "unknown". */
const char *kh_doctor_verdict_name (KhDoctorVerdict verdict);

/* For the files of the doctor. @found and @advice: (transfer full). */
void _kh_doctor_add (GPtrArray *notes, const char *id, KhDoctorVerdict verdict, char *found,
                     char *advice);
void _kh_doctor_examine_machine (GPtrArray *notes, const char *data_dir);

G_END_DECLS
