/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The verbs of environments and of operations. */
#include "kh-cli-environment.h"

#include <string.h>

#include "kh-cli-grants.h"
#include "kh-cli-i18n.h"
#include "kh-cli-text.h"
#include "kh-client-wait.h"
#include "kh-data-api.h"
#include "kh-environment-api.h"
#include "kh-limits.h"

static const KhCliColumn list_columns[] = {
  { N_ ("Name"), "name" },
  { N_ ("Type"), "type" },
  { N_ ("Geo"), "geo" },
  { N_ ("State"), "state" },
  { N_ ("Encryption"), "encryptionStatus", KH_CLI_STATUS },
  { N_ ("Key"), "keyManagedBy" },
  { N_ ("Policy"), "policy.name" },
  { N_ ("Managed"), "managed", KH_CLI_YES_NO },
  { N_ ("Id"), "id" },
  { NULL },
};

static const KhCliColumn show_columns[] = {
  { N_ ("Name"), "name" },
  { N_ ("Id"), "id" },
  { N_ ("Type"), "type" },
  { N_ ("Geo"), "geo" },
  { N_ ("Region"), "azureRegion" },
  { N_ ("Managed"), "managed", KH_CLI_YES_NO },
  { N_ ("Dataverse"), "dataverse", KH_CLI_YES_NO },
  { N_ ("State"), "state" },
  { N_ ("Encryption"), "encryptionStatus", KH_CLI_STATUS },
  { N_ ("Key managed by"), "keyManagedBy" },
  { N_ ("Policy"), "policy.name" },
  { N_ ("Key"), "key.id" },
  { N_ ("Key version"), "key.version" },
  { N_ ("Locked since"), "lockedAt", KH_CLI_TIME },
  { N_ ("Locked because"), "lockCause.text" },
  { N_ ("Locked as planned by"), "lockCause.plannedBy" },
  { N_ ("Deleted at"), "deletionAt", KH_CLI_TIME },
  { N_ ("Deletion suspended"), "deletionSuspended", KH_CLI_YES_NO },
  { N_ ("Read whole"), "verification.result" },
  { N_ ("Read whole at"), "verification.at", KH_CLI_TIME },
  { N_ ("Operation"), "activeOperation.type" },
  { N_ ("Created"), "createdAt", KH_CLI_TIME },
  { N_ ("Possible"), "allowedOperations", KH_CLI_IDS },
  { NULL },
};

static gboolean
is_wanted (KhCli *cli, KhJson *environment)
{
  const char *filter = kh_cli_value (cli, "filter");
  const char *state = kh_cli_value (cli, "state");
  const char *name = kh_json_string (environment, "name");

  if (state != NULL && g_ascii_strcasecmp (state, kh_json_string (environment, "state")) != 0)
    return FALSE;
  if (filter != NULL) {
    g_autofree char *folded = g_utf8_casefold (name, -1);
    g_autofree char *wanted = g_utf8_casefold (filter, -1);

    return strstr (folded, wanted) != NULL;
  }
  return TRUE;
}

static int
list (KhCli *cli)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) all = kh_cli_list (cli, kh_environment_api_list (), &error);
  g_autoptr (GPtrArray) rows = g_ptr_array_new ();

  if (all == NULL)
    return kh_cli_fail (cli, error);
  for (guint i = 0; i < all->len; i++)
    if (is_wanted (cli, g_ptr_array_index (all, i)))
      g_ptr_array_add (rows, g_ptr_array_index (all, i));
  return kh_cli_print_list (cli, rows, list_columns, "id");
}

int
kh_cli_environment_print (KhCli *cli, const char *id)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (KhJson) environment = kh_cli_find_environment (cli, id, &error);

  if (environment == NULL)
    return kh_cli_fail (cli, error);
  return kh_cli_print_object (cli, environment, show_columns, "id");
}

static int
show (KhCli *cli)
{
  return kh_cli_environment_print (cli, kh_cli_object (cli, 0));
}

static int
print_operations (KhCli *cli, const char *environment, gboolean active)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) all =
      kh_cli_list (cli, kh_environment_api_operations (environment, active), &error);

  if (all == NULL)
    return kh_cli_fail (cli, error);
  return kh_cli_print_list (cli, all, kh_cli_operation_columns, "id");
}

static int
history (KhCli *cli)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (KhJson) environment = kh_cli_find_environment (cli, kh_cli_object (cli, 0), &error);

  if (environment == NULL)
    return kh_cli_fail (cli, error);
  return print_operations (cli, kh_json_string (environment, "id"), FALSE);
}

static int
create (KhCli *cli)
{
  g_autoptr (GError) error = NULL;
  KhEnvironmentDraft draft = { .name = kh_cli_object (cli, 0),
                               .type = kh_cli_value (cli, "type"),
                               .geo = kh_cli_value (cli, "geo"),
                               .dataverse = kh_cli_flag (cli, "dataverse") };
  g_autoptr (KhJson) made = kh_cli_get (cli, kh_environment_api_create (&draft), &error);

  if (made == NULL)
    return kh_cli_fail (cli, error);
  return kh_cli_environment_print (cli, kh_json_string (made, "id"));
}

static int
enable_managed (KhCli *cli)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (KhJson) environment = kh_cli_find_environment (cli, kh_cli_object (cli, 0), &error);
  const char *id = kh_json_string (environment, "id");

  if (environment == NULL
      || !kh_cli_do (cli, kh_environment_api_set_managed (id, TRUE), NULL, &error))
    return kh_cli_fail (cli, error);
  return kh_cli_environment_print (cli, id);
}

/* How much is deleted with it; a lock that ends sooner keeps its own end. */
static gboolean
read_facts (KhCli *cli, KhJson *environment, char **size, char **until, GError **error)
{
  g_autoptr (GPtrArray) stores =
      kh_cli_list (cli, kh_data_api_stores (kh_json_string (environment, "id")), error);
  KhTime end = kh_json_time (environment, "deletionAt"), now;
  guint64 bytes = 0;

  if (stores == NULL || !kh_cli_now (cli, &now, error))
    return FALSE;
  for (guint i = 0; i < stores->len; i++)
    bytes += (guint64)kh_json_int (stores->pdata[i], "bytes", 0);
  *size = kh_cli_format_bytes (bytes);
  if (end != KH_TIME_NONE && end < now + KH_DELETED_ENVIRONMENT_LIFE)
    *until = kh_cli_day (end, now);
  cli->guard = (KhGuardFacts){ KH_GUARDED_DELETE_ENVIRONMENT, .size = *size, .until = *until };
  return TRUE;
}

/* Guards a change of the environment that is named first; its id is returned. */
static char *
guard_environment (KhCli *cli, const char *trigger, char **token, int *status)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (KhJson) environment = kh_cli_find_environment (cli, kh_cli_object (cli, 0), &error);
  g_autoptr (KhWireImpactRequest) change = kh_cli_change (trigger);
  g_autofree char *size = NULL, *until = NULL;

  if (environment == NULL) {
    *status = kh_cli_fail (cli, error);
    return NULL;
  }
  change->environment = g_strdup (kh_json_string (environment, "id"));
  if (g_str_equal (trigger, "set-managed"))
    change->enabled = FALSE;
  else if (!read_facts (cli, environment, &size, &until, &error)) {
    *status = kh_cli_fail (cli, error);
    return NULL;
  }
  if (!kh_cli_guard (cli, change, token, status))
    return NULL;
  return g_strdup (change->environment);
}

static int
disable_managed (KhCli *cli)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *token = NULL;
  int status = KH_EXIT_ERROR;
  g_autofree char *id = guard_environment (cli, "set-managed", &token, &status);

  if (id == NULL)
    return status;
  if (!kh_cli_do (cli, kh_environment_api_set_managed (id, FALSE), token, &error))
    return kh_cli_fail (cli, error);
  return kh_cli_environment_print (cli, id);
}

static int delete (KhCli *cli)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *token = NULL;
  int status = KH_EXIT_ERROR;
  g_autofree char *id = guard_environment (cli, "delete-environment", &token, &status);

  if (id == NULL)
    return status;
  if (!kh_cli_do (cli, kh_environment_api_delete (id), token, &error))
    return kh_cli_fail (cli, error);
  return kh_cli_environment_print (cli, id);
}

static const KhCliColumn verify_columns[] = {
  { N_ ("Environment"), "name" },
  { N_ ("Key"), "key.id" },
  { N_ ("Read whole"), "verification.result" },
  { N_ ("At"), "verification.at", KH_CLI_TIME },
  { N_ ("Because"), "verification.reason" },
  { NULL },
};

/* Reads all data with the key of now: 0 when it can be read, else the status of an error. */
static int
verify (KhCli *cli)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (KhJson) environment = kh_cli_find_environment (cli, kh_cli_object (cli, 0), &error);
  g_autoptr (KhJson) after = NULL;

  if (environment != NULL)
    after =
        kh_cli_get (cli, kh_environment_api_verify (kh_json_string (environment, "id")), &error);
  if (after == NULL)
    return kh_cli_fail (cli, error);
  kh_cli_print_object (cli, after, verify_columns, "id");
  return g_strcmp0 (kh_json_string (after, "verification.result"), "passed") == 0 ? KH_EXIT_DONE
                                                                                  : KH_EXIT_ERROR;
}

static int
recover (KhCli *cli)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (KhJson) environment = kh_cli_find_environment (cli, kh_cli_object (cli, 0), &error);
  const char *id = kh_json_string (environment, "id");

  if (environment == NULL || !kh_cli_do (cli, kh_environment_api_recover (id), NULL, &error))
    return kh_cli_fail (cli, error);
  return kh_cli_environment_print (cli, id);
}

static const KhCliOption list_options[] = {
  { "filter", KH_CLI_VALUE, "TEXT", N_ ("only those with this text in their name") },
  { "state", KH_CLI_VALUE, "STATE", N_ ("only those in this state") },
  { NULL },
};
/* Who has a say in the key that protects the environment: nobody without a policy. */
static int
access_verb (KhCli *cli)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (KhJson) environment = kh_cli_find_environment (cli, kh_cli_object (cli, 0), &error);
  const char *id = environment != NULL ? kh_json_string (environment, "policy.id") : NULL;
  g_autoptr (KhJson) policy = id != NULL ? kh_cli_find_policy (cli, id, &error) : NULL;
  g_autoptr (GPtrArray) rows = NULL;

  if (policy != NULL)
    rows = kh_cli_grants_of_policy (cli, policy, &error);
  else if (environment != NULL && id == NULL)
    rows = g_ptr_array_new ();
  if (rows == NULL)
    return kh_cli_fail (cli, error);
  return kh_cli_print_list (cli, rows, kh_cli_access_columns, "principalId");
}

static const KhCliOption create_options[] = {
  { "type", KH_CLI_VALUE, "Production|Sandbox|Developer|Trial|Teams", N_ ("type of environment"),
    TRUE },
  { "geo", KH_CLI_VALUE, "GEO", N_ ("where its data is"), TRUE },
  { "dataverse", KH_CLI_FLAG, NULL, N_ ("with a Dataverse database") },
  { NULL },
};
const KhCliVerb kh_cli_environment_verbs[] = {
  { "environment", "list", "", 0, 0, N_ ("List the environments."), list_options, list },
  { "environment", "show", "ENVIRONMENT", 1, 1, N_ ("Show an environment."), NULL, show },
  { "environment", "history", "ENVIRONMENT", 1, 1, N_ ("List its operations, newest first."), NULL,
    history },
  { "environment", "access", "ENVIRONMENT", 1, 1,
    N_ ("List who has access to the key that protects it."), NULL, access_verb },
  { "environment", "create", "NAME", 1, 1, N_ ("Make an environment."), create_options, create },
  { "environment", "enable-managed", "ENVIRONMENT", 1, 1,
    N_ ("Make it a Managed Environment, which customer-managed keys need."), NULL, enable_managed },
  { "environment", "disable-managed", "ENVIRONMENT", 1, 1,
    N_ ("Take the Managed Environment flag away."), NULL, disable_managed },
  { "environment", "delete", "ENVIRONMENT", 1, 1,
    N_ ("Delete an environment; it can be recovered for 7 days."), NULL, delete },
  { "environment", "recover", "ENVIRONMENT", 1, 1, N_ ("Recover a deleted environment."), NULL,
    recover },
  { "environment", "backup", "ENVIRONMENT", 1, 1,
    N_ ("Write all its data to a file, encrypted as it is; restoring it takes the same key."),
    kh_cli_backup_options, kh_cli_environment_backup },
  { "environment", "restore", "ENVIRONMENT FILE", 2, 2,
    N_ ("Replace all its data by that of a backup file."), NULL, kh_cli_environment_restore },
  { "environment", "verify", "ENVIRONMENT", 1, 1,
    N_ ("Read all its data with the key of now, to prove that it can be read."), NULL, verify },
  { "environment", "backups", "[ENVIRONMENT]", 0, 1,
    N_ ("List the backup files that a customer-managed key is held for."), NULL,
    kh_cli_environment_backups },
  { "environment", "forget-backup", "BACKUP", 1, 1,
    N_ ("Hold no key for a backup file any more: it was thrown away."), NULL,
    kh_cli_environment_forget_backup },
  { "environment", "copy", "ENVIRONMENT", 1, 1,
    N_ ("Replace all data of another environment by a copy of this one's."), kh_cli_copy_options,
    kh_cli_environment_copy },
  { "environment", "reset", "ENVIRONMENT", 1, 1,
    N_ ("Erase all data of a sandbox; it leaves its customer-managed key."), NULL,
    kh_cli_environment_reset },
  { NULL },
};

static int
list_operations (KhCli *cli)
{
  return print_operations (cli, NULL, kh_cli_flag (cli, "active"));
}

static int
show_operation (KhCli *cli)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (KhJson) operation = kh_cli_find_operation (cli, kh_cli_object (cli, 0), &error);

  if (operation == NULL)
    return kh_cli_fail (cli, error);
  return kh_cli_print_object (cli, operation, kh_cli_operation_columns, "id");
}

/* (transfer full): id of the newest operation of the environment. */
static char *
newest_operation (KhCli *cli, const char *environment, GError **error)
{
  g_autoptr (KhJson) found = kh_cli_find_environment (cli, environment, error);
  g_autoptr (GPtrArray) all = NULL;

  if (found == NULL)
    return NULL;
  all =
      kh_cli_list (cli, kh_environment_api_operations (kh_json_string (found, "id"), FALSE), error);
  if (all == NULL)
    return NULL;
  if (all->len == 0) {
    kh_set_error_facts (error, KH_ERROR_NOT_FOUND, environment, NULL, NULL,
                        _ ("The environment never had an operation"));
    return NULL;
  }
  return g_strdup (kh_json_string (g_ptr_array_index (all, 0), "id"));
}

typedef struct {
  GCancellable *cancellable;
  gboolean over;
} Limit;

static gboolean
on_time_over_cb (gpointer data)
{
  Limit *limit = data;

  limit->over = TRUE;
  g_cancellable_cancel (limit->cancellable);
  return G_SOURCE_REMOVE;
}

/* Waits at most @seconds, 0 for ever. */
static int
wait_with_limit (KhCli *cli, const char *id, gint64 seconds)
{
  Limit limit = { cli->cancellable, FALSE };
  g_autoptr (GSource) timer = g_timeout_source_new ((guint)seconds * 1000);
  g_autoptr (KhJson) operation = NULL;
  int status;

  g_source_set_callback (timer, on_time_over_cb, &limit, NULL);
  if (seconds > 0)
    g_source_attach (timer, kh_client_get_context (cli->client));
  status = kh_cli_wait (cli, id, &operation);
  g_source_destroy (timer);
  if (operation != NULL)
    kh_cli_print_object (cli, operation, kh_cli_operation_columns, "id");
  return status;
}

static int
wait_operation (KhCli *cli)
{
  g_autoptr (GError) error = NULL;
  const char *environment = kh_cli_value (cli, "environment");
  const char *named = kh_cli_object (cli, 0);
  const char *timeout = kh_cli_value (cli, "timeout");
  gint64 seconds = 0;
  g_autofree char *id = NULL;

  if ((environment == NULL) == (named == NULL)) {
    kh_set_error (&error, KH_ERROR_USAGE, "%s",
                  _ ("Name an operation, or an environment with --environment"));
    return kh_cli_fail (cli, error);
  }
  if (timeout != NULL && !kh_cli_number (timeout, &seconds, &error))
    return kh_cli_fail (cli, error);
  if (environment != NULL) {
    id = newest_operation (cli, environment, &error);
  } else {
    g_autoptr (KhJson) operation = kh_cli_find_operation (cli, named, &error);

    id = g_strdup (kh_json_string (operation, "id"));
  }
  return id != NULL ? wait_with_limit (cli, id, seconds) : kh_cli_fail (cli, error);
}

static int
refuse_cancel (KhCli *cli, const char *environment)
{
  g_autoptr (GError) error = NULL;

  kh_set_error_facts (&error, KH_ERROR_CONFIRMATION, environment, "ConfirmationRequired",
                      _ ("Repeat it with --yes."), _ ("Cancelling has to be confirmed"));
  return kh_cli_fail (cli, error);
}

static int
cancel (KhCli *cli)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (KhJson) operation = kh_cli_find_operation (cli, kh_cli_object (cli, 0), &error);
  const char *environment = operation != NULL ? kh_json_string (operation, "environment") : NULL;
  g_autoptr (KhJson) ended = NULL;
  g_autofree char *question = NULL;

  if (operation == NULL)
    return kh_cli_fail (cli, error);
  question = g_strdup_printf (_ ("Cancel the encryption of %s? Stores that have moved stay on the "
                                 "customer's key until it is retried. Nothing is lost."),
                              environment != NULL ? environment : "");
  if (!kh_cli_ask (cli, question))
    return refuse_cancel (cli, environment);
  ended = kh_cli_get (cli, kh_environment_api_cancel (kh_json_string (operation, "id")), &error);
  if (ended == NULL)
    return kh_cli_fail (cli, error);
  return kh_cli_print_object (cli, ended, kh_cli_operation_columns, "id");
}

static int
retry (KhCli *cli)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (KhJson) operation = NULL;
  g_autofree char *id =
      (char *)kh_cli_get (cli, kh_environment_api_retry (kh_cli_object (cli, 0)), &error);
  int status = KH_EXIT_DONE;

  if (id == NULL)
    return kh_cli_fail (cli, error);
  if (!kh_cli_flag (cli, "no-wait"))
    status = kh_cli_wait (cli, id, &operation);
  else
    operation = kh_cli_find_operation (cli, id, &error);
  if (operation != NULL)
    kh_cli_print_object (cli, operation, kh_cli_operation_columns, "id");
  return status;
}

static const KhCliOption operations_options[] = {
  { "active", KH_CLI_FLAG, NULL, N_ ("only those that are not over") },
  { NULL },
};
static const KhCliOption wait_options[] = {
  { "environment", KH_CLI_MANY, "ENVIRONMENT", N_ ("the environment") },
  { "timeout", KH_CLI_VALUE, "SECONDS", N_ ("stop waiting after this time") },
  { NULL },
};
const KhCliVerb kh_cli_operation_verbs[] = {
  { "operation", "list", "", 0, 0, N_ ("List operations, newest first."), operations_options,
    list_operations },
  { "operation", "show", "OPERATION", 1, 1, N_ ("Show an operation."), NULL, show_operation },
  { "operation", "wait", "[OPERATION]", 0, 1,
    N_ ("Wait until an operation is over; takes unfinished work over."), wait_options,
    wait_operation },
  { "operation", "cancel", "OPERATION", 1, 1,
    N_ ("Stop an encryption; what has moved stays with its new key."), NULL, cancel },
  { "operation", "retry", "OPERATION", 1, 1,
    N_ ("Run an operation again that failed or was cancelled."), NULL, retry },
  { NULL },
};
