/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the tests of lists share: a tenant with an encrypted environment and two whose names are
 * no markup and run from right to left, and one list page of it in a window. Main thread. */
#pragma once

#include "kh-display-test.h"
#include "kh-page.h"

#define LIST_MARKUP "R&D <prod>"
#define LIST_RTL "מכירות <b>"

typedef struct {
  Fixture fixture;
  KhOrganization *organization;
  KhPage *page; /* (not owned) */
  GtkWindow *window;
} List;

void list_start (List *self, gconstpointer data);
void list_stop (List *self, gconstpointer data);
/* Shows the list of @kind in a window of its own. */
void list_show (List *self, KhItemKind kind);
void list_make_environment (List *self, const char *name);
/* An account with a passphrase of its own, which fixture_as() knows. */
void list_make_account (List *self, const char *name, const char *role, const char *passphrase);
/* Disables the key of the encrypted environment. */
void list_lock (List *self);
/* Makes the list of @kind hold @n objects that no tenant knows: @format, with %u for the number. */
void list_invent (List *self, KhItemKind kind, const char *format, guint n);
/* What a key does while @from has the focus: controllers that capture come first, the outermost
 * before others. FALSE: nobody takes it. */
gboolean list_press (GtkWidget *from, guint key, GdkModifierType modifiers);
/* (nullable) (transfer none): what can be chosen in an open menu of a row, or the KhRefusedVerb
 * that says why it cannot. */
GtkWidget *list_find_verb (GtkWidget *menu, const char *verb);
/* Chooses what is not refused, and waits until the menu is closed. */
void list_choose_verb (GtkWidget *menu, const char *verb);
void list_close_menu (GtkWidget *menu);
