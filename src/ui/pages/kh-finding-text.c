/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Words of findings. */
#include "kh-finding-text.h"

#include "kh-sentences.h"
#include "kh-text.h"
#include "kh-uri.h"

char *
kh_finding_consequence (KhItem *finding, KhTime now)
{
  const char *consequence = kh_said (kh_item_string (finding, "consequence"));
  KhTime due = kh_json_time (kh_item_get_snapshot (finding), "due");
  g_autofree char *date = kh_text_date (due, now);

  if (consequence == NULL || due == KH_TIME_NONE)
    return g_strdup (consequence != NULL ? consequence : "");
  return g_strdup_printf (_ ("%s on %s"), consequence, date);
}

char *
kh_finding_object_uri (KhItem *finding)
{
  KhItemKind kind = KH_ITEM_ENVIRONMENT;

  if (!kh_item_kind_from_string (kh_item_string (finding, "kind"), &kind))
    return NULL;
  return kh_uri_format (kind, kh_item_string (finding, "object"));
}

KhMay
kh_finding_role (KhItem *finding)
{
  return kh_item_is (finding, "owner", "kva") ? KH_MAY_KVA : KH_MAY_PPA;
}

const char *
kh_finding_role_text (KhItem *finding)
{
  return kh_finding_role (finding) == KH_MAY_KVA ? _ ("Key Vault administrator")
                                                 : _ ("Power Platform administrator");
}

const char *
kh_finding_topic_text (const char *topic)
{
  static const struct {
    const char *topic, *text;
  } rows[] = {
    { "environment", N_ ("Environment") },
    { "vault", N_ ("Vault") },
    { "key", N_ ("Key") },
    { "permission", N_ ("Permission") },
    { "removal", N_ ("Removal and rotation") },
    { "residency", N_ ("Residency") },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    if (g_strcmp0 (rows[i].topic, topic) == 0)
      return _ (rows[i].text);
  return topic != NULL ? topic : "";
}

KhItem *
kh_finding_find (KhOrganization *organization, const char *rule, const char *object)
{
  GListModel *findings = G_LIST_MODEL (kh_organization_get_list (organization, KH_ITEM_FINDING));
  guint n = g_list_model_get_n_items (findings);

  for (guint i = 0; i < n; i++) {
    g_autoptr (KhItem) finding = g_list_model_get_item (findings, i);
    g_autofree char *uri = kh_finding_object_uri (finding);

    if (uri != NULL && g_ascii_strcasecmp (uri, object) == 0
        && g_ascii_strcasecmp (kh_item_string (finding, "rule"), rule) == 0)
      return finding;
  }
  return NULL;
}
