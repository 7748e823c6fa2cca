/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How a wizard ended (pages.md 4.0, Result page): icon, title, body, a row for each object, what
 * must not be done meanwhile, and the buttons. Main thread.
 *
 * Signal "other": the second button was pressed. */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

typedef enum {
  KH_RESULT_SUCCESS,
  KH_RESULT_PARTLY,
  KH_RESULT_FAILED,
  KH_RESULT_RUNNING,
  KH_RESULT_PAUSED,
  KH_RESULT_WAITING, /* for another person */
} KhResultKind;

#define KH_TYPE_RESULT_VIEW (kh_result_view_get_type ())
G_DECLARE_FINAL_TYPE (KhResultView, kh_result_view, KH, RESULT_VIEW, AdwBin)

void kh_result_view_show (KhResultView *self, KhResultKind kind, const char *title,
                          const char *body);
/* @label: with mnemonic; NULL hides the button. */
void kh_result_view_set_other (KhResultView *self, const char *label);
/* @text: (nullable): hides the group. */
void kh_result_view_set_warning (KhResultView *self, const char *text);
void kh_result_view_clear_rows (KhResultView *self);
void kh_result_view_add_row (KhResultView *self, GtkWidget *row);
/* (transfer none) */
GtkWidget *kh_result_view_get_other (KhResultView *self);
/* (transfer none): where the focus starts. */
GtkWidget *kh_result_view_get_done (KhResultView *self);
/* Opens @uri in the window below the wizard, and closes the wizard. */
void kh_result_view_leave (KhResultView *self, const char *uri);

G_END_DECLS
