/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The command line of Keyhold: one invocation from its words to its exit status.
 *
 * This layer sees the client only; how a tenant is made and reached is given to it by the program.
 * One thread.
 */
#pragma once

#include "kh-client.h"
#include "kh-error-table.h"
#include "kh-json.h"
#include "kh-sample.h"

G_BEGIN_DECLS

/* A new organization. Strings are nullable where they say so. */
typedef struct {
  const char *name;
  const char *home_geo;
  const char *admin;           /* (nullable) for a sample: name of the first account */
  const char *unlock_rule;     /* (nullable) */
  const char *vaults_dir;      /* (nullable) */
  const KhSampleWatch *sample; /* (nullable): make the sample, with somebody who looks on */
} KhCliSetup;

/* (transfer full) (nullable): asks for or reads the passphrase, when it turns out to be needed.
 * @why: (nullable): why the keyring did not do. */
typedef KhSecret *(*KhCliPassphrase) (gpointer data, const GError *why, GError **error);

/* What the program brings. All block. */
typedef struct {
  /* Makes the organization in @data_dir. Errors: ARGUMENT, EXISTS, … */
  gboolean (*create) (gpointer host, const char *data_dir, const KhCliSetup *setup,
                      KhSecret *passphrase, GError **error);
  /* (transfer none): a client of the tenant in @data_dir, hosted by whatever process, or by this
   * one from now on; signed in where @account is NULL and this process opened the seal. */
  KhClient *(*connect) (gpointer host, const char *data_dir, const char *account,
                        KhCliPassphrase passphrase, gpointer data, GError **error);
  /* Before connecting: a keyring that the seal has a slot for opens it, as long as it asks nobody.
   */
  void (*use_keyring) (gpointer host, const char *data_dir);
  /* Before connecting: the bytes of a recovery code open it, and nobody is asked. @tenant:
   * (nullable): whose sheet it is. */
  void (*use_recovery) (gpointer host, const char *data_dir, KhSecret *key, const char *tenant);
  /* Before connecting: takes a database that is older than the audit log. */
  void (*accept_rollback) (gpointer host, const char *data_dir);
  /* (transfer full): what an examination of @data_dir and the machine finds: {"value":[{id, result,
   * found, advice}]}. */
  KhJson *(*examine) (gpointer host, const char *data_dir);
  gpointer host;
  GCancellable *cancellable; /* (nullable): ends what the command waits for, as Ctrl+C does */
} KhCliHost;

/* Where texts go: the program's own streams, or a test's. */
typedef struct {
  void (*out) (const char *text, gpointer data);
  void (*err) (const char *text, gpointer data);
  gpointer data;
  gboolean in_is_terminal, out_is_terminal, err_is_terminal;
} KhCliStreams;

/* Runs the command of @arguments (without the program's name). */
int kh_cli_run (char **arguments, const KhCliHost *host, const KhCliStreams *streams);

G_END_DECLS
