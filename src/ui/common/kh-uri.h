/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Internal addresses of pages and objects (pages.md 1.8): keyhold:SECTION[/OBJECT][/PART][?QUERY].
 * They serve notifications, toasts, the command line and tests alike. Pure, any thread. */
#pragma once

#include "kh-item.h"

G_BEGIN_DECLS

/* What the sidebar lists. A section that lists objects of a kind has the number of the kind. */
typedef enum {
  KH_SECTION_ENVIRONMENTS = KH_ITEM_ENVIRONMENT,
  KH_SECTION_POLICIES = KH_ITEM_POLICY,
  KH_SECTION_KEYS = KH_ITEM_KEY,
  KH_SECTION_VAULTS = KH_ITEM_VAULT,
  KH_SECTION_OPERATIONS = KH_ITEM_OPERATION,
  KH_SECTION_RECOMMENDATIONS = KH_ITEM_FINDING,
  KH_SECTION_ACTIVITY = KH_N_ITEM_KINDS,
  KH_SECTION_OVERVIEW, /* a page without objects */
  KH_SECTION_REQUESTS,
} KhSectionId;
#define KH_N_SECTIONS (KH_SECTION_REQUESTS + 1)

/* TRUE if the section lists objects of a kind; the kind goes to @kind (nullable). */
gboolean kh_section_get_kind (KhSectionId section, KhItemKind *kind);

typedef struct {
  KhSectionId section;
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
/* (transfer full): the same of any section. */
char *kh_uri_format_section (KhSectionId section, const char *object);
/* (transfer full): where it is shown. */
char *kh_uri_of_item (KhItem *item);

G_END_DECLS
