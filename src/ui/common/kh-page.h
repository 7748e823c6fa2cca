/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is shown in the content pane. A page publishes data; the shell draws header, search, banner,
 * toasts and the states loading, empty, no results and error around it (style.md 4.16).
 *
 * Main thread. A page belongs to one organization and is released when it is left; it cancels its
 * calls with kh_page_get_cancellable(), which dispose cancels.
 */
#pragma once

#include <adwaita.h>

#include "kh-organization.h"
#include "kh-toast.h"

G_BEGIN_DECLS

typedef enum {
  KH_PAGE_LOADING,
  KH_PAGE_READY,
  KH_PAGE_EMPTY,
  KH_PAGE_NO_RESULTS,
  KH_PAGE_ERROR,
} KhPageState;

#define KH_TYPE_PAGE (kh_page_get_type ())
G_DECLARE_DERIVABLE_TYPE (KhPage, kh_page, KH, PAGE, AdwBin)

/* Texts of the states that are not READY; static, marked for translation. */
typedef struct {
  const char *loading;                               /* "Loading environments" */
  const char *empty_icon, *empty_title, *empty_body; /* the primary action is its button */
  const char *none_title;                            /* "No Environments Found" */
  const char *error_title;                           /* "Environments Cannot Be Shown" */
} KhPageTexts;

struct _KhPageClass {
  AdwBinClass parent_class;

  const KhPageTexts *texts;
  void (*refresh) (KhPage *self);
  /* What the user searches for; NULL in pages without search. */
  void (*search) (KhPage *self, const char *text);
  void (*clear_filters) (KhPage *self);
  /* Scrolls to a part named in a URI and focuses its first row. */
  void (*show_part) (KhPage *self, const char *part);
  /* (nullable) (transfer none): the parts of the page among which F6 goes on, in their order; NULL
   * past the last one. Without it the page is one. */
  GtkWidget *(*get_area) (KhPage *self, guint index);
};

/* Properties: "organization" (construct only), "title", "subtitle" (text), "state" (int,
 * KhPageState), "search-label" (nullable: the tooltip of the search button; without it there is
 * none), "primary-label" and "primary-action" (nullable: text with mnemonic, "page.new"),
 * "secondary-label" and "secondary-action" (the same), "menu" (nullable GMenuModel of further
 * actions), "uri" (keyhold:…), "selection" (nullable text: how many are selected, in place of the
 * title; then the shell offers "page.end-selection" and no other verb, and
 * "page.focus-verbs" goes to those for what is selected). Signal "left": the shell shall go back
 * (the object is gone). */
KhOrganization *kh_page_get_organization (KhPage *self);
GCancellable *kh_page_get_cancellable (KhPage *self);
/* (transfer none): the group behind "page."; the shell makes it reachable from header and keys. */
GSimpleActionGroup *kh_page_get_actions (KhPage *self);
void kh_page_add_actions (KhPage *self, const GActionEntry *entries, guint n_entries);
void kh_page_set_action_enabled (KhPage *self, const char *name, gboolean enabled);

const char *kh_page_get_title (KhPage *self);
void kh_page_set_title (KhPage *self, const char *title);
const char *kh_page_get_subtitle (KhPage *self);
void kh_page_set_subtitle (KhPage *self, const char *subtitle);
KhPageState kh_page_get_state (KhPage *self);
void kh_page_set_state (KhPage *self, KhPageState state);
/* Sets the state ERROR and what it says; copies @error. */
void kh_page_set_error (KhPage *self, const GError *error);
const GError *kh_page_get_error (KhPage *self);
void kh_page_set_search_label (KhPage *self, const char *label);
const char *kh_page_get_search_label (KhPage *self);
void kh_page_set_primary (KhPage *self, const char *label, const char *action);
const char *kh_page_get_primary_label (KhPage *self);
const char *kh_page_get_primary_action (KhPage *self);
/* A second verb, which stands before the primary action; nullable. */
void kh_page_set_secondary (KhPage *self, const char *label, const char *action);
const char *kh_page_get_secondary_label (KhPage *self);
const char *kh_page_get_secondary_action (KhPage *self);
void kh_page_set_selection (KhPage *self, const char *selection);
const char *kh_page_get_selection (KhPage *self);
void kh_page_set_menu (KhPage *self, GMenuModel *menu);
GMenuModel *kh_page_get_menu (KhPage *self);
void kh_page_set_uri (KhPage *self, const char *uri);
const char *kh_page_get_uri (KhPage *self);

void kh_page_refresh (KhPage *self);
void kh_page_search (KhPage *self, const char *text);
void kh_page_clear_filters (KhPage *self);
void kh_page_show_part (KhPage *self, const char *part);
/* (nullable) (transfer none): as in the class. */
GtkWidget *kh_page_get_area (KhPage *self, guint index);

/* For any widget in a window of the shell. */
/* Opens an internal URI (pages.md 1.8). */
void kh_open_uri (GtkWidget *widget, const char *uri);

G_END_DECLS
