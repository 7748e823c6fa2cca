/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Cures of findings that are one click away. They only make and repair (guard level 0), but for
 * purge protection, which cannot be turned off again and is asked for. */
#include "kh-enable-findings.h"

#include "kh-acts.h"
#include "kh-confirm.h"
#include "kh-rows.h"
#include "kh-text.h"

typedef enum { FIX_NONE, FIX_MANAGED, FIX_GRANT, FIX_KEY, FIX_PROTECT, FIX_NETWORK } Fix;

static const struct {
  const char *rule;
  Fix fix;
  KhMay role;
  const char *label;
} fixes[] = {
  { "E2", FIX_MANAGED, KH_MAY_PPA, N_ ("Enable Managed Environment…") },
  { "P5", FIX_GRANT, KH_MAY_KVA, N_ ("Grant Access") },
  { "P6", FIX_GRANT, KH_MAY_KVA, N_ ("Grant Access") },
  { "Y4", FIX_KEY, KH_MAY_KVA, N_ ("Enable Key") },
  { "K3", FIX_PROTECT, KH_MAY_KVA, N_ ("Turn On…") },
  { "K5", FIX_NETWORK, KH_MAY_KVA, N_ ("Allow Trusted Services") },
};

/* The index of the cure, or -1. Of a policy that is only planned the grant is planned too. */
static int
find_fix (KhEnablePage *page, KhJson *finding)
{
  const char *id = kh_json_string (finding, "id");
  gboolean planned =
      kh_enable_draft_flag (kh_enable_page_get_draft (page), KH_ENABLE_CREATE_POLICY);

  if (kh_enable_finding_rank (finding) > 2)
    return -1;
  for (guint i = 0; i < G_N_ELEMENTS (fixes); i++)
    if (g_strcmp0 (id, fixes[i].rule) == 0
        && kh_organization_may (kh_work_page_get_organization (KH_WORK_PAGE (page)), fixes[i].role))
      return fixes[i].fix == FIX_GRANT && planned ? -1 : (int)i;
  return -1;
}

const char *
_kh_enable_fix_label (KhEnablePage *page, KhJson *finding)
{
  int n = find_fix (page, finding);

  return n < 0 ? NULL : _ (fixes[n].label);
}

/* What a work on the other thread needs. */
typedef struct {
  KhEnablePlan *plan;
} Work;

static void
work_free (gpointer data)
{
  Work *work = data;

  kh_enable_plan_free (work->plan);
  g_free (work);
}

static gpointer
grant (KhClient *client, gpointer data, GCancellable *cancellable, GError **error)
{
  const Work *work = data;
  const KhArmPlace place = kh_enable_plan_place (work->plan);

  return kh_act_grant_policy (client, &place, work->plan->policy, cancellable, error)
             ? g_strdup ("")
             : NULL;
}

/* The version that the policy uses: the pinned one, else the current one. */
static gpointer
enable_key (KhClient *client, gpointer data, GCancellable *cancellable, GError **error)
{
  const KhEnablePlan *plan = ((const Work *)data)->plan;
  g_autoptr (KhJson) policy =
      plan->policy_id != NULL
          ? kh_client_call (client, kh_policy_api_get (plan->policy_id), cancellable, error)
          : NULL;
  const char *version = policy != NULL ? kh_json_string (policy, "key.version") : plan->version;
  g_autoptr (KhJson) key = NULL;

  if (plan->policy_id != NULL && policy == NULL)
    return NULL;
  key =
      kh_client_call (client, kh_key_api_get (plan->vault, plan->key, version), cancellable, error);
  if (key == NULL
      || !kh_act_set_key_enabled (client, plan->vault, plan->key, kh_json_string (key, "version"),
                                  TRUE, NULL, cancellable, error))
    return NULL;
  return g_strdup ("");
}

static void
run (KhEnablePage *page, KhOrganizationWork function, GtkWidget *button, KhWorkPageDone again)
{
  Work *work = g_new0 (Work, 1);

  work->plan = kh_enable_page_make_plan (KH_ENABLE_PAGE (page));
  kh_work_page_run (KH_WORK_PAGE (page), function, work, work_free, button, again);
}

static void
patch_vault (KhEnablePage *page, gboolean protect, GtkWidget *button, KhWorkPageDone again)
{
  g_autoptr (KhArmVault) part = kh_arm_vault_new ();
  g_autofree char *vault = kh_enable_draft_vault_name (kh_enable_page_get_draft (page));

  part->rbac = part->soft_delete = KH_TRI_UNSET;
  part->purge_protection = protect ? TRUE : KH_TRI_UNSET;
  if (!protect)
    part->bypass = g_strdup ("AzureServices");
  kh_work_page_do (KH_WORK_PAGE (page),
                   kh_vault_api_patch (kh_organization_get_place (
                                           kh_work_page_get_organization (KH_WORK_PAGE (page))),
                                       vault, part),
                   button, again);
}

/* The question, and what follows from it. */
typedef struct {
  KhEnablePage *page; /* (owned) */
  GtkWidget *button;  /* (owned) */
  KhWorkPageDone again;
} Question;

static void
asked_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autofree Question *question = data;
  g_autoptr (KhEnablePage) page = question->page;
  g_autoptr (GtkWidget) button = question->button;

  if (kh_ask_finish (result, NULL)
      && !g_cancellable_is_cancelled (kh_work_page_get_cancellable (KH_WORK_PAGE (page))))
    patch_vault (page, TRUE, button, question->again);
}

static void
ask_protect (KhEnablePage *page, GtkWidget *button, KhWorkPageDone again)
{
  g_autofree char *vault = kh_enable_draft_vault_name (kh_enable_page_get_draft (page));
  g_autofree char *heading = g_strdup_printf (_ ("Turn On Purge Protection of %s?"), vault);
  const KhConfirmTexts texts = {
    .verb = _ ("_Turn On"),
    .heading = heading,
    .body = _ ("It cannot be turned off again. Deleted keys and the vault's name stay until the "
               "retention is over."),
  };
  Question *question = g_new0 (Question, 1);

  question->page = g_object_ref (page);
  question->button = g_object_ref (button);
  question->again = again;
  kh_ask_async (GTK_WIDGET (page), &texts, kh_work_page_get_cancellable (KH_WORK_PAGE (page)),
                asked_cb, question);
}

static KhItem *
find_environment (KhEnablePage *page, KhJson *finding)
{
  const char *subject = kh_json_string (finding, "subject");

  return subject != NULL ? kh_item_list_find (
             kh_organization_get_list (kh_work_page_get_organization (KH_WORK_PAGE (page)),
                                       KH_ITEM_ENVIRONMENT),
             subject)
                         : NULL;
}

void
_kh_enable_fix (KhEnablePage *page, KhJson *finding, GtkWidget *button, KhWorkPageDone again)
{
  int n = find_fix (page, finding);
  KhItem *environment = find_environment (page, finding);

  switch (n < 0 ? FIX_NONE : fixes[n].fix) {
  case FIX_NONE:
    break;
  case FIX_MANAGED:
    if (environment != NULL)
      kh_enable_page_ask_managed (page, environment, button, again);
    break;
  case FIX_GRANT:
    run (page, grant, button, again);
    break;
  case FIX_KEY:
    run (page, enable_key, button, again);
    break;
  case FIX_PROTECT:
    ask_protect (page, button, again);
    break;
  case FIX_NETWORK:
    patch_vault (page, FALSE, button, again);
    break;
  }
}
