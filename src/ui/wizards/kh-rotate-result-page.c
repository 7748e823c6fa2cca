/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How a rotation ended. */
#include "kh-rotate-page.h"

#include "kh-limits.h"
#include "kh-result-view.h"
#include "kh-rotate-run.h"
#include "kh-rotate-words.h"
#include "kh-rows.h"
#include "kh-task-progress-page.h"
#include "kh-text.h"
#include "kh-uri.h"

typedef enum { OTHER_BACK, OTHER_RETRY, OTHER_KEY } Other;

#define KH_TYPE_ROTATE_RESULT_PAGE (kh_rotate_result_page_get_type ())
G_DECLARE_FINAL_TYPE (KhRotateResultPage, kh_rotate_result_page, KH, ROTATE_RESULT_PAGE, KhWorkPage)

struct _KhRotateResultPage {
  KhWorkPage parent_instance;

  KhRotatePlan *plan; /* (owned) */
  KhResultView *view;
  Other other;
};

enum { SIGNAL_BACK, SIGNAL_RETRY, N_SIGNALS };
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (KhRotateResultPage, kh_rotate_result_page, KH_TYPE_WORK_PAGE)

static void
show_other (KhRotateResultPage *self, Other other, const char *label)
{
  self->other = other;
  kh_result_view_set_other (self->view, label);
}

/* --- Heads ------------------------------------------------------------------------------------ */

static void
show_rotated (KhRotateResultPage *self, const KhRotateStores *stores, const char *version,
              const char *before)
{
  KhTime now = kh_organization_now (kh_work_page_get_organization (KH_WORK_PAGE (self)));
  g_autofree char *date = kh_text_date (now + KH_OLD_VERSION_HOLD, now);
  g_autofree char *new_id = kh_text_short_id (version);
  g_autofree char *old_id = kh_text_short_id (before);
  g_autofree char *body =
      kh_rotate_plan_makes_disabled (self->plan) ? g_strdup_printf (
          _ ("%s is the current version, and not enabled: %s stays in use."), new_id, old_id)
      : stores->all > 0
          ? g_strdup_printf (_ ("All stores use %s. %s is needed until %s."), new_id, old_id, date)
          : g_strdup_printf (_ ("%s is the current version. No environment uses it yet."), new_id);

  kh_result_view_show (self->view, KH_RESULT_SUCCESS, _ ("Rotated"), body);
  show_other (self, OTHER_KEY, _ ("_Open the Key"));
}

static void
show_spreading (KhRotateResultPage *self, const KhRotateStores *stores)
{
  g_autofree char *body =
      g_strdup_printf (ngettext ("%u of %u store uses it. Up to 24 hours; both versions must stay "
                                 "enabled.",
                                 "%u of %u stores use it. Up to 24 hours; both versions must stay "
                                 "enabled.",
                                 stores->all),
                       stores->moved, stores->all);

  kh_result_view_show (self->view, KH_RESULT_RUNNING, _ ("New Version Is Spreading"), body);
  show_other (self, OTHER_RETRY, _ ("_Look Again"));
}

/* Somebody could not be asked. */
static void
show_partly (KhRotateResultPage *self, const KhRotateStores *stores, const GError *error)
{
  guint left = stores->all - stores->moved;
  g_autofree char *body = error != NULL ? kh_text_error_body (error) : g_strdup ("");
  g_autofree char *title =
      stores->is_known ? g_strdup_printf (ngettext ("%u Store Still Uses the Old Version",
                                                    "%u Stores Still Use the Old Version", left),
                                          left)
                       : g_strdup (_ ("Not Known Who Uses the New Version"));

  kh_result_view_show (self->view, KH_RESULT_PARTLY, title, body);
  show_other (self, OTHER_RETRY, _ ("_Retry"));
}

/* The tenant said no; or nobody knows what it did. */
static void
show_failed (KhRotateResultPage *self, const GError *error)
{
  gboolean lost = kh_error_is (error, KH_ERROR_NETWORK) || kh_error_is (error, KH_ERROR_REMOTE);
  gboolean once = kh_rotate_plan_get_way (self->plan) == KH_ROTATE_VERSION;
  g_autofree char *cause = kh_text_error_body (error);
  g_autofree char *body = g_strdup_printf (
      lost ? _ ("%s Look at the key before it is tried again.") : _ ("%s Nothing changed."), cause);

  kh_result_view_show (self->view, KH_RESULT_FAILED,
                       once ? _ ("No New Version") : _ ("The Schedule Was Not Saved"), body);
  show_other (self, OTHER_BACK, _ ("_Back to Review"));
}

static void
show_scheduled (KhRotateResultPage *self)
{
  g_autofree char *body = kh_rotate_sentence (self->plan);

  kh_result_view_show (self->view, KH_RESULT_SUCCESS, _ ("Schedule Saved"), body);
  show_other (self, OTHER_KEY, _ ("_Open the Key"));
}

static gboolean
is_waiting (const GError *error)
{
  return error != NULL && kh_error_is (error, KH_ERROR_STATE);
}

static void
show_head (KhRotateResultPage *self, KhTaskRun *run)
{
  KhRotateStores stores = kh_rotate_run_count_stores (run);
  const GError *error = kh_task_run_get_error (run);
  g_autofree char *version = kh_rotate_run_get_version (run);
  g_autofree char *before = kh_rotate_run_get_before (run);

  if (!kh_rotate_run_is_done (run))
    show_failed (self, error);
  else if (version == NULL)
    show_scheduled (self);
  else if (error == NULL)
    show_rotated (self, &stores, version, before);
  else if (is_waiting (error) && stores.is_known)
    show_spreading (self, &stores);
  else
    show_partly (self, &stores, error);
}

/* --- Rows ------------------------------------------------------------------------------------- */

static void
show_warning (KhRotateResultPage *self, KhTaskRun *run)
{
  g_autofree char *before = kh_rotate_run_get_before (run);
  g_autofree char *text = before != NULL ? kh_rotate_do_not (self->plan, before) : NULL;

  kh_result_view_set_warning (
      self->view,
      kh_task_run_count (run) > 1 || kh_rotate_plan_makes_disabled (self->plan) ? text : NULL);
}

void
kh_rotate_result_page_set_run (KhWizardPage *page, KhTaskRun *run)
{
  KhRotateResultPage *self = KH_ROTATE_RESULT_PAGE (page);

  kh_result_view_clear_rows (self->view);
  /* The act was told by the title; without it nobody was asked. */
  for (guint i = 1; i < kh_task_run_count (run) && kh_rotate_run_is_done (run); i++) {
    GtkWidget *row = kh_step_row_new ();

    kh_task_show (kh_task_run_nth (run, i), NULL, KH_STEP_ROW (row));
    kh_result_view_add_row (self->view, row);
  }
  show_warning (self, run);
  show_head (self, run);
}

/* --- The page --------------------------------------------------------------------------------- */

static void
on_other_cb (KhRotateResultPage *self)
{
  g_autofree char *uri = kh_uri_format (KH_ITEM_KEY, kh_rotate_plan_get_id (self->plan));

  if (self->other == OTHER_KEY)
    kh_result_view_leave (self->view, uri);
  else
    g_signal_emit (self, signals[self->other == OTHER_BACK ? SIGNAL_BACK : SIGNAL_RETRY], 0);
}

static GtkWidget *
kh_rotate_result_page_get_focus (KhWizardPage *page)
{
  return kh_result_view_get_done (KH_ROTATE_RESULT_PAGE (page)->view);
}

static void
kh_rotate_result_page_dispose (GObject *object)
{
  adw_bin_set_child (ADW_BIN (object), NULL);
  G_OBJECT_CLASS (kh_rotate_result_page_parent_class)->dispose (object);
}

static void
kh_rotate_result_page_finalize (GObject *object)
{
  g_clear_object (&KH_ROTATE_RESULT_PAGE (object)->plan);
  G_OBJECT_CLASS (kh_rotate_result_page_parent_class)->finalize (object);
}

static guint
new_signal (const char *name)
{
  return g_signal_new (name, KH_TYPE_ROTATE_RESULT_PAGE, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                       G_TYPE_NONE, 0);
}

static void
kh_rotate_result_page_class_init (KhRotateResultPageClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = kh_rotate_result_page_dispose;
  G_OBJECT_CLASS (klass)->finalize = kh_rotate_result_page_finalize;
  KH_WIZARD_PAGE_CLASS (klass)->closes = TRUE;
  KH_WIZARD_PAGE_CLASS (klass)->get_focus = kh_rotate_result_page_get_focus;
  signals[SIGNAL_BACK] = new_signal ("back");
  signals[SIGNAL_RETRY] = new_signal ("retry");
}

static void
kh_rotate_result_page_init (KhRotateResultPage *self)
{
  self->view = g_object_new (KH_TYPE_RESULT_VIEW, NULL);
  g_signal_connect_object (self->view, "other", G_CALLBACK (on_other_cb), self, G_CONNECT_SWAPPED);
  adw_bin_set_child (ADW_BIN (self), GTK_WIDGET (self->view));
}

KhWizardPage *
kh_rotate_result_page_new (KhOrganization *organization, KhRotatePlan *plan)
{
  KhRotateResultPage *self =
      g_object_new (KH_TYPE_ROTATE_RESULT_PAGE, "organization", organization, NULL);

  g_set_object (&self->plan, plan);
  return KH_WIZARD_PAGE (self);
}
