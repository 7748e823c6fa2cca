/* SPDX-License-Identifier: GPL-3.0-or-later */
/* An action dialog: options before an act. Header with Cancel at the left and the verb at the
 * right, one preferences page of groups, the reason why the verb is off, and an error card above it
 * all.
 *
 * Main thread. A modal window (it becomes another class with a newer library: keep the seam here).
 * Escape and Cancel close it and cancel what runs; while it is busy the fields are insensitive and
 * it stays open until the result is known.
 *
 * What is typed is checked with each change, and complained about late: once the field was left, or
 * Return was pressed in it.
 */
#pragma once

#include <adwaita.h>

#include "kh-organization.h"
#include "kh-toast.h"

G_BEGIN_DECLS

#define KH_TYPE_DIALOG (kh_dialog_get_type ())
G_DECLARE_DERIVABLE_TYPE (KhDialog, kh_dialog, KH, DIALOG, AdwWindow)

struct _KhDialogClass {
  AdwWindowClass parent_class;

  /* The verb was pressed and the dialog is valid. Ends in kh_dialog_done() or kh_dialog_fail(). */
  void (*apply) (KhDialog *self);
  /* (nullable): what is wrong beside the checked fields; (transfer full), as
   * kh_dialog_set_reason(). */
  char *(*check) (KhDialog *self);
};

/* Properties: "organization" (construct only, nullable), "verb" (with mnemonic), "destructive"
 * (boolean), "reason" (nullable: why the verb is off; NULL turns it on), "busy" (boolean). The
 * children of a template are AdwPreferencesGroups. */
KhOrganization *kh_dialog_get_organization (KhDialog *self);
GCancellable *kh_dialog_get_cancellable (KhDialog *self);
/* TRUE once it was closed: what comes in late is dropped. */
gboolean kh_dialog_is_closed (KhDialog *self);
void kh_dialog_add_group (KhDialog *self, AdwPreferencesGroup *group);
void kh_dialog_set_verb (KhDialog *self, const char *verb, gboolean destructive);
/* What its button at the left says in place of Cancel; with mnemonic. */
void kh_dialog_set_keep (KhDialog *self, const char *keep);
/* NULL: the verb can be pressed. Empty text: it cannot, without words (nothing was typed yet). */
void kh_dialog_set_reason (KhDialog *self, const char *reason);

/* (transfer full) (nullable): what is wrong with @text, as a sentence without its full stop. */
typedef char *(*KhDialogCheck) (KhDialog *self, const char *text);
/* The field counts for the reason from now on. */
void kh_dialog_check_entry (KhDialog *self, AdwEntryRow *row, KhDialogCheck check);
/* Checks everything again and sets the reason; by itself after each change of a checked field. */
void kh_dialog_check (KhDialog *self);
/* Swapped handler of signals and notifications of unchecked fields. */
void kh_dialog_on_changed (KhDialog *self);

/* Busy until kh_dialog_done() or kh_dialog_fail(). */
void kh_dialog_begin (KhDialog *self);
/* The words beside the spinner while it is busy; nullable. */
void kh_dialog_set_progress (KhDialog *self, const char *text);
/* The groups stay sensitive while it is busy: they tell of the work. */
void kh_dialog_set_readable (KhDialog *self, gboolean readable);
/* Nothing is left to be cancelled: only the button at the right, with @label, closes it. */
void kh_dialog_set_finished (KhDialog *self, const char *label);
/* Closes it, then shows a toast in the window below: as kh_toast(). @toast NULL: none. */
void kh_dialog_done (KhDialog *self, const char *toast, const char *button, const char *uri);
/* The same with a button that does something: as kh_toast_act(), which takes @data. */
void kh_dialog_done_act (KhDialog *self, const char *toast, const char *button, KhToastAct act,
                         gpointer data, GDestroyNotify destroy);
/* Shows the error card and lets the user try again. Cancellation only ends being busy. */
void kh_dialog_fail (KhDialog *self, const GError *error);
/* More came into sight: makes the window as high as that, within reason. */
void kh_dialog_fit (KhDialog *self);
/* Presents it over the window of @parent. */
void kh_dialog_show (KhDialog *self, GtkWidget *parent);

G_END_DECLS
