/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Lock Environments: the pages in their order, and the lock itself. */
#include "kh-lock-wizard.h"

#include "kh-enable-wizard.h"
#include "kh-lock-page.h"
#include "kh-lock-run.h"
#include "kh-lock-words.h"
#include "kh-rotate-wizard.h"
#include "kh-task-progress-page.h"
#include "kh-text.h"
#include "kh-wizard.h"

#define KH_TYPE_LOCK_WIZARD (kh_lock_wizard_get_type ())
G_DECLARE_FINAL_TYPE (KhLockWizard, kh_lock_wizard, KH, LOCK_WIZARD, KhWizard)

struct _KhLockWizard {
  KhWizard parent_instance;

  KhLockPlan *plan; /* (owned) */
  KhTaskRun *run;   /* (owned) (nullable) */
  /* The window owns them. */
  KhWizardPage *way, *impact, *review, *progress, *result;
};

G_DEFINE_FINAL_TYPE (KhLockWizard, kh_lock_wizard, KH_TYPE_WIZARD)

static void
kh_lock_wizard_apply (KhWizard *wizard)
{
  KhLockWizard *self = KH_LOCK_WIZARD (wizard);
  const KhLockWay *way = kh_lock_plan_get_chosen (self->plan);
  g_autofree char *title = way != NULL ? kh_lock_way_title (way) : NULL;
  g_autofree char *reason = kh_lock_reason_line (self->plan);
  g_autofree char *report = kh_lock_report (self->plan);

  if (way == NULL)
    return;
  kh_inquiry_stop (KH_INQUIRY (self->plan));
  g_clear_object (&self->run);
  self->run = kh_lock_run_new (self->plan, title, reason, report);
  kh_task_progress_page_set_run (self->progress, self->run);
  kh_wizard_go (wizard, self->progress);
  kh_task_run_start (self->run);
}

/* Nothing was done: what would go down now is shown, and the name is typed once more. */
static void
show_stale (KhLockWizard *self, const GError *error)
{
  g_autoptr (GError) copy = g_error_copy (error);

  kh_lock_review_page_clear (self->review);
  kh_wizard_go (KH_WIZARD (self), self->impact);
  kh_wizard_page_set_error (self->impact, copy);
}

static void
on_ended_cb (KhLockWizard *self)
{
  const GError *stale;

  if (kh_wizard_is_closed (KH_WIZARD (self))
      || kh_wizard_get_page (KH_WIZARD (self)) != self->progress)
    return;
  stale = kh_lock_run_get_stale (self->run);
  if (stale != NULL && kh_lock_run_count_locked (self->run) == 0) {
    show_stale (self, stale);
    return;
  }
  kh_lock_result_page_set_run (self->result, self->run);
  kh_wizard_go (KH_WIZARD (self), self->result);
}

static void
on_back_cb (KhLockWizard *self)
{
  kh_lock_review_page_clear (self->review);
  kh_wizard_go (KH_WIZARD (self), self->review);
}

static void
on_show_impact_cb (KhLockWizard *self)
{
  kh_wizard_go (KH_WIZARD (self), self->impact);
}

/* --- Another wizard instead ------------------------------------------------------------------- */

/* (transfer full) (array zero-terminated=1) */
static char **
list_environments (KhLockWizard *self, KhLockExit exit)
{
  g_autoptr (GPtrArray) environments = exit == KH_LOCK_EXIT_NEW_KEY
                                           ? kh_lock_plan_get_all_on_key (self->plan)
                                           : kh_lock_plan_get_environments (self->plan);
  char **ids = g_new0 (char *, environments->len + 1);

  for (guint i = 0; i < environments->len; i++)
    ids[i] = g_strdup (kh_item_get_id (environments->pdata[i]));
  return ids;
}

/* (nullable): where the object is gone by now. */
static GtkWindow *
new_exit (KhLockWizard *self, KhLockExit exit)
{
  KhOrganization *organization = kh_wizard_get_organization (KH_WIZARD (self));
  KhItem *key = kh_lock_plan_get_key (self->plan);
  g_auto (GStrv) environments = list_environments (self, exit);
  const char *const *ids = (const char *const *)environments;

  if (exit == KH_LOCK_EXIT_ROTATE)
    return key != NULL ? kh_rotate_wizard_new (organization, kh_item_get_id (key)) : NULL;
  if (environments[0] == NULL)
    return NULL;
  if (exit == KH_LOCK_EXIT_RETURN)
    return kh_return_wizard_new (organization, ids);
  return exit == KH_LOCK_EXIT_CHANGE ? kh_change_wizard_new (organization, ids, NULL)
                                     : kh_change_wizard_new_key (organization, ids);
}

/* In the place of this one, whose draft is kept. */
static void
on_leave_cb (KhLockWizard *self, int exit)
{
  GtkWindow *next = new_exit (self, (KhLockExit)exit);

  if (next == NULL)
    return;
  gtk_window_set_transient_for (next, gtk_window_get_transient_for (GTK_WINDOW (self)));
  kh_wizard_put_aside (KH_WIZARD (self));
  gtk_window_present (next);
}

/* --- The draft -------------------------------------------------------------------------------- */

static gboolean
kh_lock_wizard_is_dirty (KhWizard *wizard)
{
  KhLockPlan *plan = KH_LOCK_WIZARD (wizard)->plan;

  return kh_lock_plan_get_reason (plan) != KH_LOCK_NO_REASON
         || *kh_lock_plan_get_note (plan) != '\0' || kh_lock_plan_is_chosen (plan);
}

/* The name is typed anew each time. */
static GVariant *
kh_lock_wizard_save (KhWizard *wizard)
{
  KhLockPlan *plan = KH_LOCK_WIZARD (wizard)->plan;
  const KhLockWay *way = kh_lock_plan_get_chosen (plan);

  return g_variant_new ("(ssus)", way != NULL ? way->trigger : "", way != NULL ? way->target : "",
                        (guint)kh_lock_plan_get_reason (plan), kh_lock_plan_get_note (plan));
}

static void
kh_lock_wizard_restore (KhWizard *wizard, GVariant *draft)
{
  KhLockWizard *self = KH_LOCK_WIZARD (wizard);
  const char *trigger, *target, *note;
  guint reason;

  g_variant_get (draft, "(&s&su&s)", &trigger, &target, &reason, &note);
  kh_lock_plan_choose (self->plan, trigger, target);
  kh_lock_plan_set_reason (self->plan, (KhLockReason)MIN (reason, KH_LOCK_NO_REASON));
  kh_lock_plan_set_note (self->plan, note);
  kh_wizard_page_shown (self->way);
}

/* --- The wizard ------------------------------------------------------------------------------- */

static void
kh_lock_wizard_dispose (GObject *object)
{
  KhLockWizard *self = KH_LOCK_WIZARD (object);

  if (self->plan != NULL)
    kh_inquiry_stop (KH_INQUIRY (self->plan));
  G_OBJECT_CLASS (kh_lock_wizard_parent_class)->dispose (object);
  g_clear_object (&self->run);
  g_clear_object (&self->plan);
}

static void
kh_lock_wizard_class_init (KhLockWizardClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = kh_lock_wizard_dispose;
  KH_WIZARD_CLASS (klass)->apply = kh_lock_wizard_apply;
  KH_WIZARD_CLASS (klass)->is_dirty = kh_lock_wizard_is_dirty;
  KH_WIZARD_CLASS (klass)->save = kh_lock_wizard_save;
  KH_WIZARD_CLASS (klass)->restore = kh_lock_wizard_restore;
}

static void
kh_lock_wizard_init (KhLockWizard *self)
{
}

static void
add_pages (KhLockWizard *self, KhOrganization *organization)
{
  const KhTaskWords words = { _ ("Locking"), _ ("Locking") };
  KhWizardPage **const pages[] = { &self->way, &self->impact, &self->review, &self->progress,
                                   &self->result };

  self->way = kh_lock_way_page_new (organization, self->plan);
  self->impact = kh_lock_impact_page_new (organization, self->plan);
  self->review = kh_lock_review_page_new (organization, self->plan);
  self->progress = kh_task_progress_page_new (organization, &words);
  self->result = kh_lock_result_page_new (organization, self->plan);
  for (guint i = 0; i < G_N_ELEMENTS (pages); i++)
    kh_wizard_add_page (KH_WIZARD (self), *pages[i]);
  g_signal_connect_object (self->way, "leave", G_CALLBACK (on_leave_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->review, "show-impact", G_CALLBACK (on_show_impact_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->progress, "ended", G_CALLBACK (on_ended_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->result, "back", G_CALLBACK (on_back_cb), self, G_CONNECT_SWAPPED);
}

/* (transfer full) (nullable): of a way of a key, where it names a version. */
static char *
make_target (const char *id, const KhLockWish *wish)
{
  return wish->version != NULL ? g_strconcat (id, "/", wish->version, NULL) : NULL;
}

GtkWindow *
kh_lock_wizard_new_way (KhOrganization *organization, KhItemKind kind, const char *id,
                        const KhLockWish *wish)
{
  KhItem *environment = kind == KH_ITEM_ENVIRONMENT
                            ? kh_item_list_find (kh_organization_get_list (organization, kind), id)
                            : NULL;
  KhLockWizard *self = g_object_new (KH_TYPE_LOCK_WIZARD, "organization", organization, "title",
                                     _ ("Lock Environments"), NULL);
  g_autofree char *address = NULL;
  g_autofree char *target = NULL;

  if (environment != NULL) {
    kind = KH_ITEM_POLICY;
    id = kh_item_string (environment, "policy.id");
  }
  self->plan = kh_lock_plan_new (organization, kind, id);
  if (wish != NULL && wish->way != NULL) {
    target = make_target (kh_lock_plan_get_id (self->plan), wish);
    kh_lock_plan_want (self->plan, wish->way, target);
  }
  address = g_strdup_printf ("keyhold:wizard/lock?%s=%s", kh_item_kind_to_string (kind),
                             kh_lock_plan_get_id (self->plan));
  add_pages (self, organization);
  kh_wizard_go (KH_WIZARD (self), self->way);
  kh_inquiry_check (KH_INQUIRY (self->plan));
  kh_wizard_set_address (KH_WIZARD (self), address);
  return GTK_WINDOW (self);
}

GtkWindow *
kh_lock_wizard_new (KhOrganization *organization, KhItemKind kind, const char *id)
{
  return kh_lock_wizard_new_way (organization, kind, id, NULL);
}
