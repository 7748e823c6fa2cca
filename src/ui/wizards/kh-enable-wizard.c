/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Enable Customer-Managed Key, and Return to Microsoft-Managed Key with fewer of the same: the
 * pages in their order, and what leads from one to the next. */
#include "kh-enable-wizard.h"

#include <stdlib.h>
#include <string.h>

#include "kh-enable-page.h"
#include "kh-text.h"
#include "kh-wizard.h"

#define KH_TYPE_ENABLE_WIZARD (kh_enable_wizard_get_type ())
G_DECLARE_FINAL_TYPE (KhEnableWizard, kh_enable_wizard, KH, ENABLE_WIZARD, KhWizard)

struct _KhEnableWizard {
  KhWizard parent_instance;

  KhEnableDraft *draft; /* (owned) */
  KhEnableRun *run;     /* (owned) (nullable) */
  gboolean exposed;     /* the old key may be known to others */
  /* The window owns them. */
  KhWizardPage *environments, *key, *policy, *checks, *review, *progress, *result;
};

G_DEFINE_FINAL_TYPE (KhEnableWizard, kh_enable_wizard, KH_TYPE_WIZARD)

static void
kh_enable_wizard_apply (KhWizard *wizard)
{
  KhEnableWizard *self = KH_ENABLE_WIZARD (wizard);
  g_autoptr (KhEnablePlan) plan = kh_enable_page_make_plan (KH_ENABLE_PAGE (self->review));
  g_auto (GStrv) left = self->exposed ? kh_enable_draft_list_left_keys (self->draft) : NULL;

  if (self->exposed)
    plan->reason = kh_change_policy_page_get_reason (self->policy);
  kh_enable_result_page_set_old_keys (self->result, (const char *const *)left);
  g_clear_object (&self->run);
  self->run = kh_enable_run_new (kh_wizard_get_organization (wizard), plan);
  kh_enable_progress_page_set_run (self->progress, self->run);
  kh_wizard_go (wizard, self->progress);
  kh_enable_run_start (self->run);
}

static gboolean
kh_enable_wizard_is_dirty (KhWizard *wizard)
{
  return kh_enable_draft_is_dirty (KH_ENABLE_WIZARD (wizard)->draft);
}

static GVariant *
kh_enable_wizard_save (KhWizard *wizard)
{
  return kh_enable_draft_save (KH_ENABLE_WIZARD (wizard)->draft);
}

static void
kh_enable_wizard_restore (KhWizard *wizard, GVariant *draft)
{
  kh_enable_draft_restore (KH_ENABLE_WIZARD (wizard)->draft, draft);
}

static void
on_checks_reason_cb (KhEnableWizard *self)
{
  gboolean passed = kh_wizard_page_get_reason (self->checks) == NULL;

  kh_enable_review_page_set_checks (
      self->review, passed ? kh_enable_checks_page_get_result (self->checks) : NULL);
}

static void
on_edit_cb (KhEnableWizard *self, int part)
{
  KhWizardPage *const pages[] = { self->environments, self->key, self->policy };

  /* A change decides all on one page. */
  kh_wizard_edit (KH_WIZARD (self), pages[part] != NULL ? pages[part] : self->policy);
}

static void
on_ended_cb (KhEnableWizard *self)
{
  if (kh_wizard_is_closed (KH_WIZARD (self))
      || kh_wizard_get_page (KH_WIZARD (self)) != self->progress)
    return;
  kh_enable_result_page_set_run (self->result, self->run);
  kh_wizard_go (KH_WIZARD (self), self->result);
}

static void
on_retry_cb (KhEnableWizard *self)
{
  kh_wizard_go (KH_WIZARD (self), self->progress);
  kh_enable_run_retry (self->run);
}

/* What was made stays, and the next try uses it. */
static void
adopt (KhEnableWizard *self)
{
  KhOrganization *organization = kh_wizard_get_organization (KH_WIZARD (self));
  const KhEnablePlan *plan = kh_enable_run_get_plan (self->run);
  KhItem *policy =
      kh_item_list_find (kh_organization_get_list (organization, KH_ITEM_POLICY), plan->policy);

  if (kh_enable_run_made (self->run, KH_ENABLE_STEP_VAULT))
    kh_enable_draft_adopt_vault (self->draft, plan->vault);
  if (kh_enable_run_made (self->run, KH_ENABLE_STEP_KEY))
    kh_enable_draft_adopt_key (self->draft, plan->vault, plan->key);
  if (kh_enable_run_made (self->run, KH_ENABLE_STEP_POLICY) && policy != NULL)
    kh_enable_draft_adopt_policy (self->draft, kh_item_get_id (policy));
}

static void
on_back_cb (KhEnableWizard *self)
{
  const KhEnableStep *failure = kh_enable_run_get_failure (self->run);
  KhEnableStepKind kind = failure != NULL ? failure->kind : KH_ENABLE_STEP_CHECKS;
  KhWizardPage *page = self->checks;

  if (kind == KH_ENABLE_STEP_VAULT || kind == KH_ENABLE_STEP_KEY)
    page = self->key != NULL ? self->key : self->policy;
  else if (kind != KH_ENABLE_STEP_CHECKS && kind != KH_ENABLE_STEP_ENVIRONMENT)
    page = self->policy;
  adopt (self);
  kh_wizard_go (KH_WIZARD (self), page);
  if (failure != NULL && page != self->checks)
    kh_wizard_page_set_error (page, failure->error);
}

static void
kh_enable_wizard_dispose (GObject *object)
{
  KhEnableWizard *self = KH_ENABLE_WIZARD (object);

  G_OBJECT_CLASS (kh_enable_wizard_parent_class)->dispose (object);
  g_clear_object (&self->run);
  g_clear_object (&self->draft);
}

static void
kh_enable_wizard_class_init (KhEnableWizardClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = kh_enable_wizard_dispose;
  KH_WIZARD_CLASS (klass)->apply = kh_enable_wizard_apply;
  KH_WIZARD_CLASS (klass)->is_dirty = kh_enable_wizard_is_dirty;
  KH_WIZARD_CLASS (klass)->save = kh_enable_wizard_save;
  KH_WIZARD_CLASS (klass)->restore = kh_enable_wizard_restore;
}

static void
kh_enable_wizard_init (KhEnableWizard *self)
{
}

/* A return decides nothing but which; a change is of what was chosen before. */
static gboolean
has_page (KhEnableWizard *self, KhWizardPage **page)
{
  KhEnableGoal goal = kh_enable_draft_get_goal (self->draft);

  if (page == &self->environments)
    return goal != KH_ENABLE_GOAL_CHANGE;
  if (page == &self->key)
    return goal == KH_ENABLE_GOAL_ENABLE;
  return page != &self->policy || goal != KH_ENABLE_GOAL_RETURN;
}

static void
add_pages (KhEnableWizard *self, KhOrganization *organization)
{
  gboolean changes = kh_enable_draft_get_goal (self->draft) == KH_ENABLE_GOAL_CHANGE;
  KhWizardPage *(*const makers[]) (KhOrganization *, KhEnableDraft *) = {
    kh_enable_environments_page_new,
    kh_enable_key_page_new,
    changes ? kh_change_policy_page_new : kh_enable_policy_page_new,
    kh_enable_checks_page_new,
    kh_enable_review_page_new,
    kh_enable_progress_page_new,
    kh_enable_result_page_new,
  };
  KhWizardPage **const pages[] = { &self->environments, &self->key,    &self->policy,
                                   &self->checks,       &self->review, &self->progress,
                                   &self->result };

  for (guint i = 0; i < G_N_ELEMENTS (makers); i++) {
    if (!has_page (self, pages[i]))
      continue;
    *pages[i] = makers[i](organization, self->draft);
    kh_wizard_add_page (KH_WIZARD (self), *pages[i]);
  }
  g_signal_connect_object (self->checks, "notify::reason", G_CALLBACK (on_checks_reason_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->review, "edit", G_CALLBACK (on_edit_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->progress, "ended", G_CALLBACK (on_ended_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->result, "retry", G_CALLBACK (on_retry_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->result, "back", G_CALLBACK (on_back_cb), self, G_CONNECT_SWAPPED);
}

static int
compare_texts (gconstpointer a, gconstpointer b)
{
  return strcmp (*(const char *const *)a, *(const char *const *)b);
}

/* The same objects in any order have the same address. */
static char *
make_address (const char *verb, const char *const *environments, const char *policy)
{
  g_auto (GStrv) sorted = g_strdupv ((char **)environments);
  g_autofree char *joined = NULL;

  if (sorted != NULL)
    qsort (sorted, g_strv_length (sorted), sizeof *sorted, compare_texts);
  joined = sorted != NULL ? g_strjoinv ("&environment=", sorted) : g_strdup ("");
  return g_strconcat ("keyhold:wizard/", verb, "?environment=", joined,
                      "&policy=", policy != NULL ? policy : "", NULL);
}

static KhEnableWizard *
wizard_new (KhOrganization *organization, KhEnableGoal goal, const char *title,
            const char *const *environments, const char *policy)
{
  g_autofree char *address = make_address (kh_enable_goal_word (goal), environments, policy);
  KhEnableWizard *self =
      g_object_new (KH_TYPE_ENABLE_WIZARD, "organization", organization, "title", title, NULL);

  self->draft = kh_enable_page_new_draft (organization, goal);
  kh_enable_draft_begin (self->draft, environments, policy);
  add_pages (self, organization);
  kh_wizard_set_address (KH_WIZARD (self), address);
  return self;
}

static GtkWindow *
begin (KhEnableWizard *self)
{
  kh_wizard_go (KH_WIZARD (self), self->environments != NULL ? self->environments : self->policy);
  return GTK_WINDOW (self);
}

GtkWindow *
kh_enable_wizard_new (KhOrganization *organization, const char *const *environments,
                      const char *policy)
{
  return begin (wizard_new (organization, KH_ENABLE_GOAL_ENABLE, _ ("Enable Customer-Managed Key"),
                            environments, policy));
}

static KhEnableWizard *
change_new (KhOrganization *organization, const char *const *environments, const char *policy)
{
  return wizard_new (organization, KH_ENABLE_GOAL_CHANGE, _ ("Change Key"), environments, policy);
}

GtkWindow *
kh_change_wizard_new (KhOrganization *organization, const char *const *environments,
                      const char *policy)
{
  return begin (change_new (organization, environments, policy));
}

GtkWindow *
kh_change_wizard_new_key (KhOrganization *organization, const char *const *environments)
{
  KhEnableWizard *self = change_new (organization, environments, NULL);

  self->exposed = TRUE;
  kh_enable_draft_begin_new (self->draft);
  kh_change_policy_page_contain (self->policy);
  return begin (self);
}

GtkWindow *
kh_return_wizard_new (KhOrganization *organization, const char *const *environments)
{
  return begin (wizard_new (organization, KH_ENABLE_GOAL_RETURN,
                            _ ("Return to Microsoft-Managed Key"), environments, NULL));
}
