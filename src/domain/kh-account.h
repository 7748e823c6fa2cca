/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A person of the organization and their roles. Immutable value (kh-value.h). */
#pragma once

#include "kh-value.h"

G_BEGIN_DECLS

typedef struct {
  gatomicrefcount refs;
  char *id;
  char *name;
  KhRoles roles;
  gboolean has_passphrase;
  gint64 revision;
} KhAccount;
KH_DECLARE_VALUE (KhAccount, account)

G_END_DECLS
