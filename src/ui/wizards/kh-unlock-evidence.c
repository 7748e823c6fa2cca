/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Evidence that is looked at before it is sent. */
#include "kh-unlock-evidence.h"

#include <string.h>

#include "kh-compat-files.h"
#include "kh-failure.h"
#include "kh-focus.h"
#include "kh-request-api.h"
#include "kh-request-ticket.h"
#include "kh-rows.h"
#include "kh-text.h"

/* What is read, and for what. */
typedef struct {
  gpointer place;     /* kh_weak_new() */
  char *kind, *title; /* (nullable): NULL: it is saved */
  KhJson *request;    /* (owned) (nullable) */
  GFile *folder;      /* (owned) (nullable) */
  gboolean has_json;  /* it is written; the text comes next */
} Reading;

static Reading *
reading_new (GtkWidget *place, const char *kind, const char *title)
{
  Reading *self = g_new0 (Reading, 1);

  self->place = kh_weak_new (place);
  self->kind = g_strdup (kind);
  self->title = g_strdup (title);
  return self;
}

static void
reading_free (Reading *self)
{
  GtkWidget *place = self->place != NULL ? kh_weak_take (self->place) : NULL;

  g_clear_object (&place);
  g_free (self->kind);
  g_free (self->title);
  g_clear_pointer (&self->request, kh_json_unref);
  g_clear_object (&self->folder);
  g_free (self);
}

/* (nullable) (transfer full): where it was asked, while that is still there. */
static GtkWidget *
take_place (Reading *self)
{
  return kh_weak_take (g_steal_pointer (&self->place));
}

/* --- Windows ---------------------------------------------------------------------------------- */

static void
present (GtkWidget *place, const char *heading, const char *body, GtkWidget *extra)
{
  GtkRoot *root = gtk_widget_get_root (place);
  GtkWidget *dialog;

  if (!GTK_IS_WINDOW (root))
    return;
  dialog = adw_message_dialog_new (GTK_WINDOW (root), NULL, NULL);
  adw_message_dialog_set_heading (ADW_MESSAGE_DIALOG (dialog), heading);
  if (body != NULL)
    adw_message_dialog_set_body (ADW_MESSAGE_DIALOG (dialog), body);
  adw_message_dialog_add_response (ADW_MESSAGE_DIALOG (dialog), "close", _ ("_Close"));
  if (extra != NULL)
    adw_message_dialog_set_extra_child (ADW_MESSAGE_DIALOG (dialog), extra);
  kh_set_plain_names (dialog);
  gtk_window_present (GTK_WINDOW (dialog));
}

static GtkWidget *
new_text (const char *text, const char *title)
{
  GtkWidget *scrolled = gtk_scrolled_window_new ();
  GtkWidget *view = gtk_text_view_new ();

  gtk_text_buffer_set_text (gtk_text_view_get_buffer (GTK_TEXT_VIEW (view)), text, -1);
  gtk_text_view_set_editable (GTK_TEXT_VIEW (view), FALSE);
  gtk_text_view_set_cursor_visible (GTK_TEXT_VIEW (view), FALSE);
  gtk_text_view_set_accepts_tab (GTK_TEXT_VIEW (view), FALSE);
  gtk_text_view_set_monospace (GTK_TEXT_VIEW (view), TRUE);
  gtk_text_view_set_wrap_mode (GTK_TEXT_VIEW (view), GTK_WRAP_WORD_CHAR);
  kh_set_name (view, title);
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scrolled), GTK_POLICY_NEVER,
                                  GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_min_content_height (GTK_SCROLLED_WINDOW (scrolled), 240);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scrolled), view);
  return scrolled;
}

/* (nullable) (transfer none) */
static const char *
find_text (KhJson *request, const char *kind)
{
  for (guint i = 0; i < kh_json_length (request, "evidence"); i++) {
    KhJson *piece = kh_json_element (request, "evidence", i);

    if (g_strcmp0 (kh_json_string (piece, "kind"), kind) == 0)
      return kh_json_string (piece, "text");
  }
  return NULL;
}

/* --- Saving ----------------------------------------------------------------------------------- */

static void write_next (Reading *self);

static void
written_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  Reading *self = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GtkWidget) place = NULL;
  g_autofree char *folder = NULL;

  if (g_file_replace_contents_finish (G_FILE (source), result, NULL, &error) && !self->has_json) {
    self->has_json = TRUE;
    write_next (self);
    return;
  }
  place = take_place (self);
  folder = g_file_get_parse_name (self->folder);
  if (place != NULL && error != NULL)
    kh_failure_show (place, error);
  else if (place != NULL)
    present (place, _ ("Evidence Saved"), folder, NULL);
  reading_free (self);
}

/* (transfer full) */
static char *
make_text (Reading *self)
{
  g_autofree char *json = NULL;

  if (self->has_json)
    return kh_request_ticket (self->request);
  json = kh_json_to_text (self->request);
  return kh_json_pretty (json, NULL);
}

/* Files of the user alone: evidence tells how things are protected. */
static void
write_next (Reading *self)
{
  g_autofree char *text = make_text (self);
  g_autoptr (GBytes) bytes = g_bytes_new (text, strlen (text));
  g_autoptr (GFile) file = g_file_get_child (self->folder, self->has_json ? "unlock-evidence.txt"
                                                                          : "unlock-evidence.json");

  g_file_replace_contents_bytes_async (file, bytes, NULL, FALSE, G_FILE_CREATE_PRIVATE, NULL,
                                       written_cb, self);
}

static void
folder_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  Reading *self = data;

  self->folder = kh_choose_folder_finish (result, NULL);
  if (self->folder != NULL)
    write_next (self);
  else
    reading_free (self);
}

/* --- Reading ---------------------------------------------------------------------------------- */

static void
read_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  Reading *self = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GtkWidget) place = take_place (self);
  const char *text;

  self->request = kh_organization_call_finish (KH_ORGANIZATION (source), result, &error);
  if (place != NULL && self->request != NULL && self->kind == NULL) {
    self->place = kh_weak_new (place);
    kh_choose_folder_async (place, _ ("Choose a Folder"), NULL, NULL, folder_cb, self);
    return;
  }
  if (place != NULL && error != NULL) {
    kh_failure_show (place, error);
  } else if (place != NULL) {
    text = find_text (self->request, self->kind);
    present (place, self->title, NULL,
             new_text (text != NULL ? text : _ ("There is nothing to show."), self->title));
  }
  reading_free (self);
}

/* Takes @filing. */
static void
read_evidence (KhOrganization *organization, KhWireRequestFiling *filing, Reading *reading)
{
  filing->preview = TRUE;
  kh_organization_call_async (organization, kh_request_api_file (filing), NULL, read_cb, reading);
  kh_wire_request_filing_free (filing);
}

void
kh_unlock_evidence_show (GtkWidget *place, KhOrganization *organization,
                         KhWireRequestFiling *filing, const char *kind, const char *title)
{
  /* What stays out of the request can be looked at as well. */
  g_clear_pointer (&filing->left_out, g_strfreev);
  read_evidence (organization, filing, reading_new (place, kind, title));
}

void
kh_unlock_evidence_save (GtkWidget *place, KhOrganization *organization,
                         KhWireRequestFiling *filing)
{
  read_evidence (organization, filing, reading_new (place, NULL, NULL));
}
