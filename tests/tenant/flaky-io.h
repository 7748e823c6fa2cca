/* SPDX-License-Identifier: GPL-3.0-or-later */
/* System calls that fail on demand under a whole tenant, whose threads may all call them. */
#pragma once

#include "kh-io.h"

typedef struct {
  KhIo io;
  GMutex lock;
  /* Under lock. */
  guint64 calls;         /* made since flaky_io_arm() */
  guint64 fails_at;      /* the call that fails, from 1; 0: none */
  int error;             /* errno it fails with */
  gboolean stays;        /* what writes fails after it too, as on a full disk */
  gboolean failed;       /* a call was failed */
  guint64 steps;         /* durable ones since flaky_io_arm_kill() */
  guint64 dies_at;       /* the step before which the process ends; 0: none */
  const char *kept_name; /* (nullable): nothing is renamed to a path that contains it */
} FlakyIo;

void flaky_io_init (FlakyIo *self);
void flaky_io_clear (FlakyIo *self);
/* Counts from 0 again and fails call @n from now; 0 fails none. ENOSPC stays and concerns calls
 * that need room alone, any other @error is met once by any call. */
void flaky_io_arm (FlakyIo *self, guint64 n, int error);
/* Ends the process by SIGKILL before durable step @n from now (of what a program does to have
 * something on the disk: to sync, rename or remove), or never for 0. */
void flaky_io_arm_kill (FlakyIo *self, guint64 n);
guint64 flaky_io_count_steps (FlakyIo *self);
/* Whether a call was failed, and how many were made; nothing fails any more. */
gboolean flaky_io_disarm (FlakyIo *self, guint64 *calls);
/* @name: (nullable) */
void flaky_io_keep_name (FlakyIo *self, const char *name);
