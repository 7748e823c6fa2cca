/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A folder of its own, a root secret and failing system calls, for the tests of records. */
#pragma once

#include "kh-audit-log.h"
#include "kh-io.h"
#include "kh-secret.h"

/* System calls that change something or read bytes are counted, and one of them fails. */
typedef struct {
  KhIo io;
  guint calls;       /* counted so far */
  guint fail_at;     /* number of the call that fails, 0: none */
  gboolean for_ever; /* so do all later ones */
  int error;         /* errno */
  gboolean dirty;    /* something was written since the last sync of a file */
  gint64 space;      /* bytes that may still be written, -1: any number */
} RecordsIo;

typedef struct {
  char *folder;
  KhSecret *root;
  RecordsIo faulty;
} RecordsFixture;

void records_fixture_init (RecordsFixture *self);
void records_fixture_clear (RecordsFixture *self);
/* From now on call number @n fails with @error. */
void records_fail_at (RecordsFixture *self, guint n, int error);
void records_fail_never (RecordsFixture *self);

void records_remove_folder (const char *path);
/* Copies the files of a folder into a new one. */
void records_copy_folder (const char *from, const char *to);
char *records_read (const char *folder, const char *name, gsize *size);
void records_write (const char *folder, const char *name, const char *text, gssize size);

#define RECORDS_TENANT "11111111-2222-4333-8444-555555555555"
#define RECORDS_TIME ((KhTime)1764000000 * 1000000) /* 2025-11-24T16:00:00Z */
