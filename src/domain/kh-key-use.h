/* SPDX-License-Identifier: GPL-3.0-or-later */
/* History: an environment stopped using a key version (or began to leave it). Holds come from it.
 * Immutable value (kh-value.h). */
#pragma once

#include "kh-value.h"

G_BEGIN_DECLS

typedef struct {
  gatomicrefcount refs;
  char *id; /* GUID */
  char *vault;
  char *key;
  char *version;
  char *environment_id;
  KhUseReason reason;
  KhTime since; /* when the use began; KH_TIME_NONE = unknown */
  KhTime until; /* when it ended: rotated, reverted or changed away */
} KhKeyUse;
KH_DECLARE_VALUE (KhKeyUse, key_use)

G_END_DECLS
