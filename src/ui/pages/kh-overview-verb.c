/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a row under Needs Attention offers to do. */
#include "kh-overview-verb.h"

#include "kh-dialogs.h"
#include "kh-environment-end.h"
#include "kh-finding-acts.h"
#include "kh-finding-text.h"
#include "kh-focus.h"
#include "kh-key-acts.h"
#include "kh-page.h"
#include "kh-repair.h"
#include "kh-text.h"
#include "kh-toast.h"
#include "kh-vault-acts.h"

/* What runs, and where its end is seen. */
typedef struct {
  gpointer place, button; /* kh_weak_new() */
} Run;

struct _KhOverviewVerb {
  const char *label; /* marked for translation */
  /* (nullable): takes @run, and calls end_run() with it once. */
  void (*start) (GtkWidget *place, KhOrganization *organization, KhItem *item, Run *run);
};

/* @error: (nullable). */
static void
end_run (Run *run, const GError *error)
{
  g_autoptr (GtkWidget) place = kh_weak_take (run->place);
  g_autoptr (GtkWidget) button = kh_weak_take (run->button);
  g_autofree char *text = NULL;

  g_free (run);
  if (button != NULL)
    gtk_widget_set_sensitive (button, TRUE);
  if (place == NULL || error == NULL || g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  text = kh_text_error_body (error);
  kh_toast (place, text, NULL, NULL);
}

/* The dialog does the rest, and keeps the window busy. */
static void
show_dialog (KhDialog *dialog, GtkWidget *place, Run *run)
{
  kh_dialog_show (dialog, place);
  end_run (run, NULL);
}

/* --- Environments ----------------------------------------------------------------------------- */

static void
unlock (GtkWidget *place, KhOrganization *organization, KhItem *item, Run *run)
{
  kh_repair_open_wizard (place, item);
  end_run (run, NULL);
}

/* The question says what comes back; failures are told by the act. */
static void
recover (GtkWidget *place, KhOrganization *organization, KhItem *item, Run *run)
{
  if (kh_item_get_kind (item) == KH_ITEM_VAULT)
    kh_vault_recover (place, organization, item);
  else
    kh_environment_recover (place, organization, item);
  end_run (run, NULL);
}

/* --- Keys ------------------------------------------------------------------------------------- */

static void
rotate (GtkWidget *place, KhOrganization *organization, KhItem *item, Run *run)
{
  kh_key_rotate (place, organization, item);
  end_run (run, NULL);
}

static void
set_expiry (GtkWidget *place, KhOrganization *organization, KhItem *item, Run *run)
{
  show_dialog (kh_expiry_dialog_new (organization, item, NULL), place, run);
}

/* --- Findings --------------------------------------------------------------------------------- */

static void
fixed_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GError) error = NULL;

  kh_finding_fix_finish (result, &error);
  end_run (data, error);
}

static void
fix (GtkWidget *place, KhOrganization *organization, KhItem *item, Run *run)
{
  kh_finding_fix_async (place, organization, item, NULL, fixed_cb, run);
}

static void
hand_over (GtkWidget *place, KhOrganization *organization, KhItem *item, Run *run)
{
  kh_finding_hand_over (place, organization, item);
  end_run (run, NULL);
}

/* --- Which one -------------------------------------------------------------------------------- */

static const KhOverviewVerb verb_show = { N_ ("Show"), NULL };
static const KhOverviewVerb verb_review = { N_ ("Review"), NULL };
static const KhOverviewVerb verb_recover = { N_ ("Recover…"), recover };
static const KhOverviewVerb verb_unlock = { N_ ("Unlock…"), unlock };
static const KhOverviewVerb verb_rotate = { N_ ("Rotate…"), rotate };
static const KhOverviewVerb verb_set_expiry = { N_ ("Set Expiry…"), set_expiry };
static const KhOverviewVerb verb_fix = { N_ ("Fix"), fix };
static const KhOverviewVerb verb_fix_asking = { N_ ("Fix…"), fix };
static const KhOverviewVerb verb_hand_over = { N_ ("Hand Over…"), hand_over };

/* Why it is locked can be read by everybody; who changes nothing is shown the environment. */
static const KhOverviewVerb *
find_for_environment (KhOrganization *organization, KhItem *item)
{
  if (kh_environment_is_deleted (item))
    return kh_organization_may (organization, KH_MAY_PPA) ? &verb_recover : &verb_show;
  return kh_item_is (item, "state", "Locked") && !kh_organization_is_read_only (organization)
             ? &verb_unlock
             : &verb_show;
}

static const KhOverviewVerb *
find_for_finding (KhOrganization *organization, KhItem *item)
{
  const char *label = kh_finding_fix_label (organization, item);

  if (kh_organization_is_read_only (organization))
    return &verb_show;
  if (!kh_organization_may (organization, kh_finding_role (item)))
    return &verb_hand_over;
  if (label == NULL)
    return &verb_show;
  return g_str_has_suffix (label, "…") ? &verb_fix_asking : &verb_fix;
}

const KhOverviewVerb *
kh_overview_verb_find (KhOrganization *organization, const KhAttention *row)
{
  gboolean keeps_keys = kh_organization_may (organization, KH_MAY_KVA);

  switch (row->kind) {
  case KH_ATTENTION_DELETION:
  case KH_ATTENTION_LOCKED:
  case KH_ATTENTION_PLANNED:
    return find_for_environment (organization, row->item);
  case KH_ATTENTION_EXPIRED:
    return keeps_keys ? &verb_set_expiry : &verb_show;
  case KH_ATTENTION_EXPIRES:
    return keeps_keys ? &verb_rotate : &verb_show;
  case KH_ATTENTION_DECISION:
  case KH_ATTENTION_REQUEST:
    return &verb_review;
  case KH_ATTENTION_FINDING:
    return find_for_finding (organization, row->item);
  case KH_ATTENTION_REMOVAL:
    return keeps_keys && kh_item_get_kind (row->item) == KH_ITEM_VAULT ? &verb_recover : &verb_show;
  case KH_ATTENTION_LOG:
  case KH_ATTENTION_FAILED:
  default:
    return &verb_show;
  }
}

const char *
kh_overview_verb_label (const KhOverviewVerb *self)
{
  return _ (self->label);
}

gboolean
kh_overview_verb_acts (const KhOverviewVerb *self)
{
  return self->start != NULL;
}

void
kh_overview_verb_run (const KhOverviewVerb *self, GtkWidget *button, GtkWidget *place,
                      KhOrganization *organization, KhItem *item)
{
  Run *run = g_new0 (Run, 1);

  run->place = kh_weak_new (place);
  run->button = kh_weak_new (button);
  gtk_widget_set_sensitive (button, FALSE);
  self->start (place, organization, item, run);
}
