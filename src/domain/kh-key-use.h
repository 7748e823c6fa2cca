/* SPDX-License-Identifier: GPL-3.0-or-later */
/* History: an environment stopped using a key version (or began to leave it), or a backup file of
 * it needs the version. Holds come from it. Immutable value (kh-value.h). */
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
  KhTime since; /* when the use began; KH_TIME_NONE = unknown; of a backup: when it was made */
  KhTime until; /* when it ended: rotated, reverted or changed away; KH_TIME_NONE for a backup */
  gboolean unconfirmed; /* of a backup: whoever made it has not said that the file is whole */
} KhKeyUse;
KH_DECLARE_VALUE (KhKeyUse, key_use)

G_END_DECLS
