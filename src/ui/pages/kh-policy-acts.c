/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Taking the key from a policy, and deleting the policy (pages.md 2.3, 5.2). */
#include "kh-policy-page.h"

#include "kh-access-acts.h"
#include "kh-focus.h"
#include "kh-text.h"
#include "kh-vault-change.h"

/* (transfer full): what the worker needs of the policy. */
static KhVaultChange *
change_new (KhDetailPage *page)
{
  KhItem *item = kh_detail_page_get_item (page);
  KhVaultChange *change = kh_vault_change_new (kh_page_get_organization (KH_PAGE (page)),
                                               kh_item_string (item, "key.vault"));

  change->policy = g_strdup (kh_item_get_name (item));
  change->principal = g_strdup (kh_item_string (item, "principalId"));
  return change;
}

/* (transfer full) */
static KhWireImpactRequest *
make_request (KhDetailPage *page, const char *trigger)
{
  KhWireImpactRequest *request = kh_wire_impact_request_new ();

  request->trigger = g_strdup (trigger);
  request->policy = g_strdup (kh_item_get_id (kh_detail_page_get_item (page)));
  return request;
}

static guint
count_environments (KhDetailPage *page)
{
  return kh_json_length (kh_item_get_snapshot (kh_detail_page_get_item (page)), "environments");
}

/* --- Revoking --------------------------------------------------------------------------------- */

static gboolean
revoke_confirmed (KhClient *client, gpointer data, const KhConfirmed *confirmed,
                  GCancellable *cancellable, GError **error)
{
  const KhVaultChange *change = data;
  const KhActGrant grant = { change->vault, change->principal, NULL };

  return kh_act_revoke (client, &change->place, &grant, confirmed, cancellable, error);
}

static void
revoked_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (KhDetailPage) page = kh_weak_take (data);
  g_autoptr (GError) error = NULL;
  gboolean done = kh_confirm_finish (result, &error);

  if (page == NULL)
    return;
  if (done)
    kh_toast (GTK_WIDGET (page), _ ("Access revoked"), NULL, NULL);
  kh_detail_page_end (page, "revoke", error);
}

/* (transfer full): what is lost where nothing goes down: its environments may be locked already. */
static char *
make_soft_body (KhDetailPage *page)
{
  guint n = count_environments (page);

  if (n == 0)
    return g_strdup (_ ("No environment uses the policy. Access can be granted again."));
  return g_strdup_printf (
      ngettext ("%u environment uses the policy and stays as it is. Access can be granted again.",
                "%u environments use the policy and stay as they are. Access can be granted again.",
                n),
      n);
}

static void
revoke_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  KhDetailPage *page = data;
  KhVaultChange *change = change_new (page);
  g_autofree char *heading = g_strdup_printf (_ ("Revoke Key Access of %s?"), change->policy);
  g_autofree char *body = make_soft_body (page);

  kh_detail_page_begin (page, "revoke");
  kh_confirm_async (
      GTK_WIDGET (page), kh_page_get_organization (KH_PAGE (page)),
      make_request (page, "revoke-grant"),
      &(KhConfirmTexts){ .verb = _ ("_Revoke Access"),
                         .heading = heading,
                         .body = body,
                         .body_hard = _ ("Access can be granted again, and what is locked can be "
                                         "re-enabled then. Type the policy's name:"),
                         .destructive = TRUE },
      revoke_confirmed, change, kh_vault_change_free, kh_page_get_cancellable (KH_PAGE (page)),
      revoked_cb, kh_weak_new (page));
}

/* --- Deleting --------------------------------------------------------------------------------- */

static gboolean
delete_confirmed (KhClient *client, gpointer data, const KhConfirmed *confirmed,
                  GCancellable *cancellable, GError **error)
{
  const KhVaultChange *change = data;

  return kh_vault_change_do (client, kh_policy_api_delete (&change->place, change->policy),
                             confirmed, cancellable, error);
}

static void
deleted_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (KhDetailPage) page = kh_weak_take (data);
  g_autoptr (GError) error = NULL;

  kh_confirm_finish (result, &error);
  if (page != NULL)
    kh_detail_page_end (page, "delete", error);
}

/* (transfer full): the grants of the policy's identity, as sentences. */
static char **
make_grants (KhItem *item)
{
  KhJson *snapshot = kh_item_get_snapshot (item);
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();

  for (guint i = 0; i < kh_json_length (snapshot, "grants"); i++) {
    KhJson *grant = kh_json_element (snapshot, "grants", i);
    /* Translators: a role and the vault or key where it holds */
    g_autofree char *text = g_strdup_printf (_ ("%s on %s"), kh_json_string (grant, "role"),
                                             kh_json_string (grant, "scope"));

    g_strv_builder_add (builder, text);
  }
  return g_strv_builder_end (builder);
}

static void
delete_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  KhDetailPage *page = data;
  KhVaultChange *change = change_new (page);
  g_autofree char *heading = g_strdup_printf (_ ("Delete Policy %s?"), change->policy);
  g_auto (GStrv) grants = make_grants (kh_detail_page_get_item (page));
  const char *body = grants[0] != NULL
                         ? _ ("Its identity and these grants go with it and cannot be recovered:")
                         : _ ("Its identity goes with it and cannot be recovered.");

  kh_detail_page_begin_last (page, "delete", _ ("Policy deleted"));
  kh_confirm_async (GTK_WIDGET (page), kh_page_get_organization (KH_PAGE (page)),
                    make_request (page, "delete-policy"),
                    &(KhConfirmTexts){ .verb = _ ("_Delete Policy"),
                                       .heading = heading,
                                       .body = body,
                                       .destructive = TRUE,
                                       .rows = (const char *const *)grants },
                    delete_confirmed, change, kh_vault_change_free,
                    kh_page_get_cancellable (KH_PAGE (page)), deleted_cb, kh_weak_new (page));
}

/* --- Rows ------------------------------------------------------------------------------------- */

static const GActionEntry entries[] = {
  { .name = "revoke", .activate = revoke_cb },
  { .name = "delete", .activate = delete_cb },
};

void
kh_policy_acts_add (KhDetailPage *page)
{
  kh_page_add_actions (KH_PAGE (page), entries, G_N_ELEMENTS (entries));
}

/* (transfer full) (nullable): why the policy stays. */
static char *
make_delete_reason (KhDetailPage *page)
{
  guint n = count_environments (page);

  if (n == 0)
    return NULL;
  return g_strdup_printf (ngettext ("%u environment uses this policy. Remove it first.",
                                    "%u environments use this policy. Remove them first.", n),
                          n);
}

void
kh_policy_acts_add_rows (KhDetailPage *page, GtkWidget *group)
{
  KhOrganization *organization = kh_page_get_organization (KH_PAGE (page));
  KhJson *snapshot = kh_item_get_snapshot (kh_detail_page_get_item (page));
  g_autofree char *delete_reason = make_delete_reason (page);
  const char *role = kh_organization_may (organization, KH_MAY_KVA)
                         ? NULL
                         : _ ("This needs the Key Vault administrator role");
  const char *no_access =
      kh_json_bool (snapshot, "granted", FALSE) || kh_json_length (snapshot, "grants") > 0
          ? NULL
          : _ ("The policy has no access");

  kh_detail_add_act (page, group, _ ("Take the key from the policy"),
                     _ ("Environments that need it go offline at once"), _ ("_Revoke Key Access…"),
                     "page.revoke", role != NULL ? role : no_access);
  kh_detail_add_act (page, group, _ ("Delete the policy"), _ ("Its identity cannot be recovered"),
                     _ ("_Delete…"), "page.delete", role != NULL ? role : delete_reason);
}
