/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The actions of a key's page, and the rows that offer them. */
#include "kh-key-page.h"

#include "kh-environment-api.h"
#include "kh-item-act.h"
#include "kh-key-acts.h"
#include "kh-lock-act.h"
#include "kh-text.h"
#include "kh-verified.h"

typedef void (*VersionAct) (GtkWidget *place, KhOrganization *organization, KhItem *key,
                            const char *version);

/* @version: (nullable) */
static void
run_for (gpointer page, GVariant *version, VersionAct act)
{
  act (page, kh_page_get_organization (page), kh_detail_page_get_item (page),
       version != NULL ? g_variant_get_string (version, NULL) : NULL);
}

static void
rotate_cb (GSimpleAction *action, GVariant *parameter, gpointer page)
{
  kh_item_act_on_page (page, kh_key_rotate);
}

static void
rotation_policy_cb (GSimpleAction *action, GVariant *parameter, gpointer page)
{
  kh_item_act_on_page (page, kh_key_change_rotation);
}

static void
disable_cb (GSimpleAction *action, GVariant *version, gpointer page)
{
  run_for (page, version, kh_key_disable);
}

static void
enable_cb (GSimpleAction *action, GVariant *version, gpointer page)
{
  run_for (page, version, kh_key_enable);
}

static void
set_expiry_cb (GSimpleAction *action, GVariant *version, gpointer page)
{
  run_for (page, version, kh_key_set_expiry);
}

static void
back_up_cb (GSimpleAction *action, GVariant *parameter, gpointer page)
{
  kh_item_act_on_page (page, kh_key_back_up);
}

static void
delete_cb (GSimpleAction *action, GVariant *parameter, gpointer page)
{
  kh_item_act_on_page (page, kh_key_delete);
}

/* Nobody can know what became of a file but who threw it away. */
static void
forget_backup_cb (GSimpleAction *action, GVariant *backup, gpointer page)
{
  kh_item_act_ask (
      kh_pending_act_new (page, "forget-backup", _ ("Backup forgotten")),
      kh_page_get_organization (page),
      &(KhConfirmTexts){ .verb = _ ("_Forget Backup"),
                         .heading = _ ("Was the Backup File Thrown Away?"),
                         .body = _ ("No key is held for it any more. If the file is still there, "
                                    "it may become worthless."),
                         .destructive = TRUE },
      kh_environment_api_forget_backup (g_variant_get_string (backup, NULL)),
      (GDestroyNotify)kh_json_unref);
}

/* What was moved to another key is read with it, all of it. */
static gpointer
verify_worker (KhClient *client, gpointer ids, GCancellable *cancellable, GError **error)
{
  g_autofree char *done = kh_verify_worker (client, ids, cancellable, error);

  return GINT_TO_POINTER (done != NULL);
}

static void
verify_cb (GSimpleAction *action, GVariant *parameter, gpointer page)
{
  KhOrganization *organization = kh_page_get_organization (page);

  kh_pending_act_run_work (kh_pending_act_new (page, "verify", NULL), organization, verify_worker,
                           kh_verify_moved_away (organization, kh_detail_page_get_item (page)),
                           (GDestroyNotify)g_strfreev);
}

static const GActionEntry entries[] = {
  { .name = "verify", .activate = verify_cb },
  { .name = "rotate", .activate = rotate_cb },
  { .name = "rotation-policy", .activate = rotation_policy_cb },
  { .name = "disable", .activate = disable_cb },
  { .name = "enable", .activate = enable_cb },
  { .name = "disable-version", .activate = disable_cb, .parameter_type = "s" },
  { .name = "enable-version", .activate = enable_cb, .parameter_type = "s" },
  { .name = "set-expiry", .activate = set_expiry_cb },
  { .name = "set-expiry-of", .activate = set_expiry_cb, .parameter_type = "s" },
  { .name = "back-up", .activate = back_up_cb },
  { .name = "delete", .activate = delete_cb },
  { .name = "forget-backup", .activate = forget_backup_cb, .parameter_type = "s" },
};

void
kh_key_page_acts_add (KhDetailPage *page)
{
  kh_page_add_actions (KH_PAGE (page), entries, G_N_ELEMENTS (entries));
  kh_lock_act_add (page);
}

GtkWidget *
kh_key_page_acts_build (KhDetailPage *page, KhItem *item)
{
  GtkWidget *group = kh_detail_group_new (_ ("Actions"));
  g_autofree char *unverified =
      kh_verify_refuse_disable (kh_page_get_organization (KH_PAGE (page)), item);

  if (kh_detail_add_read_only (page, group, KH_MAY_KVA))
    return group;
  kh_detail_add_act (page, group, _ ("Replace the key material"),
                     _ ("Environments take the new version up without an outage"), _ ("_Rotate…"),
                     "page.rotate", NULL);
  kh_detail_add_act (page, group, _ ("Stop the use of every version"),
                     _ ("What depends on it is shown first"), _ ("_Disable…"), "page.disable",
                     unverified != NULL ? unverified : kh_key_disable_reason (item));
  if (unverified != NULL)
    kh_detail_add_act (page, group, _ ("Read what has left it with its new key"),
                       _ ("Before that it is not disabled"), _ ("_Verify"), "page.verify", NULL);
  kh_detail_add_act (page, group, _ ("Let every version be used again"),
                     _ ("Nothing is lost by it"), _ ("_Enable"), "page.enable",
                     kh_key_enable_reason (item));
  kh_detail_add_act (page, group, _ ("Let the current version end"),
                     _ ("What uses it goes offline on that day"), _ ("Set E_xpiry…"),
                     "page.set-expiry", NULL);
  kh_detail_add_act (page, group, _ ("Keep a copy of the key"),
                     _ ("A file that only this organization can restore"), _ ("_Back Up…"),
                     "page.back-up", NULL);
  kh_lock_act_add_row (page, group);
  kh_detail_add_act (page, group, _ ("Delete the key"),
                     _ ("Recoverable until its retention is over"), _ ("D_elete…"), "page.delete",
                     NULL);
  return group;
}
