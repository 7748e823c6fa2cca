/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Rotate Key: the pages in their order, and the rotation itself. */
#include "kh-rotate-wizard.h"

#include "kh-enable-wizard.h"
#include "kh-rotate-page.h"
#include "kh-rotate-run.h"
#include "kh-task-progress-page.h"
#include "kh-text.h"
#include "kh-wizard.h"

#define KH_TYPE_ROTATE_WIZARD (kh_rotate_wizard_get_type ())
G_DECLARE_FINAL_TYPE (KhRotateWizard, kh_rotate_wizard, KH, ROTATE_WIZARD, KhWizard)

struct _KhRotateWizard {
  KhWizard parent_instance;

  KhRotatePlan *plan; /* (owned) */
  KhTaskRun *run;     /* (owned) (nullable) */
  gboolean moves;     /* another wizard goes on */
  /* The window owns them. */
  KhWizardPage *way, *checks, *review, *progress, *result;
};

G_DEFINE_FINAL_TYPE (KhRotateWizard, kh_rotate_wizard, KH_TYPE_WIZARD)

/* In the place of this one, for all that the key protects. */
static void
move (KhRotateWizard *self)
{
  g_autoptr (GPtrArray) environments = kh_rotate_plan_get_environments (self->plan);
  g_autoptr (GPtrArray) ids = g_ptr_array_new ();
  GtkWindow *next;

  for (guint i = 0; i < environments->len; i++)
    g_ptr_array_add (ids, (gpointer)kh_item_get_id (environments->pdata[i]));
  g_ptr_array_add (ids, NULL);
  next = kh_change_wizard_new_key (kh_wizard_get_organization (KH_WIZARD (self)),
                                   (const char *const *)ids->pdata);
  gtk_window_set_transient_for (next, gtk_window_get_transient_for (GTK_WINDOW (self)));
  self->moves = TRUE;
  gtk_window_close (GTK_WINDOW (self));
  gtk_window_present (next);
}

static void
kh_rotate_wizard_apply (KhWizard *wizard)
{
  KhRotateWizard *self = KH_ROTATE_WIZARD (wizard);
  gboolean once = kh_rotate_plan_get_way (self->plan) == KH_ROTATE_VERSION;

  if (kh_rotate_plan_get_way (self->plan) == KH_ROTATE_NEW_KEY) {
    move (self);
    return;
  }
  kh_inquiry_stop (KH_INQUIRY (self->plan));
  g_clear_object (&self->run);
  self->run = kh_rotate_run_new (self->plan, once ? _ ("Create version") : _ ("Save schedule"));
  kh_task_progress_page_set_run (self->progress, self->run);
  kh_wizard_go (wizard, self->progress);
  kh_task_run_start (self->run);
}

static void
on_ended_cb (KhRotateWizard *self)
{
  if (kh_wizard_is_closed (KH_WIZARD (self))
      || kh_wizard_get_page (KH_WIZARD (self)) != self->progress)
    return;
  kh_rotate_result_page_set_run (self->result, self->run);
  kh_wizard_go (KH_WIZARD (self), self->result);
}

static void
on_edit_cb (KhRotateWizard *self)
{
  kh_wizard_edit (KH_WIZARD (self), self->way);
}

static void
on_back_cb (KhRotateWizard *self)
{
  kh_wizard_go (KH_WIZARD (self), self->review);
}

static void
on_retry_cb (KhRotateWizard *self)
{
  kh_wizard_go (KH_WIZARD (self), self->progress);
  kh_task_run_start (self->run);
}

/* --- The draft -------------------------------------------------------------------------------- */

static gboolean
kh_rotate_wizard_is_dirty (KhWizard *wizard)
{
  KhRotateWizard *self = KH_ROTATE_WIZARD (wizard);

  return kh_rotate_plan_is_decided (self->plan) && !self->moves;
}

static GVariant *
kh_rotate_wizard_save (KhWizard *wizard)
{
  KhRotatePlan *plan = KH_ROTATE_WIZARD (wizard)->plan;
  g_autofree char *schedule = kh_rotation_policy_to_text (kh_rotate_plan_get_schedule (plan));
  const KhNewVersion *how = kh_rotate_plan_get_new_version (plan);

  return g_variant_new ("(ubsuxb)", (guint)kh_rotate_plan_get_way (plan),
                        kh_rotate_plan_is_exposed (plan), schedule, how->size, how->exp,
                        how->disabled);
}

static void
kh_rotate_wizard_restore (KhWizard *wizard, GVariant *draft)
{
  KhRotateWizard *self = KH_ROTATE_WIZARD (wizard);
  g_autoptr (KhRotationPolicy) schedule = NULL;
  const char *text;
  KhNewVersion how;
  gboolean exposed;
  guint way;

  g_variant_get (draft, "(ub&suxb)", &way, &exposed, &text, &how.size, &how.exp, &how.disabled);
  kh_rotate_plan_set_exposed (self->plan, exposed);
  schedule = kh_rotation_policy_parse (text);
  if (schedule != NULL)
    kh_rotate_plan_set_schedule (self->plan, schedule);
  kh_rotate_plan_set_new_version (self->plan, &how);
  kh_rotate_plan_set_way (self->plan, (KhRotateWay)MIN (way, KH_ROTATE_N_WAYS - 1));
  kh_rotate_way_page_show_plan (self->way);
}

/* --- The wizard ------------------------------------------------------------------------------- */

static void
kh_rotate_wizard_dispose (GObject *object)
{
  KhRotateWizard *self = KH_ROTATE_WIZARD (object);

  if (self->plan != NULL)
    kh_inquiry_stop (KH_INQUIRY (self->plan));
  G_OBJECT_CLASS (kh_rotate_wizard_parent_class)->dispose (object);
  g_clear_object (&self->run);
  g_clear_object (&self->plan);
}

static void
kh_rotate_wizard_class_init (KhRotateWizardClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = kh_rotate_wizard_dispose;
  KH_WIZARD_CLASS (klass)->apply = kh_rotate_wizard_apply;
  KH_WIZARD_CLASS (klass)->is_dirty = kh_rotate_wizard_is_dirty;
  KH_WIZARD_CLASS (klass)->save = kh_rotate_wizard_save;
  KH_WIZARD_CLASS (klass)->restore = kh_rotate_wizard_restore;
}

static void
kh_rotate_wizard_init (KhRotateWizard *self)
{
}

static void
add_pages (KhRotateWizard *self, KhOrganization *organization)
{
  const KhTaskWords words = { _ ("Rotating"), _ ("Rotating") };
  KhWizardPage **const pages[] = { &self->way, &self->checks, &self->review, &self->progress,
                                   &self->result };

  self->way = kh_rotate_way_page_new (organization, self->plan);
  self->checks = kh_rotate_checks_page_new (organization, self->plan);
  self->review = kh_rotate_review_page_new (organization, self->plan);
  self->progress = kh_task_progress_page_new (organization, &words);
  self->result = kh_rotate_result_page_new (organization, self->plan);
  for (guint i = 0; i < G_N_ELEMENTS (pages); i++)
    kh_wizard_add_page (KH_WIZARD (self), *pages[i]);
  g_signal_connect_object (self->review, "edit", G_CALLBACK (on_edit_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->progress, "ended", G_CALLBACK (on_ended_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->result, "back", G_CALLBACK (on_back_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->result, "retry", G_CALLBACK (on_retry_cb), self,
                           G_CONNECT_SWAPPED);
}

GtkWindow *
kh_rotate_wizard_new (KhOrganization *organization, const char *key)
{
  KhRotateWizard *self = g_object_new (KH_TYPE_ROTATE_WIZARD, "organization", organization, "title",
                                       _ ("Rotate Key"), NULL);
  g_autofree char *address = NULL;

  self->plan = kh_rotate_plan_new (organization, key);
  address = g_strconcat ("keyhold:wizard/rotate?key=", kh_rotate_plan_get_id (self->plan), NULL);
  add_pages (self, organization);
  kh_wizard_go (KH_WIZARD (self), self->way);
  kh_wizard_set_address (KH_WIZARD (self), address);
  return GTK_WINDOW (self);
}
