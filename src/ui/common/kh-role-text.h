/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Roles of accounts in words. Main thread. */
#pragma once

#include "kh-organization.h"

G_BEGIN_DECLS

#define KH_MAY_BOTH_ADMINISTRATORS (KH_MAY_KVA | KH_MAY_PPA)

typedef struct {
  KhMay role;
  const char *word; /* of JSON and of the command line: "kva" */
  const char *name; /* for people, marked for translation */
} KhRoleText;

/* (transfer none): all of them, the owner first. */
const KhRoleText *kh_role_texts (guint *n);
/* The roles (KhMay) of an account as the tenant tells it. A role that this version does not know
 * is left out. */
guint kh_role_bits (KhJson *account);
/* (transfer full): the names of @roles, in the order of the table. */
char *kh_role_names (guint roles, const char *separator);
/* (transfer full) (array zero-terminated=1): the words of @roles. */
char **kh_role_words (guint roles);

G_END_DECLS
