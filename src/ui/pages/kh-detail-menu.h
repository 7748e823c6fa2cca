/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The menus of rows inside a detail (pages.md 1.7): what the object of the row offers where that
 * has a list, or verbs of the page. A row says what it offers when it is made.
 *
 * Main thread. */
#pragma once

#include <gtk/gtk.h>

#include "kh-organization.h"

G_BEGIN_DECLS

/* @view: what holds the groups of a page; it detaches the menu when it is disposed. */
void kh_detail_menu_attach (GtkWidget *view, KhOrganization *organization);
void kh_detail_menu_detach (GtkWidget *view);

/* @row offers what the row of the object does in its list, while that knows it. */
void kh_detail_row_set_object (GtkWidget *row, KhItemKind kind, const char *id);

/* A verb of a row that is no object. */
typedef struct {
  const char *label;  /* with mnemonic, translated */
  const char *action; /* detailed, of the page: "page.disable-version::7c1e" */
  const char *reason; /* (nullable): why it cannot be chosen now */
  gboolean is_delete; /* the Delete key asks for it */
} KhDetailVerb;
void kh_detail_row_add_verb (GtkWidget *row, const KhDetailVerb *verb);
/* What can be copied of such a row, by Ctrl+C too; @caption: what it is called. */
void kh_detail_row_set_id (GtkWidget *row, const char *caption, const char *text);

G_END_DECLS
