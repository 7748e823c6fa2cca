/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One question about several objects, and what came of each (pages.md 2.0, 5.1): what is left out
 * and why, then all that are affected; then it is done for one after the other. When something
 * failed the dialog stays and tells of each object. Closing it ends it after the object that it is
 * at.
 *
 * Main thread. Signal "done-for" (KhItem): it was done for this object. */
#pragma once

#include "kh-dialog.h"

G_BEGIN_DECLS

#define KH_TYPE_BULK_DIALOG (kh_bulk_dialog_get_type ())
G_DECLARE_DERIVABLE_TYPE (KhBulkDialog, kh_bulk_dialog, KH, BULK_DIALOG, KhDialog)

/* A class with options of its own asks what has to be asked once more in apply(), which then calls
 * kh_bulk_dialog_run(), or kh_dialog_fail(). */
struct _KhBulkDialogClass {
  KhDialogClass parent_class;
};

/* What was selected. */
typedef struct {
  GPtrArray *items;   /* (element-type KhItem): that can have it */
  GPtrArray *others;  /* (element-type KhItem): left out */
  GPtrArray *reasons; /* (element-type char *): why, one for each of @others */
} KhBulk;

/* All copied; those with a number are of the items of the bulk. */
typedef struct {
  const char *title; /* "Set Expiry" */
  const char *verb;  /* with mnemonic */
  const char *keep;  /* (nullable): with mnemonic, in place of "_Cancel" */
  const char *heading, *body;
  const char *toast; /* when it was done for all of them */
  gboolean destructive;
} KhBulkTexts;

/* Does it for the object with this id, on the thread for sequences of calls. */
typedef gboolean (*KhBulkWork) (KhClient *client, const char *id, gconstpointer data,
                                GCancellable *cancellable, GError **error);

/* @data: (transfer full): read by @work alone; freed with @destroy (nullable) on any thread. */
KhBulkDialog *kh_bulk_dialog_new (KhOrganization *organization, const KhBulk *bulk,
                                  const KhBulkTexts *texts, KhBulkWork work, gpointer data,
                                  GDestroyNotify destroy);
/* The same of a derived class. @options: (nullable) (transfer floating): what is chosen for all of
 * them, below what is left out. @data may change until kh_bulk_dialog_run() is called. */
KhBulkDialog *kh_bulk_dialog_new_of (GType type, KhOrganization *organization, const KhBulk *bulk,
                                     const KhBulkTexts *texts, AdwPreferencesGroup *options,
                                     KhBulkWork work, gpointer data, GDestroyNotify destroy);
/* Does it for one after the other. */
void kh_bulk_dialog_run (KhBulkDialog *self);

G_END_DECLS
