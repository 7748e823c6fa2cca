/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the verbs share: the words, the client, output, errors, guards and waiting.
 *
 * A verb gets the context, prints its result and returns the exit status. Nothing is connected
 * before a verb asks for something. One thread.
 */
#pragma once

#include "kh-cli-options.h"
#include "kh-cli-print.h"
#include "kh-cli.h"
#include "kh-guard-words.h"
#include "kh-rules-api.h"
#include "kh-vault-api.h"

G_BEGIN_DECLS

struct _KhCli {
  KhCliWords *words;
  const KhCliVerb *verb;
  const KhCliHost *host;
  const KhCliStreams *streams;
  KhCliFormat format;
  char *data_dir;
  KhClient *client;          /* (nullable): belongs to the host */
  KhSecret *passphrase;      /* (nullable) */
  KhSecret *recovery;        /* (nullable): the bytes of the code of --recovery-file */
  GSource *interrupt;        /* (nullable): Ctrl+C */
  KhJson *tenant;            /* (nullable): read once */
  KhGuardFacts guard;        /* of the act that is guarded; texts belong to the verb */
  GCancellable *cancellable; /* cancelled by Ctrl+C */
};

/* A time or none: ISO 8601 or a date. Errors: USAGE. */
gboolean kh_cli_time (const char *text, KhTime *time, GError **error);
/* A whole number above zero. */
gboolean kh_cli_number (const char *text, gint64 *number, GError **error);
/* (transfer full): "a,b" and repeated options as one list. */
char **kh_cli_split (const char *const *values);

/* Words of the command line. */
const char *kh_cli_object (KhCli *cli, guint n);
const char *kh_cli_value (KhCli *cli, const char *option);
const char *const *kh_cli_values (KhCli *cli, const char *option);
gboolean kh_cli_flag (KhCli *cli, const char *option);

/* The client, connected and signed in; NULL with @error. */
KhClient *kh_cli_client (KhCli *cli, GError **error);
/* Ctrl+C cancels what @client is doing. */
void kh_cli_watch_interrupt (KhCli *cli, KhClient *client);
/* (transfer full): the passphrase of the seal: from its file, else asked for on a terminal. */
KhSecret *kh_cli_passphrase (KhCli *cli, GError **error);
/* (transfer full): the first line of @path, without the line end. Warns when others may read it. */
KhSecret *kh_cli_read_passphrase (KhCli *cli, const char *path, GError **error);
/* Where --recovery-file is given: its code opens the organization. Before connecting. */
gboolean kh_cli_use_recovery (KhCli *cli, GError **error);
/* `tenant recovery`. */
int kh_cli_recovery (KhCli *cli);
/* (transfer full): one line typed on the terminal, not shown. */
KhSecret *kh_cli_ask_hidden (KhCli *cli, const char *question, GError **error);
/* (transfer full): typed twice on a terminal, or from --new-passphrase-file. */
KhSecret *kh_cli_new_passphrase (KhCli *cli, GError **error);
/* Run a call; the results are KhJson and a GPtrArray of KhJson. */
KhJson *kh_cli_get (KhCli *cli, KhCall *call, GError **error);
GPtrArray *kh_cli_list (KhCli *cli, KhCall *call, GError **error);

/* Results. They return the exit status DONE. */
int kh_cli_print_list (KhCli *cli, GPtrArray *rows, const KhCliColumn *columns, const char *id);
int kh_cli_print_object (KhCli *cli, KhJson *object, const KhCliColumn *columns, const char *id);
/* A table below the object, of the array of it at @path; nothing where that is empty. */
void kh_cli_print_part (KhCli *cli, KhJson *object, const char *path, const KhCliColumn *columns);
/* One line for people on standard error, unless --quiet or another format than the table asks for
 * results alone. */
void kh_cli_say (KhCli *cli, const char *format, ...) G_GNUC_PRINTF (2, 3);
void kh_cli_warn (KhCli *cli, const char *format, ...) G_GNUC_PRINTF (2, 3);

/* Says what failed and returns the exit status that belongs to @error. */
int kh_cli_fail (KhCli *cli, const GError *error);
int kh_cli_exit_status (const GError *error);
/* The worse of two exit statuses, for verbs that go on after a failure. */
int kh_cli_worse (int a, int b);

/* Asks the tenant what @change would do and applies the guard to it. TRUE: go on; @token (transfer
 * full) (nullable) goes into the call. FALSE: refused or failed, said, and @status tells how to
 * exit.
 */
gboolean kh_cli_guard (KhCli *cli, const KhWireImpactRequest *change, char **token, int *status);
/* The same; (transfer full) (nullable): the impact that was confirmed. */
KhJson *kh_cli_confirm (KhCli *cli, const KhWireImpactRequest *change, int *status);
/* The guard alone, of an impact that is known already. */
gboolean kh_cli_confirm_impact (KhCli *cli, KhJson *impact, int *status);
/* (transfer full): a change for kh_cli_guard(). */
KhWireImpactRequest *kh_cli_change (const char *trigger);
/* Asks on a terminal; --yes answers yes, and without either it is no. */
gboolean kh_cli_ask (KhCli *cli, const char *question);
/* Runs @call with @token and the reason; drops the result. */
gboolean kh_cli_do (KhCli *cli, KhCall *call, const char *token, GError **error);
extern const KhCliColumn kh_cli_impact_columns[];
/* (transfer full): an impact as sentences and rows, for people, in the words of the console.
 * @facts: of the act that would bring it. */
char *kh_cli_impact_text (KhJson *impact, const KhGuardFacts *facts);

/* Waits for the operation with progress, unless --no-wait; says how it ended. @operation:
 * (nullable): the operation when it ended. The exit status. */
int kh_cli_wait (KhCli *cli, const char *id, KhJson **operation);
extern const KhCliColumn kh_cli_operation_columns[];

/* Subscription and resource group; strings live as long as @cli. */
gboolean kh_cli_place (KhCli *cli, KhArmPlace *place, GError **error);

/* The time of the organization. */
gboolean kh_cli_now (KhCli *cli, KhTime *now, GError **error);

/* Finds an object by its id or name; NOT_FOUND, or ARGUMENT where a name is not unique. */
KhJson *kh_cli_find_environment (KhCli *cli, const char *text, GError **error);
KhJson *kh_cli_find_policy (KhCli *cli, const char *text, GError **error);
KhJson *kh_cli_find_account (KhCli *cli, const char *text, GError **error);
KhJson *kh_cli_find_vault (KhCli *cli, const char *text, GError **error);
KhJson *kh_cli_find_operation (KhCli *cli, const char *text, GError **error);
/* The call that lists something of a vault, or what was deleted of it. */
typedef KhCall *(*KhCliVaultList) (const char *vault, gboolean deleted);
/* Prints what is of the vault that is named first, or of all; --deleted. Of all, one that cannot be
 * read is an error that is told, and the rest is printed. The exit status. */
int kh_cli_print_of_vaults (KhCli *cli, KhCliVaultList list, const KhCliColumn *columns,
                            const char *id);
/* The element of @all whose @id or @name is @text; @kind names it in the error. */
KhJson *kh_cli_pick (GPtrArray *all, const char *text, const char *id, const char *name,
                     const char *kind, GError **error);

/* A key as it is written: VAULT/NAME, VAULT/NAME/VERSION, or the address of either. */
typedef struct {
  char *vault, *name;
  char *version; /* (nullable) */
} KhCliKey;
/* The same for a @kind of object in vaults: "keys", "secrets". FALSE sets no error. */
gboolean kh_cli_object_parse (const char *text, const char *kind, KhCliKey *key);
gboolean kh_cli_key_parse (const char *text, KhCliKey *key, GError **error);
void kh_cli_key_clear (KhCliKey *key);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (KhCliKey, kh_cli_key_clear)

/* Tables of the nouns, one file each; they end with noun NULL. */
extern const KhCliVerb kh_cli_tenant_verbs[];
extern const KhCliVerb kh_cli_account_verbs[];
extern const KhCliVerb kh_cli_environment_verbs[];
extern const KhCliVerb kh_cli_vault_verbs[];
extern const KhCliVerb kh_cli_key_verbs[];
extern const KhCliVerb kh_cli_secret_verbs[];
extern const KhCliVerb kh_cli_policy_verbs[];
extern const KhCliVerb kh_cli_cmk_verbs[];
extern const KhCliVerb kh_cli_lock_verbs[];
extern const KhCliVerb kh_cli_unlock_verbs[];
extern const KhCliVerb kh_cli_data_verbs[];
extern const KhCliVerb kh_cli_operation_verbs[];
extern const KhCliVerb kh_cli_audit_verbs[];
extern const KhCliVerb kh_cli_recommend_verbs[];
extern const KhCliVerb kh_cli_doctor_verbs[];
extern const KhCliVerb kh_cli_request_verbs[];

/* (transfer full): texts of `--help`. */
char *kh_cli_help_all (void);
char *kh_cli_help_noun (const KhCliNoun *noun);
char *kh_cli_help_verb (const KhCliVerb *verb);

G_END_DECLS
