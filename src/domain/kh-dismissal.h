/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A finding that somebody put aside, with the facts it had then: it counts as dismissed only while
 * they are the same. Immutable value (kh-value.h). */
#pragma once

#include "kh-value.h"

G_BEGIN_DECLS

typedef struct {
  gatomicrefcount refs;
  char *id; /* of the finding */
  char *digest;
  char *account_id;
  KhTime at;
} KhDismissal;
KH_DECLARE_VALUE (KhDismissal, dismissal)

G_END_DECLS
