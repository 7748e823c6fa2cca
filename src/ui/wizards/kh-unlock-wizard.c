/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Unlock Environments: the pages in their order, and the opening. */
#include "kh-unlock-wizard.h"

#include "kh-client-wait.h"
#include "kh-environment-api.h"
#include "kh-request-api.h"
#include "kh-task-progress-page.h"
#include "kh-text.h"
#include "kh-unlock-page.h"
#include "kh-wizard.h"

#define KH_TYPE_UNLOCK_WIZARD (kh_unlock_wizard_get_type ())
G_DECLARE_FINAL_TYPE (KhUnlockWizard, kh_unlock_wizard, KH, UNLOCK_WIZARD, KhWizard)

struct _KhUnlockWizard {
  KhWizard parent_instance;

  KhUnlock *unlock; /* (owned) */
  KhTaskRun *run;   /* (owned) (nullable) */
  gboolean files;   /* it files a request */
  /* The window owns them. */
  KhWizardPage *diagnosis, *repair, *review, *progress, *result;
};

G_DEFINE_FINAL_TYPE (KhUnlockWizard, kh_unlock_wizard, KH_TYPE_WIZARD)

/* The operation ends at once here; elsewhere it takes up to five minutes. */
static gboolean
re_enable (KhClient *client, const char *id, gconstpointer data, GCancellable *cancellable,
           GError **error)
{
  g_autofree char *operation =
      kh_client_call (client, kh_environment_api_re_enable (id), cancellable, error);
  g_autoptr (KhJson) ended = operation != NULL ? kh_client_wait_operation (client, operation, NULL,
                                                                           NULL, cancellable, error)
                                               : NULL;

  if (ended == NULL)
    return FALSE;
  if (g_strcmp0 (kh_json_string (ended, "state"), "Succeeded") == 0)
    return TRUE;
  kh_set_error (error, KH_ERROR_STATE, "%s",
                _ ("The environment was not re-enabled. Its operation tells why."));
  return FALSE;
}

/* All of them in one request: the support decides about the lock as a whole. @data: the filing. */
static gboolean
file_request (KhClient *client, const char *id, gconstpointer data, GCancellable *cancellable,
              GError **error)
{
  return kh_client_do (client, kh_request_api_file (data), cancellable, error);
}

/* (transfer full) */
static KhTaskRun *
new_filing (KhUnlockWizard *self)
{
  KhOrganization *organization = kh_wizard_get_organization (KH_WIZARD (self));
  KhTaskRun *run =
      kh_task_run_new (organization, file_request, kh_unlock_review_page_new_filing (self->review),
                       (GDestroyNotify)kh_wire_request_filing_free);

  kh_task_run_add (run, "", _ ("Unlock request"));
  return run;
}

static void
kh_unlock_wizard_apply (KhWizard *wizard)
{
  KhUnlockWizard *self = KH_UNLOCK_WIZARD (wizard);
  g_autoptr (GPtrArray) chosen = kh_unlock_chosen (self->unlock);

  g_clear_object (&self->run);
  self->files = kh_unlock_needs_request (self->unlock);
  self->run = self->files
                  ? new_filing (self)
                  : kh_task_run_new (kh_wizard_get_organization (wizard), re_enable, NULL, NULL);
  for (guint i = 0; i < chosen->len && !self->files; i++) {
    const KhUnlockEnvironment *environment = chosen->pdata[i];

    kh_task_run_add (self->run, environment->id, environment->name);
  }
  kh_inquiry_stop (KH_INQUIRY (self->unlock));
  kh_task_progress_page_set_run (self->progress, self->run);
  kh_wizard_go (wizard, self->progress);
  kh_task_run_start (self->run);
}

static void
on_ended_cb (KhUnlockWizard *self)
{
  if (kh_wizard_is_closed (KH_WIZARD (self))
      || kh_wizard_get_page (KH_WIZARD (self)) != self->progress)
    return;
  kh_unlock_result_page_set_run (self->result, self->run, self->files);
  kh_wizard_go (KH_WIZARD (self), self->result);
}

static void
on_retry_cb (KhUnlockWizard *self)
{
  kh_wizard_go (KH_WIZARD (self), self->progress);
  kh_task_run_start (self->run);
}

static void
on_back_cb (KhUnlockWizard *self)
{
  kh_inquiry_check (KH_INQUIRY (self->unlock));
  kh_wizard_go (KH_WIZARD (self), self->repair);
}

static void
kh_unlock_wizard_dispose (GObject *object)
{
  KhUnlockWizard *self = KH_UNLOCK_WIZARD (object);

  if (self->unlock != NULL)
    kh_inquiry_stop (KH_INQUIRY (self->unlock));
  G_OBJECT_CLASS (kh_unlock_wizard_parent_class)->dispose (object);
  g_clear_object (&self->run);
  g_clear_object (&self->unlock);
}

/* Alt+P: the first open repair, wherever the focus is. It is on Next as soon as the environments of
 * one policy are ready, and those of another may have more to be repaired. */
static void
repair_first_cb (GtkWidget *widget, const char *action, GVariant *parameter)
{
  KhUnlockWizard *self = KH_UNLOCK_WIZARD (widget);

  if (kh_wizard_get_page (KH_WIZARD (self)) == self->repair)
    kh_unlock_repair_page_press_first (self->repair);
}

static void
kh_unlock_wizard_class_init (KhUnlockWizardClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  gtk_widget_class_install_action (widget_class, "unlock.repair-first", NULL, repair_first_cb);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_p, GDK_ALT_MASK, "unlock.repair-first",
                                       NULL);
  G_OBJECT_CLASS (klass)->dispose = kh_unlock_wizard_dispose;
  KH_WIZARD_CLASS (klass)->apply = kh_unlock_wizard_apply;
}

static void
kh_unlock_wizard_init (KhUnlockWizard *self)
{
}

static void
add_pages (KhUnlockWizard *self, KhOrganization *organization)
{
  const KhTaskWords words = { _ ("Re-enabling"), _ ("Re-enabling") };
  KhWizardPage **const pages[] = { &self->diagnosis, &self->repair, &self->review, &self->progress,
                                   &self->result };

  self->diagnosis = kh_unlock_diagnosis_page_new (organization, self->unlock);
  self->repair = kh_unlock_repair_page_new (organization, self->unlock);
  self->review = kh_unlock_review_page_new (organization, self->unlock);
  self->progress = kh_task_progress_page_new (organization, &words);
  self->result = kh_unlock_result_page_new (organization);
  for (guint i = 0; i < G_N_ELEMENTS (pages); i++)
    kh_wizard_add_page (KH_WIZARD (self), *pages[i]);
  g_signal_connect_object (self->progress, "ended", G_CALLBACK (on_ended_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->result, "retry", G_CALLBACK (on_retry_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->result, "back", G_CALLBACK (on_back_cb), self, G_CONNECT_SWAPPED);
}

GtkWindow *
kh_unlock_wizard_new (KhOrganization *organization, const char *const *environments,
                      const char *policy)
{
  KhUnlockWizard *self = g_object_new (KH_TYPE_UNLOCK_WIZARD, "organization", organization, "title",
                                       _ ("Unlock Environments"), NULL);

  self->unlock = kh_unlock_new (organization, environments, policy);
  add_pages (self, organization);
  kh_wizard_go (KH_WIZARD (self), self->diagnosis);
  return GTK_WINDOW (self);
}
