/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The handbook: its pages, read from Mallard as they are packaged.
 *
 * The subset of Mallard that data/help/ uses becomes a row of blocks with Pango markup; links to
 * pages have addresses of the form "help:PAGE" and "help:PAGE#SECTION". Nothing is read from the
 * disk or the network. Main thread.
 */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

typedef enum {
  KH_BLOCK_TITLE, /* of a section; level 1 is the least deep */
  KH_BLOCK_TEXT,
  KH_BLOCK_ITEM, /* of a list; level is how deep */
  KH_BLOCK_STEP, /* the same with a number */
  KH_BLOCK_TERM, /* what the following blocks explain */
  KH_BLOCK_TIP,
  KH_BLOCK_IMPORTANT,
  KH_BLOCK_WARNING,
  KH_BLOCK_SCREEN, /* commands, line by line; no markup but the escaped letters */
} KhBlockKind;

typedef struct {
  KhBlockKind kind;
  guint level, number;
  char *markup;
  char *anchor; /* (nullable): of the section that begins here */
} KhBlock;

typedef struct {
  char *id, *title, *summary;
  GPtrArray *guides; /* (element-type utf8): pages or PAGE#SECTION that list it */
  GPtrArray *topics; /* (element-type utf8): "SECTION PAGE": what it lists itself, in this order */
  GPtrArray *blocks; /* (element-type KhBlock) */
  char *words;       /* all of it, in lower case, for a search */
} KhHelpPage;

typedef struct _KhHandbook KhHandbook;

/* Reads every page below @path of the program's resources. Errors: those of GMarkup. (transfer
 * full) (nullable) */
KhHandbook *kh_handbook_new (const char *path, GError **error);
void kh_handbook_free (KhHandbook *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (KhHandbook, kh_handbook_free)
/* (nullable) (transfer none): @address is a page's id, with or without "help:" and a section. */
const KhHelpPage *kh_handbook_find (KhHandbook *self, const char *address);
/* (transfer none) (element-type KhHelpPage): all, by title. */
GPtrArray *kh_handbook_get_pages (KhHandbook *self);
/* (transfer container) (element-type KhHelpPage): what @guide ("index#work") lists, in its order,
 * and then those that name it as their guide, by title. */
GPtrArray *kh_handbook_list (KhHandbook *self, const char *guide);
/* TRUE where each word of @search stands in the page. */
gboolean kh_help_page_matches (const KhHelpPage *page, const char *search);

G_END_DECLS
