/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Internal addresses of pages and objects (pages.md 1.8): keyhold:SECTION[/OBJECT][/PART][?QUERY].
 * They serve notifications, toasts, the command line and tests alike. Pure, any thread. */
#pragma once

#include "kh-item.h"

G_BEGIN_DECLS

typedef struct {
  KhItemKind kind;
  char *object;  /* (nullable): id or name; for keys VAULT/NAME */
  char *part;    /* (nullable): what to show of it, for example "coverage", or a key's version */
  char *filters; /* (nullable): of a list: "chip=locked&geo=europe&sort=name" */
  char *search;  /* (nullable): of a list */
} KhUri;

void kh_uri_clear (KhUri *self);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (KhUri, kh_uri_clear)
/* Errors: ARGUMENT for what is no address of a page that exists. */
gboolean kh_uri_parse (const char *text, KhUri *uri, GError **error);
/* (transfer full): the address of an object; @object NULL: of the list. */
char *kh_uri_format (KhItemKind kind, const char *object);
/* (transfer full) */
char *kh_uri_of_item (KhItem *item);

G_END_DECLS
