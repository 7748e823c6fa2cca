/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What an access policy allows, in words, and in the order in which it is read. Main thread. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef struct {
  const char *word; /* of the wire: "wrapKey" */
  const char *text; /* for people, marked for translation: "wrap" */
} KhPermissionText;

/* (transfer none): every permission on keys, or on secrets. */
const KhPermissionText *kh_key_permission_texts (guint *n);
const KhPermissionText *kh_secret_permission_texts (guint *n);
/* (transfer full): the permission as a title: "Wrap". */
char *kh_permission_title (const KhPermissionText *permission);
/* (transfer full): "Get, wrap, unwrap · on secrets: get"; words that this version does not know are
 * told as they are. @keys, @secrets: (nullable): words of the wire. */
char *kh_permissions_text (const char *const *keys, const char *const *secrets);

G_END_DECLS
