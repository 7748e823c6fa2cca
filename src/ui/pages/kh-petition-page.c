/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A request: what it would do now, what happened to it, its evidence, and the decision. */
#include "kh-petition-page.h"

#include <string.h>

#include "kh-compat-files.h"
#include "kh-detail-page.h"
#include "kh-focus.h"
#include "kh-impact-rows.h"
#include "kh-request-entry.h"
#include "kh-request-api.h"
#include "kh-request-dialogs.h"
#include "kh-request-ticket.h"
#include "kh-rows.h"
#include "kh-sentences.h"
#include "kh-text.h"
#include "kh-uri.h"

struct _KhPetitionPage {
  KhPage parent_instance;

  GtkBox *groups;
  char *id;
  KhJson *request; /* (nullable): as it was read last */
  gboolean reading, again;
};

#define KH_TYPE_PETITION_PAGE (kh_petition_page_get_type ())
G_DECLARE_FINAL_TYPE (KhPetitionPage, kh_petition_page, KH, PETITION_PAGE, KhPage)
G_DEFINE_FINAL_TYPE (KhPetitionPage, kh_petition_page, KH_TYPE_PAGE)

static KhOrganization *
get_organization (KhPetitionPage *self)
{
  return kh_page_get_organization (KH_PAGE (self));
}

const char *
kh_petition_kind_text (KhJson *request)
{
  return g_str_equal (kh_request_kind (request), KH_REQUEST_UNLOCK) ? _ ("Unlock request")
                                                                    : _ ("Approval");
}

/* --- Acts ------------------------------------------------------------------------------------- */

static void
approve_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  KhPetitionPage *self = data;

  kh_dialog_show (kh_approve_dialog_new (get_organization (self), self->request), data);
}

static void
approve_here_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  KhPetitionPage *self = data;

  kh_dialog_show (kh_approve_dialog_new_here (get_organization (self), self->request), data);
}

static void
reject_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  KhPetitionPage *self = data;

  kh_dialog_show (kh_reject_dialog_new (get_organization (self), self->request), data);
}

/* What was approved is done in the wizard, which proves the key once more. */
static void
re_enable_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  KhPetitionPage *self = data;
  KhJson *first = kh_json_element (self->request, "environments", 0);
  g_autofree char *uri =
      g_strconcat ("keyhold:wizard/unlock?environment=", kh_json_string (first, "id"), NULL);

  kh_open_uri (data, uri);
}

static void
withdrawn_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (KhPage) page = kh_weak_take (data);
  g_autoptr (GError) error = NULL;
  g_autoptr (KhJson) answer =
      kh_organization_call_finish (KH_ORGANIZATION (source), result, &error);
  g_autofree char *text = error != NULL ? kh_text_error_body (error) : NULL;

  kh_organization_refresh_requests (KH_ORGANIZATION (source));
  if (page == NULL || g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  kh_toast (GTK_WIDGET (page), text != NULL ? text : _ ("Request withdrawn"), NULL, NULL);
}

static void
withdraw_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  KhPetitionPage *self = data;

  kh_organization_call_async (get_organization (self),
                              kh_request_api_decide (self->id, "withdraw", NULL, NULL),
                              kh_page_get_cancellable (data), withdrawn_cb, kh_weak_new (self));
}

static void
exported_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (KhPage) page = kh_weak_take (data);
  g_autoptr (GError) error = NULL;
  g_autofree char *name = g_file_get_basename (G_FILE (source));
  g_autofree char *text = NULL;

  g_file_replace_contents_finish (G_FILE (source), result, NULL, &error);
  text = error != NULL ? g_strdup (error->message) : g_strdup_printf (_ ("Exported to %s"), name);
  if (page != NULL)
    kh_toast (GTK_WIDGET (page), text, NULL, NULL);
}

/* A file of the user alone: evidence tells how things are protected. */
static void
folder_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (KhPetitionPage) self = kh_weak_take (data);
  g_autoptr (GFile) folder = kh_choose_folder_finish (result, NULL);
  g_autofree char *name = NULL;
  g_autofree char *text = NULL;
  g_autoptr (GFile) file = NULL;
  g_autoptr (GBytes) bytes = NULL;

  if (self == NULL || folder == NULL)
    return;
  name = g_strdup_printf ("request-%s.txt", self->id);
  text = kh_request_ticket (self->request);
  file = g_file_get_child (folder, name);
  bytes = g_bytes_new (text, strlen (text));
  g_file_replace_contents_bytes_async (file, bytes, NULL, FALSE, G_FILE_CREATE_PRIVATE, NULL,
                                       exported_cb, kh_weak_new (self));
}

static void
export_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  kh_choose_folder_async (data, _ ("Choose a Folder"), NULL, kh_page_get_cancellable (data),
                          folder_cb, kh_weak_new (data));
}

static const GActionEntry entries[] = {
  { .name = "approve", .activate = approve_cb },
  { .name = "approve-here", .activate = approve_here_cb },
  { .name = "re-enable", .activate = re_enable_cb },
  { .name = "reject", .activate = reject_cb },
  { .name = "withdraw", .activate = withdraw_cb },
  { .name = "export", .activate = export_cb },
};

static gboolean
may (KhPetitionPage *self, const char *what)
{
  return kh_json_bool (self->request, what, FALSE);
}

static gboolean
may_approve (KhPetitionPage *self)
{
  return may (self, "mayApprove") && !may (self, "changed");
}

/* Who asked has another person beside them. */
static gboolean
may_approve_here (KhPetitionPage *self)
{
  return may (self, "mayWithdraw") && !may (self, "changed")
         && kh_request_is_pending (self->request);
}

/* By who may: it is good for one re-enabling of each environment. */
static gboolean
may_re_enable (KhPetitionPage *self)
{
  return g_str_equal (kh_request_kind (self->request), KH_REQUEST_UNLOCK)
         && g_strcmp0 (kh_json_string (self->request, "state"), "Approved") == 0
         && kh_json_length (self->request, "environments") > 0
         && kh_organization_may (get_organization (self), KH_MAY_PPA);
}

static void
show_acts (KhPetitionPage *self)
{
  KhPage *page = KH_PAGE (self);

  kh_page_set_action_enabled (page, "approve", may_approve (self));
  kh_page_set_action_enabled (page, "approve-here", may_approve_here (self));
  kh_page_set_action_enabled (page, "reject", may (self, "mayReject"));
  kh_page_set_action_enabled (page, "withdraw", may (self, "mayWithdraw"));
  kh_page_set_action_enabled (page, "re-enable", may_re_enable (self));
  if (may_re_enable (self))
    kh_page_set_primary (page, _ ("Re-_enable…"), "page.re-enable");
  else if (may (self, "mayWithdraw"))
    kh_page_set_primary (page, _ ("_Withdraw"), "page.withdraw");
  else if (may (self, "mayApprove"))
    kh_page_set_primary (page, _ ("_Approve…"), "page.approve");
  else
    kh_page_set_primary (page, NULL, NULL);
  if (may (self, "mayReject"))
    kh_page_set_secondary (page, _ ("_Reject…"), "page.reject");
  else if (may_re_enable (self) && may (self, "mayWithdraw"))
    kh_page_set_secondary (page, _ ("_Withdraw"), "page.withdraw");
  else
    kh_page_set_secondary (page, NULL, NULL);
}

/* --- Groups ----------------------------------------------------------------------------------- */

static GtkWidget *
add_group (KhPetitionPage *self, const char *title)
{
  GtkWidget *group = adw_preferences_group_new ();

  if (title != NULL)
    adw_preferences_group_set_title (ADW_PREFERENCES_GROUP (group), title);
  gtk_box_append (self->groups, group);
  return group;
}

static GtkWidget *
add_row (GtkWidget *group, const char *title, const char *subtitle)
{
  GtkWidget *row = kh_row_new (title, subtitle);

  adw_action_row_set_title_lines (ADW_ACTION_ROW (row), 0);
  adw_action_row_set_subtitle_lines (ADW_ACTION_ROW (row), 0);
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (group), row);
  return row;
}

static void
add_summary (KhPetitionPage *self)
{
  GtkWidget *group = add_group (self, NULL);
  KhTime now = kh_organization_now (get_organization (self));
  KhTime end = kh_json_time (self->request, "expiresAt");
  const char *reason = kh_json_string (self->request, "reason");
  const char *refusal = kh_json_string (self->request, "refusal");
  g_autofree char *time = end != KH_TIME_NONE ? kh_text_clock (end, now) : NULL;
  g_autofree char *expires = time != NULL ? g_strdup_printf (_ ("Expires %s"), time) : NULL;
  g_autofree char *asked =
      g_strdup_printf (_ ("Asked by %s"), kh_json_string (self->request, "requestedBy"));

  kh_row_add_pill (add_row (group, asked, expires), KH_STATE_REQUEST,
                   kh_json_string (self->request, "state"));
  if (reason != NULL)
    add_row (group, _ ("Reason"), reason);
  if (may (self, "altered"))
    kh_row_add_pill (add_row (group, _ ("It was altered in the database"),
                              _ ("An altered request is good for nothing")),
                     KH_STATE_CHECK, "block");
  if (refusal != NULL)
    kh_row_add_pill (add_row (group, _ ("This account cannot approve it"), refusal), KH_STATE_CHECK,
                     "block");
}

/* Nobody has to sign in for it. */
static void
add_here (KhPetitionPage *self)
{
  GtkWidget *group, *row, *button;

  if (!may_approve_here (self))
    return;
  group = add_group (self, NULL);
  row = add_row (group, _ ("A second person is at this computer"),
                 _ ("Approves with a passphrase of their own"));
  button = gtk_button_new_with_mnemonic (_ ("Approve _Here…"));
  kh_set_plain_name (button, _ ("Approve _Here…"));
  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  gtk_actionable_set_action_name (GTK_ACTIONABLE (button), "page.approve-here");
  kh_row_add_button (row, button);
}

static void
add_impact (KhPetitionPage *self)
{
  KhJson *impact = kh_json_get (self->request, "impact");
  GtkWidget *group, *list;

  if (impact == NULL && !may (self, "changed"))
    return;
  group = add_group (self, _ ("Impact Now"));
  if (may (self, "changed"))
    kh_row_add_pill (add_row (group, _ ("The impact is no longer what was asked"), _ ("Ask again")),
                     KH_STATE_REQUEST, "Changed");
  else
    add_row (group, _ ("Unchanged since the request"), NULL);
  if (impact == NULL)
    return;
  list = gtk_list_box_new ();
  gtk_list_box_set_selection_mode (GTK_LIST_BOX (list), GTK_SELECTION_NONE);
  gtk_widget_add_css_class (list, "boxed-list");
  gtk_widget_set_margin_top (list, 12);
  kh_impact_rows_fill (GTK_LIST_BOX (list), NULL, impact,
                       kh_organization_now (get_organization (self)));
  gtk_widget_set_visible (list, gtk_widget_get_first_child (list) != NULL);
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (group), list);
}

/* (transfer full): "Asked by Kira Vance" */
static char *
make_event_text (KhJson *note)
{
  static const struct {
    const char *event, *by, *alone;
  } words[] = {
    { "filed", N_ ("Asked by %s"), N_ ("Asked") },
    { "approved", N_ ("Approved by %s"), N_ ("Approved") },
    { "rejected", N_ ("Rejected by %s"), N_ ("Rejected") },
    { "withdrawn", N_ ("Taken back by %s"), N_ ("Taken back") },
    { "expired", N_ ("Expired"), N_ ("Expired") },
    { "used", N_ ("Used by %s"), N_ ("Used") },
  };
  const char *by = kh_json_string (note, "by");

  for (guint i = 0; i < G_N_ELEMENTS (words); i++)
    if (g_strcmp0 (kh_json_string (note, "event"), words[i].event) == 0) {
      g_auto (GStrv) parts =
          g_strsplit (by != NULL ? _ (words[i].by) : _ (words[i].alone), "%s", 2);

      return g_strjoinv (by, parts);
    }
  return g_strdup (kh_json_string (note, "event"));
}

static void
add_history (KhPetitionPage *self)
{
  GtkWidget *group = add_group (self, _ ("Timeline"));
  KhTime now = kh_organization_now (get_organization (self));

  for (guint i = 0; i < kh_json_length (self->request, "history"); i++) {
    KhJson *note = kh_json_element (self->request, "history", i);
    g_autofree char *time = kh_text_time (kh_json_time (note, "at"), now);
    g_autofree char *title = make_event_text (note);
    const char *why = kh_said (kh_json_string (note, "text"));
    g_autofree char *text = why != NULL ? g_strdup_printf ("%s · %s", time, why) : g_strdup (time);

    kh_set_time (add_row (group, title, text), kh_json_time (note, "at"));
  }
}

static void
add_evidence (KhPetitionPage *self)
{
  GtkWidget *group = add_group (self, _ ("Evidence"));
  GtkWidget *button = gtk_button_new_with_mnemonic (_ ("_Export…"));
  GtkWidget *row;

  for (guint i = 0; i < kh_json_length (self->request, "evidence"); i++) {
    KhJson *piece = kh_json_element (self->request, "evidence", i);

    row = add_row (group, kh_json_string (piece, "name"),
                   kh_json_bool (piece, "verified", FALSE) ? _ ("Compared with its digest just now")
                                                           : _ ("Does not match its digest"));
    kh_row_add_pill (row, KH_STATE_CHECK,
                     kh_json_bool (piece, "verified", FALSE) ? "pass" : "block");
  }
  row = add_row (group, _ ("As a text with everything"), _ ("For a support ticket, or to keep"));
  kh_set_plain_name (button, _ ("_Export…"));
  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  gtk_actionable_set_action_name (GTK_ACTIONABLE (button), "page.export");
  kh_row_add_button (row, button);
}

static void
show (KhPetitionPage *self)
{
  GtkWidget *child;
  KhFocus focus;
  g_autofree char *subtitle =
      g_strdup_printf (_ ("Request · %s"), kh_petition_kind_text (self->request));

  kh_focus_find (GTK_WIDGET (self->groups), &focus);
  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self->groups))) != NULL)
    gtk_box_remove (self->groups, child);
  kh_page_set_title (KH_PAGE (self), kh_said (kh_json_string (self->request, "subject")));
  kh_page_set_subtitle (KH_PAGE (self), subtitle);
  add_summary (self);
  add_here (self);
  add_impact (self);
  add_history (self);
  add_evidence (self);
  show_acts (self);
  kh_focus_restore (GTK_WIDGET (self->groups), &focus);
  kh_page_set_state (KH_PAGE (self), KH_PAGE_READY);
}

/* --- Reading ---------------------------------------------------------------------------------- */

static void load (KhPetitionPage *self);

static void
read_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (KhPetitionPage) self = kh_weak_take (data);
  g_autoptr (GError) error = NULL;
  KhJson *request = kh_organization_call_finish (KH_ORGANIZATION (source), result, &error);

  if (self == NULL || g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED)) {
    g_clear_pointer (&request, kh_json_unref);
    return;
  }
  self->reading = FALSE;
  if (request != NULL) {
    g_clear_pointer (&self->request, kh_json_unref);
    self->request = request;
    show (self);
  } else if (self->request == NULL) {
    kh_page_set_error (KH_PAGE (self), error);
  }
  if (self->again)
    load (self);
}

/* It is read when it is shown: what it would do is computed by then. */
static void
load (KhPetitionPage *self)
{
  self->again = self->reading;
  if (self->reading)
    return;
  self->reading = TRUE;
  kh_organization_call_async (get_organization (self), kh_request_api_get (self->id),
                              kh_page_get_cancellable (KH_PAGE (self)), read_cb,
                              kh_weak_new (self));
}

static void
kh_petition_page_refresh (KhPage *page)
{
  load (KH_PETITION_PAGE (page));
}

static void
kh_petition_page_finalize (GObject *object)
{
  KhPetitionPage *self = KH_PETITION_PAGE (object);

  g_free (self->id);
  g_clear_pointer (&self->request, kh_json_unref);
  G_OBJECT_CLASS (kh_petition_page_parent_class)->finalize (object);
}

static const KhPageTexts texts = {
  .loading = N_ ("Loading requests"),
  .error_title = N_ ("This Request Cannot Be Shown"),
};

static void
kh_petition_page_class_init (KhPetitionPageClass *klass)
{
  KhPageClass *page_class = KH_PAGE_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = kh_petition_page_finalize;
  page_class->texts = &texts;
  page_class->refresh = kh_petition_page_refresh;
}

static void
kh_petition_page_init (KhPetitionPage *self)
{
  adw_bin_set_child (ADW_BIN (self), kh_detail_scroller_new (&self->groups));
  kh_page_add_actions (KH_PAGE (self), entries, G_N_ELEMENTS (entries));
}

KhPage *
kh_petition_page_new (KhOrganization *organization, const char *id)
{
  KhPetitionPage *self = g_object_new (KH_TYPE_PETITION_PAGE, "organization", organization, NULL);
  g_autofree char *uri = kh_uri_format_section (KH_SECTION_REQUESTS, id);

  self->id = g_strdup (id);
  kh_page_set_title (KH_PAGE (self), _ ("Request"));
  kh_page_set_uri (KH_PAGE (self), uri);
  g_signal_connect_object (kh_organization_get_requests (organization), "changed",
                           G_CALLBACK (load), self, G_CONNECT_SWAPPED);
  load (self);
  return KH_PAGE (self);
}
