/* SPDX-License-Identifier: GPL-3.0-or-later */
/* System calls that fail on demand: the n-th one of a kind or of all, once or from then on, short
 * reads and writes, EINTR; for the tests of what store/ does then. */
#pragma once

#include "kh-io.h"

typedef enum {
  FAULT_OPEN,
  FAULT_PREAD,
  FAULT_PWRITE,
  FAULT_FDATASYNC,
  FAULT_FSYNC_FOLDER,
  FAULT_FTRUNCATE,
  FAULT_FSTAT,
  FAULT_LOCK,
  FAULT_RENAME,
  FAULT_LINK,
  FAULT_UNLINK,
  FAULT_MKDIR,
  FAULT_ANY,
} FaultKind;

typedef struct {
  KhIo io;
  FaultKind kind;      /* what is counted */
  int countdown;       /* the call that fails; 0 or less: none */
  int error;           /* errno it fails with */
  gboolean stays;      /* all of the kind fail after it too */
  gboolean halfway;    /* a write that fails has written half */
  gboolean no_sync;    /* syncs succeed at once: for tests that do not crash */
  gboolean interrupts; /* every other read and write answers EINTR */
  gsize piece;         /* reads and writes move at most this; 0: no limit */
  gboolean failed;     /* a call was failed */
  guint64 calls[FAULT_ANY + 1];
  GPtrArray *opened; /* (owned): every path that was opened */
} FaultIo;

void fault_io_init (FaultIo *self);
void fault_io_clear (FaultIo *self);
/* Fails the @n-th call of @kind from now. */
void fault_io_arm (FaultIo *self, FaultKind kind, int n, int error);
void fault_io_disarm (FaultIo *self);
