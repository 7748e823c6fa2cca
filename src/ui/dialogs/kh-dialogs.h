/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The dialogs that pages open. Each makes a dialog; show it with kh_dialog_show(). Main thread. */
#pragma once

#include "kh-dialog.h"

G_BEGIN_DECLS

KhDialog *kh_new_environment_dialog_new (KhOrganization *organization);
KhDialog *kh_new_vault_dialog_new (KhOrganization *organization);
/* @vault: (nullable): chosen at first. */
KhDialog *kh_new_key_dialog_new (KhOrganization *organization, const char *vault);
KhDialog *kh_new_policy_dialog_new (KhOrganization *organization);
/* @version: (nullable): the newest one. */
KhDialog *kh_expiry_dialog_new (KhOrganization *organization, KhItem *key, const char *version);
KhDialog *kh_network_dialog_new (KhOrganization *organization, KhItem *vault);
/* @vault: read whole. A role, where it is of the model rbac; or what an access policy allows, with
 * @principal (nullable) that of somebody who has one. */
KhDialog *kh_access_dialog_new (KhOrganization *organization, KhItem *vault);
KhDialog *kh_access_policy_dialog_new (KhOrganization *organization, KhItem *vault,
                                       const char *principal);
/* @vault: read whole, of the model access-policy: moves it to roles, which are made first. */
KhDialog *kh_move_dialog_new (KhOrganization *organization, KhItem *vault);
/* @name: (nullable): of a secret of the vault that gets a version. */
KhDialog *kh_secret_dialog_new (KhOrganization *organization, KhItem *vault, const char *name);
KhDialog *kh_rotation_dialog_new (KhOrganization *organization, KhItem *key);
/* Chooses that the key rotates by itself, where it does not. */
void kh_rotation_dialog_propose (KhDialog *dialog);
KhDialog *kh_grant_dialog_new (KhOrganization *organization, KhItem *policy);
/* Onto which environment @environment is copied. */
KhDialog *kh_copy_dialog_new (KhOrganization *organization, KhItem *environment);
/* All data of @environment to a file, and from one. */
KhDialog *kh_backup_dialog_new (KhOrganization *organization, KhItem *environment);
KhDialog *kh_restore_dialog_new (KhOrganization *organization, KhItem *environment);
/* Chooses the file that is restored. */
void kh_restore_dialog_set_file (KhDialog *dialog, GFile *file);
/* @policy: one that stays on a version. */
KhDialog *kh_pin_dialog_new (KhOrganization *organization, KhItem *policy);
KhDialog *kh_reader_dialog_new (KhOrganization *organization, KhItem *policy);
/* @files: (nullable) GListModel of GFile: dropped or chosen before. */
KhDialog *kh_import_dialog_new (KhOrganization *organization, KhItem *environment,
                                GListModel *files);
KhDialog *kh_export_dialog_new (KhOrganization *organization, KhItem *environment);

/* What another person is asked to do; everything is copied. */
typedef struct {
  KhMay role;          /* who can do it: one role */
  const char *asked;   /* as a sentence */
  const char *uri;     /* where in the console */
  const char *command; /* (nullable): the same on the command line */
} KhHandOverNote;

/* Hand Over…: makes a text with link and command to copy. Nothing is sent or stored (pages.md 2.6).
 */
KhDialog *kh_hand_over_dialog_new (KhOrganization *organization, const KhHandOverNote *what);

/* Enable Managed Environment…: asks, then does it; the toast is shown by itself. Errors: as the
 * call, and G_IO_ERROR_CANCELLED. @parent: a widget of the window that asks. */
void kh_enable_managed_async (GtkWidget *parent, KhOrganization *organization, KhItem *environment,
                              GCancellable *cancellable, GAsyncReadyCallback callback,
                              gpointer user_data);
gboolean kh_enable_managed_finish (GAsyncResult *result, GError **error);

G_END_DECLS
