/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A tenant in a folder of its own, and the steps of the main job as calls, for the tests of
 * tenant/.
 */
#pragma once

#include "kh-tenant-acts.h"
#include "kh-tenant-data.h"

#define CANARY "canary-7d1f0a92-plain-text-of-a-customer"

typedef struct {
  char *folder;
  const char *vaults_dir;   /* (nullable): at its creation */
  KhClock *clock;           /* (nullable): the tenant's, when the test drives it */
  const KhIo *io;           /* (nullable) */
  gboolean rehearsal;       /* at its creation */
  gint64 age;               /* the same */
  gboolean accept_rollback; /* of the next start */
  KhTenant *tenant;
  KhCaller *caller;
} Fixture;

/* Makes a folder with a tenant; the clock, if any, is set before. */
void set_up (Fixture *f, gconstpointer unused);
void tear_down (Fixture *f, gconstpointer unused);
void remove_tree (const char *path);
void copy_file (const char *from, const char *to);
/* Into a folder that exists. */
void copy_tree (const char *from, const char *to);
/* Removes what SQLite keeps beside a database that was put in the place of another. */
void remove_database_logs (const char *path);
/* Closes and opens again, with the passphrase; or without it, which spares the stretching. */
void reopen (Fixture *f);
void reopen_quickly (Fixture *f);
KhSecret *passphrase (const char *text);

/* Runs a function of the use cases on the tenant's worker. */
typedef gpointer (*Act) (Fixture *f, gconstpointer data, GError **error);
gpointer on_worker (Fixture *f, Act act, gconstpointer data, GError **error);

/* Acts for on_worker(). */
gpointer grant (Fixture *f, gconstpointer policy_name, GError **error);       /* KhRoleAssignment */
gpointer link_policy (Fixture *f, gconstpointer policy_name, GError **error); /* KhOperation */
gpointer set_enabled (Fixture *f, gconstpointer enabled, GError **error);     /* KhKey */
gpointer re_enable (Fixture *f, gconstpointer unused, GError **error);        /* KhOperation */
gpointer cancel (Fixture *f, gconstpointer operation, GError **error);        /* KhOperation */
gpointer retry (Fixture *f, gconstpointer operation, GError **error);         /* KhOperation */
/* What the value says, of a key, a vault, a grant or a policy. Nothing that needs freeing. */
gpointer do_change (Fixture *f, gconstpointer change, GError **error);
/* A new key of kv-sales, or a new version of one. */
gpointer make_key (Fixture *f, gconstpointer name, GError **error); /* KhKey */
/* What settles on its own: dates, clocks, locks. */
gpointer settle (Fixture *f, gconstpointer unused, GError **error);

/* Inside of an act. (transfer full) */
KhKey *make_rsa_key (Fixture *f, const char *vault, const char *name, GError **error);
/* Disables cmk while something runs, inside of the act that began it: confirmed before, it would be
 * stale. KhKey */
gpointer disable_in_this_turn (Fixture *f, GError **error);

/* Environment Sales, vault kv-sales, key cmk, policy ep-sales. */
void make_all (Fixture *f);
/* (transfer full): another policy on another key of the vault, or on cmk; granted. */
KhPolicy *make_policy (Fixture *f, const char *name, const char *key);
KhEnvironment *sales (Fixture *f);
void wait_until_ready (Fixture *f);
void import_all (Fixture *f);
void check_all (Fixture *f);
GBytes *read_content (Fixture *f, KhStoreKind store, const char *name, GError **error);
gboolean tree_contains (const char *path, const char *text);
void enable_cmk (Fixture *f);
void check_encrypted (Fixture *f);
void lock (Fixture *f);
void check_locked (Fixture *f);
void unlock (Fixture *f);
void check_audit (Fixture *f);
/* Runs @act on the worker with @change as data, by a caller who has its token. */
gpointer confirmed (Fixture *f, Act act, const KhChange *change, GError **error);
