/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Guards: which question a level asks, what has to be typed, and what the tenant gets. */
#include "kh-display-test.h"

#include <string.h>

#include "kh-confirm-dialog.h"
#include "kh-confirm.h"
#include "kh-lock-escalation.h"

static Fixture fixture;
static KhOrganization *organization;
static GtkWindow *below;

static const KhConfirmTexts texts = {
  .verb = "_Disable Key",
  .heading = "Disable Key?",
  .body = "Nothing uses it any more.",
  .heading_hard = "Disable Key Although It Is Needed?",
  .body_hard = "Type the key's name:",
  .destructive = TRUE,
};

typedef struct {
  gboolean over, confirmed;
  char *token;
  GError *error;
} Answer;

static void
answer_clear (Answer *answer)
{
  g_free (answer->token);
  g_clear_error (&answer->error);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Answer, answer_clear)

static void
confirmed_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  Answer *answer = data;
  answer->confirmed = kh_confirm_finish (result, &answer->error);
  answer->over = TRUE;
}

/* The change of these tests: it only tells what it was given. */
static gboolean
keep_token (KhClient *client, gpointer data, const KhConfirmed *confirmed,
            GCancellable *cancellable, GError **error)
{
  ((Answer *)data)->token = g_strdup (confirmed->token);
  return TRUE;
}

static void
ask_about (GtkWindow *parent, KhOrganization *whose, KhWireImpactRequest *change,
           GCancellable *cancellable, Answer *answer)
{
  kh_confirm_async (GTK_WIDGET (parent), whose, change, &texts, keep_token, answer, NULL,
                    cancellable, confirmed_cb, answer);
}

/* Asks about one change of a key. */
static void
ask (GtkWindow *parent, const char *trigger, const char *vault, const char *key,
     GCancellable *cancellable, Answer *answer)
{
  KhWireImpactRequest *change = kh_wire_impact_request_new ();
  change->trigger = g_strdup (trigger);
  change->vault = g_strdup (vault);
  change->key = g_strdup (key);
  change->enabled = KH_TRI_UNSET;
  ask_about (parent, organization, change, cancellable, answer);
}

static KhConfirmDialog *
wait_for_question (void)
{
  display_until (display_window (KH_TYPE_CONFIRM_DIALOG) != NULL);
  display_settle ();
  return display_window (KH_TYPE_CONFIRM_DIALOG);
}

static void
respond (KhConfirmDialog *dialog, const char *button)
{
  DisplayWatch *watch = display_watch (dialog);
  display_press (dialog, button);
  display_assert_gone (watch);
}

static void
assert_verb (KhConfirmDialog *dialog, gboolean on)
{
  g_assert_cmpint (adw_message_dialog_get_response_enabled (ADW_MESSAGE_DIALOG (dialog), "verb"),
                   ==, on);
}

/* Nothing is asked where nothing is lost. */
static void
test_level_0 (void)
{
  g_auto (Answer) answer = { 0 };
  KhWireImpactRequest *change = kh_wire_impact_request_new ();
  change->trigger = g_strdup ("set-managed");
  change->environment = g_strdup ("Sales");
  change->enabled = TRUE;
  ask_about (below, organization, change, NULL, &answer);
  while (!answer.over) {
    display_step (display_limit (), "an answer");
    g_assert_null (display_window (KH_TYPE_CONFIRM_DIALOG));
  }
  g_assert_no_error (answer.error);
  g_assert_true (answer.confirmed);
}

static void
test_level_1 (void)
{
  g_auto (Answer) answer = { 0 };
  ask (below, "disable-key", "kv-sales", "spare", NULL, &answer);
  KhConfirmDialog *dialog = wait_for_question ();
  g_assert_cmpstr (adw_message_dialog_get_heading (ADW_MESSAGE_DIALOG (dialog)), ==,
                   "Disable Key?");
  g_assert_null (display_find (dialog, GTK_TYPE_LIST_BOX, NULL));
  assert_verb (dialog, TRUE);
  /* Return and Escape are Cancel, which has the focus. */
  g_assert_cmpstr (adw_message_dialog_get_default_response (ADW_MESSAGE_DIALOG (dialog)), ==,
                   "cancel");
  g_assert_cmpstr (adw_message_dialog_get_close_response (ADW_MESSAGE_DIALOG (dialog)), ==,
                   "cancel");
  g_assert_true (gtk_window_get_focus (GTK_WINDOW (dialog))
                 == gtk_window_get_default_widget (GTK_WINDOW (dialog)));
  respond (dialog, "Cancel");
  display_until (answer.over);
  g_assert_false (answer.confirmed);
  g_assert_error (answer.error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

static void
test_level_1_yes (void)
{
  g_auto (Answer) answer = { 0 };
  ask (below, "disable-key", "kv-sales", "spare", NULL, &answer);
  respond (wait_for_question (), "Disable Key");
  display_until (answer.over);
  g_assert_true (answer.confirmed);
}

/* Another object is concerned: it is a row. */
static void
test_level_2 (void)
{
  g_auto (Answer) answer = { 0 };
  ask (below, "disable-key", "kv-sales", "cmk", NULL, &answer);
  KhConfirmDialog *dialog = wait_for_question ();
  g_assert_cmpstr (adw_message_dialog_get_heading (ADW_MESSAGE_DIALOG (dialog)), ==,
                   "Disable Key?");
  g_assert_nonnull (display_find (dialog, ADW_TYPE_ACTION_ROW, "ep-sales"));
  g_assert_null (display_find (dialog, ADW_TYPE_ENTRY_ROW, NULL));
  g_assert_true (gtk_window_get_focus (GTK_WINDOW (dialog))
                 == gtk_window_get_default_widget (GTK_WINDOW (dialog)));
  respond (dialog, "Cancel");
  display_until (answer.over);
}

/* All data goes: every byte of the name counts, and Return does nothing. */
static void
test_level_3 (void)
{
  g_auto (Answer) answer = { 0 };
  KhWireImpactRequest *change = kh_wire_impact_request_new ();
  change->trigger = g_strdup ("delete-environment");
  change->environment = g_strdup ("Sales");
  change->enabled = KH_TRI_UNSET;
  ask_about (below, organization, change, NULL, &answer);
  KhConfirmDialog *dialog = wait_for_question ();
  g_assert_cmpstr (adw_message_dialog_get_heading (ADW_MESSAGE_DIALOG (dialog)), ==,
                   "Disable Key Although It Is Needed?");
  GtkWidget *entry = display_wait_for (dialog, ADW_TYPE_ENTRY_ROW, "Type Sales");
  g_assert_true (gtk_widget_is_ancestor (gtk_window_get_focus (GTK_WINDOW (dialog)), entry));
  g_assert_null (gtk_window_get_default_widget (GTK_WINDOW (dialog)));
  static const char *const wrong[] = { "", "SALES", "Sale", "Sales ", " Sales", "R&D/Sales" };
  for (guint i = 0; i < G_N_ELEMENTS (wrong); i++) {
    gtk_editable_set_text (GTK_EDITABLE (entry), wrong[i]);
    assert_verb (dialog, FALSE);
    g_signal_emit_by_name (entry, "entry-activated");
    display_settle ();
    g_assert_false (answer.over);
  }
  g_assert_nonnull (display_find (dialog, GTK_TYPE_LABEL, "Does not match the name"));
  gtk_editable_set_text (GTK_EDITABLE (entry), "Sales");
  assert_verb (dialog, TRUE);
  g_assert_null (display_find (dialog, GTK_TYPE_LABEL, "Does not match the name"));
  g_signal_emit_by_name (entry, "entry-activated");
  display_settle ();
  g_assert_false (answer.over);
  respond (dialog, "Disable Key");
  display_until (answer.over);
  g_assert_true (answer.confirmed);
  g_assert_nonnull (answer.token);
}

static char *opened;

static void
open_uri_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  g_free (opened);
  opened = g_variant_dup_string (parameter, NULL);
}

static void
take_addresses (void)
{
  static const GActionEntry entries[] = {
    { .name = "open-uri", .activate = open_uri_cb, .parameter_type = "s" },
  };
  g_autoptr (GSimpleActionGroup) actions = g_simple_action_group_new ();
  g_action_map_add_action_entries (G_ACTION_MAP (actions), entries, G_N_ELEMENTS (entries), NULL);
  gtk_widget_insert_action_group (GTK_WIDGET (below), "win", G_ACTION_GROUP (actions));
}

/* Environments would be locked: nothing is asked and nothing done, and the wizard for it is opened
 * with the same way. */
static void
test_escalates (void)
{
  g_auto (Answer) answer = { 0 };
  fixture_encrypt (&fixture, "{environment}");
  take_addresses ();
  ask (below, "disable-key", "kv-sales", "cmk", NULL, &answer);
  KhConfirmDialog *dialog = wait_for_question ();
  g_assert_cmpstr (adw_message_dialog_get_heading (ADW_MESSAGE_DIALOG (dialog)), ==,
                   "This Locks 1 Environment");
  g_assert_nonnull (display_find (dialog, ADW_TYPE_ACTION_ROW, "Sales"));
  g_assert_null (display_find (dialog, GTK_TYPE_BUTTON, "Disable Key"));
  g_assert_cmpstr (adw_message_dialog_get_default_response (ADW_MESSAGE_DIALOG (dialog)), ==,
                   "cancel");
  respond (dialog, "Continue in Lock Environments…");
  display_until (answer.over);
  g_assert_error (answer.error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_null (answer.token);
  g_assert_cmpstr (opened, ==, "keyhold:wizard/lock?key=kv-sales/cmk&way=disable-key");
  g_clear_pointer (&opened, g_free);
}

#define LOCKS(trigger, level)                                                                      \
  "{\"trigger\":\"" trigger "\",\"level\":" level ",\"environments\":[{\"id\":\"e\"}],"            \
  "\"policies\":[{\"id\":\"p 1\"}]}"
#define LOCK "keyhold:wizard/lock?"

/* Which way does the same as a change; where none does, the name is typed as before. */
static void
test_ways (void)
{
  static const struct {
    const char *trigger, *key, *version, *wanted;
    int enabled;
    KhTime nbf, exp;
    const char *impact, *address;
  } cases[] = {
#define N KH_TIME_NONE
    { "delete-key", "cmk", NULL, NULL, -1, N, N, LOCKS ("x", "3"),
      LOCK "key=kv/cmk&way=delete-key" },
    { "delete-vault", NULL, NULL, NULL, -1, N, N, LOCKS ("x", "3"),
      LOCK "vault=kv&way=delete-vault" },
    { "delete-policy", NULL, NULL, NULL, -1, N, N, LOCKS ("x", "3"),
      LOCK "policy=ep&way=delete-policy" },
    { "revoke-grant", NULL, NULL, NULL, -1, N, N, LOCKS ("x", "3"),
      LOCK "policy=ep&way=revoke-grant" },
    { "remove-assignment", NULL, NULL, NULL, -1, N, N, LOCKS ("x", "3"),
      LOCK "policy=p%201&way=revoke-grant" },
    { "update-version", "cmk", "v1", NULL, FALSE, N, N, LOCKS ("x", "3"),
      LOCK "key=kv/cmk&way=disable-version&version=v1" },
    { "update-version", "cmk", NULL, NULL, -1, N, KH_DAY, LOCKS ("x", "3"),
      LOCK "key=kv/cmk&way=expire-key" },
    { "update-version", "cmk", NULL, NULL, -1, KH_DAY, N, LOCKS ("x", "3"), NULL },
    { "update-vault", NULL, NULL, "{\"properties\":{\"publicNetworkAccess\":\"Disabled\"}}", -1, N,
      N, LOCKS ("x", "3"), LOCK "vault=kv&way=close-network" },
    { "update-vault", NULL, NULL, "{\"properties\":{\"enableRbacAuthorization\":true}}", -1, N, N,
      LOCKS ("x", "3"), LOCK "vault=kv&way=switch-permission-model" },
    { "update-vault", NULL, NULL, "{\"properties\":{\"enableRbacAuthorization\":false}}", -1, N, N,
      LOCKS ("x", "3"), NULL },
    { "update-vault", NULL, NULL, "{\"properties\":{\"accessPolicies\":[]}}", -1, N, N,
      LOCKS ("x", "3"), LOCK "policy=p%201&way=revoke-grant" },
    { "delete-environment", NULL, NULL, NULL, -1, N, N, LOCKS ("x", "3"), NULL },
    /* Above the level it is lost for good, and below it nothing goes down. */
    { "delete-key", "cmk", NULL, NULL, -1, N, N, LOCKS ("x", "4"), NULL },
    { "delete-key", "cmk", NULL, NULL, -1, N, N, "{\"level\":3,\"environments\":[]}", NULL },
#undef N
  };
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autoptr (KhWireImpactRequest) change = kh_wire_impact_request_new ();
    g_autoptr (KhJson) impact = kh_json_parse_text (cases[i].impact, NULL);
    g_autofree char *address = NULL;
    change->trigger = g_strdup (cases[i].trigger);
    change->vault = g_strdup ("kv");
    change->policy = g_strdup ("ep");
    change->key = g_strdup (cases[i].key);
    change->version = g_strdup (cases[i].version);
    change->wanted = g_strdup (cases[i].wanted);
    change->enabled = cases[i].enabled;
    change->nbf = cases[i].nbf;
    change->exp = cases[i].exp;
    address = kh_lock_escalation_find (change, impact);
    g_test_message ("%u %s", i, cases[i].trigger);
    g_assert_cmpstr (address, ==, cases[i].address);
  }
}

static void
test_refused_by_rule (void)
{
  g_auto (Answer) answer = { 0 };
  ask (below, "disable-key", "kv-sales", "no-such-key", NULL, &answer);
  display_until (answer.over);
  g_assert_false (answer.confirmed);
  g_assert_true (kh_error_is (answer.error, KH_ERROR_NOT_FOUND));
}

/* The page that asks is left. */
static void
test_cancelled (void)
{
  g_auto (Answer) answer = { 0 }, early = { 0 };
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  ask (below, "disable-key", "kv-sales", "spare", cancellable, &answer);
  DisplayWatch *watch = display_watch (wait_for_question ());
  g_cancellable_cancel (cancellable);
  display_assert_gone (watch);
  display_until (answer.over);
  g_assert_error (answer.error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  ask (below, "disable-key", "kv-sales", "spare", cancellable, &early);
  display_until (early.over);
  g_assert_error (early.error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_null (display_window (KH_TYPE_CONFIRM_DIALOG));
}

/* The window that asks goes, while the tenant is asked and while the question stands. */
static void
test_parent_goes (void)
{
  g_auto (Answer) answer = { 0 }, early = { 0 };
  GtkWindow *window = display_show (adw_status_page_new ());
  ask (window, "disable-key", "kv-sales", "spare", NULL, &answer);
  DisplayWatch *watch = display_watch (wait_for_question ());
  gtk_window_destroy (window);
  display_assert_gone (watch);
  display_until (answer.over);
  g_assert_error (answer.error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  window = display_show (adw_status_page_new ());
  ask (window, "disable-key", "kv-sales", "spare", NULL, &early);
  display_close (window);
  display_until (early.over);
  g_assert_error (early.error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

/* (transfer full): an impact with @n environments, and a hold of the first one. */
static KhJson *
make_impact (guint n)
{
  g_autoptr (GString) text = g_string_new ("{\"trigger\":\"disable-key\",\"level\":3,"
                                           "\"confirmName\":\"a_b & <c>\",\"environments\":[");
  g_autoptr (GError) error = NULL;
  for (guint i = 0; i < n; i++)
    g_string_append_printf (text,
                            "%s{\"id\":\"e%u\",\"name\":\"R&D <%u>\",\"type\":\"Sandbox\","
                            "\"deletionAt\":\"2026-12-24T12:00:00Z\"}",
                            i > 0 ? "," : "", i, i);
  g_string_append (text, "],\"policies\":[],\"holds\":[{\"environmentId\":\"e0\",\"reason\":\"It "
                         "protects data of R&D.\"},{\"reason\":\"Still spreading.\",\"end\":"
                         "\"2026-12-20T12:00:00Z\"}],\"wayBack\":[\"Enable it again.\"]}");
  KhJson *impact = kh_json_parse_text (text->str, &error);
  g_assert_no_error (error);
  return impact;
}

static KhConfirmDialog *
show_impact (guint n)
{
  g_autoptr (KhJson) impact = make_impact (n);
  KhConfirmDialog *dialog =
      kh_confirm_dialog_new (&texts, impact, kh_organization_now (organization));
  gtk_window_set_transient_for (GTK_WINDOW (dialog), below);
  gtk_window_present (GTK_WINDOW (dialog));
  display_settle ();
  return dialog;
}

/* Six rows, then an expander that counts the rest; names are never markup. */
static void
test_rows (void)
{
  KhConfirmDialog *dialog = show_impact (14);
  g_assert_nonnull (display_find (dialog, ADW_TYPE_ACTION_ROW, "R&D <5>"));
  g_assert_nonnull (display_find (dialog, ADW_TYPE_EXPANDER_ROW, "and 9 more"));
  g_assert_null (display_find (dialog, ADW_TYPE_ACTION_ROW, "R&D <6>"));
  adw_expander_row_set_expanded (display_find (dialog, ADW_TYPE_EXPANDER_ROW, "and 9 more"), TRUE);
  display_wait_for (dialog, ADW_TYPE_ACTION_ROW, "R&D <13>");
  display_wait_for (dialog, ADW_TYPE_ACTION_ROW, "Needed until Dec 20");
  respond (dialog, "Cancel");
  /* What an environment that goes down says itself is not said twice. */
  dialog = show_impact (1);
  GtkWidget *row = display_find (dialog, ADW_TYPE_ACTION_ROW, "R&D <0>");
  g_assert_cmpstr (adw_action_row_get_subtitle (ADW_ACTION_ROW (row)), ==,
                   "Sandbox · goes offline; deleted on Dec 24 unless unlocked");
  g_assert_null (display_find (dialog, ADW_TYPE_ACTION_ROW, "Needed"));
  g_assert_nonnull (display_find (dialog, ADW_TYPE_EXPANDER_ROW, "The way back"));
  g_assert_cmpstr (adw_preferences_row_get_title (display_find (dialog, ADW_TYPE_ENTRY_ROW, NULL)),
                   ==, "Type a_b & <c>");
  respond (dialog, "Cancel");
}

static gboolean
answer_irreversible (KhRequest *request, KhResponse *response, GError **error)
{
  static const char body[] = "{\"trigger\":\"purge-key\",\"target\":\"kv-sales/cmk\",\"level\":4,"
                             "\"irreversible\":true,\"token\":\"t\"}";
  return kh_response_take (response, 200, g_bytes_new_static (body, strlen (body)));
}

static const KhRoute irreversible_routes[] = {
  { KH_DIALECT_KEYHOLD, "POST", K "/impact", answer_irreversible, KH_RUN_QUICK, KH_ACCESS_OPEN,
    KH_BODY_SMALL },
  { 0 },
};

/* Where the tenant tells no name that could be typed, nothing is done. */
static void
test_unnamed (void)
{
  Fixture own = { 0 };
  const KhRoute *const tables[] = { irreversible_routes };
  g_auto (Answer) answer = { 0 };
  g_autoptr (GError) error = NULL;
  KhWireImpactRequest *change = kh_wire_impact_request_new ();
  fixture_start (&own, tables, 1);
  g_autofree char *socket = g_build_filename (own.folder, "tenant.sock", NULL);
  g_autoptr (KhOrganization) other = kh_organization_new (socket, "token", &error);
  g_assert_no_error (error);
  change->trigger = g_strdup ("purge-key");
  change->enabled = KH_TRI_UNSET;
  ask_about (below, other, change, NULL, &answer);
  display_until (answer.over);
  g_assert_false (answer.confirmed);
  g_assert_null (answer.token);
  g_assert_true (kh_error_is (answer.error, KH_ERROR_CONFIRMATION));
  g_assert_nonnull (strstr (kh_error_get_facts (answer.error)->advice, "keyholdctl"));
  g_assert_null (display_window (KH_TYPE_CONFIRM_DIALOG));
  kh_organization_close (other);
  fixture_stop (&own);
}

int
main (int argc, char **argv)
{
  display_init (&argc, &argv);
  fixture_start_tenant (&fixture);
  fixture_make_estate (&fixture);
  fixture_do (&fixture, VAULT, "POST", "/keys/spare/create" A_KEY, "{\"kty\":\"RSA\"}", 200);
  organization = display_open (&fixture);
  below = display_show (adw_status_page_new ());
  g_test_add_func ("/confirm/level-0", test_level_0);
  g_test_add_func ("/confirm/level-1", test_level_1);
  g_test_add_func ("/confirm/level-1-yes", test_level_1_yes);
  g_test_add_func ("/confirm/level-2", test_level_2);
  g_test_add_func ("/confirm/refused-by-rule", test_refused_by_rule);
  g_test_add_func ("/confirm/cancelled", test_cancelled);
  g_test_add_func ("/confirm/parent-goes", test_parent_goes);
  g_test_add_func ("/confirm/rows", test_rows);
  g_test_add_func ("/confirm/unnamed", test_unnamed);
  g_test_add_func ("/confirm/level-3", test_level_3);
  g_test_add_func ("/confirm/ways", test_ways);
  g_test_add_func ("/confirm/escalates", test_escalates);
  int status = g_test_run ();
  display_close (below);
  kh_organization_close (organization);
  g_clear_object (&organization);
  fixture_stop (&fixture);
  return status;
}
