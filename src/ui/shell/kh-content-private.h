/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The members of the content pane, for the files that make it up. */
#pragma once

#include "kh-banner.h"
#include "kh-content.h"
#include "kh-fold-bin.h"
#include "kh-operations-button.h"

struct _KhContent {
  AdwBin parent_instance;

  KhOrganization *organization; /* (owned) (nullable) */
  GPtrArray *stack;             /* (element-type KhPageView): the front one last; borrowed */
  GSignalGroup *page_signals;   /* of the front page */
  guint64 serial;
  gboolean folded;
  gboolean searches_by_typing;
  gboolean wants_focus; /* the front page came in front and shows nothing to focus yet */

  KhFoldBin *header_bin; /* narrow: the page's verb does not fit beside the title */
  AdwHeaderBar *header;
  KhFoldBin *title_bin; /* narrow: the title does not fit, and stands in a line of its own */
  AdwWindowTitle *title;
  GtkWidget *title_line, *subtitle_label;
  GtkButton *back_button, *end_selection_button, *primary_button, *secondary_button;
  GtkToggleButton *search_button;
  GtkMenuButton *menu_button;
  KhOperationsButton *operations;
  GtkSearchBar *search_bar;
  GtkSearchEntry *search_entry;
  KhBanner *banner;
  GtkStack *views;
};

/* (transfer none) */
KhPage *_kh_content_page_at (KhContent *self, guint index);

/* The header (kh-content-header.c). */
void _kh_content_init_header (KhContent *self);
/* The page in front is another one, or there is none any more. */
void _kh_content_update_header (KhContent *self);
void _kh_content_update_back (KhContent *self);
void _kh_content_update_search (KhContent *self);
/* The verbs found room, or lost it; the title did. */
void _kh_content_header_narrowed (KhContent *self);
void _kh_content_title_narrowed (KhContent *self);
