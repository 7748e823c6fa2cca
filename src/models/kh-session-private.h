/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The inside of a session: what is on the main thread, and one try to open on its way to the
 * session's thread and back. */
#pragma once

#include "kh-session.h"
#include "kh-unseal-tries.h"
#include "kh-worker.h"

G_BEGIN_DECLS

struct _KhSession {
  GObject parent_instance;

  const KhSessionHost *host;
  gpointer hosting; /* of the host's functions; on the worker only, once it is made */
  KhWorker *worker; /* (nullable) after closing */
  char *data_dir;
  char *account; /* (nullable) */
  gint64 clock_offset;
  KhUnsealTries *tries;  /* on the worker only */
  guint epoch;           /* counts seals: a try from before one ends */
  gboolean is_host;      /* what the worker told last */
  KhSessionWays ways;    /* the same: what opens it */
  GCancellable *keyring; /* (nullable): of the keyring, while the last try runs */
  guint watch;           /* source id: looks whether the keyring is being asked */
  gint64 wait_until;     /* monotonic: what the worker told last */

  KhSecret *recovery; /* (nullable): what opened it, until somebody takes it */
  gboolean sheet;     /* a recovery sheet is wanted, until somebody takes that */
  gboolean crash;     /* the host before did not come to its end, until somebody takes that */

  gint64 seal_copy; /* what the worker told last */

  KhSessionState state;
  GError *error;                /* (nullable) */
  KhOrganization *organization; /* (nullable) */
  KhOrganization *left;         /* (nullable): of the account before, while it signs out */
};

/* One try to open, from the main thread to the worker and back. */
typedef struct {
  KhSession *session;   /* borrowed by the worker: the task holds it */
  KhSecret *passphrase; /* (nullable) */
  KhSecret *recovery;   /* (nullable): in place of a passphrase */
  char *sheet_tenant;   /* (nullable): whose sheet it is of */
  char *account;        /* (nullable): who signs in */
  gboolean create, sample;
  gboolean keyring;   /* of a new organization: in place of a passphrase */
  gboolean sheet;     /* of a new organization: is wanted when it is open */
  gboolean change;    /* of the account: the organization is read anew */
  KhSessionStep step; /* of the sample; main thread */
  gpointer step_data;
  char *name, *home_geo, *admin, *vaults_dir; /* of a new organization */
  gboolean created;                           /* out */
  char *token;                                /* out */
  guint epoch;
  gboolean use_copy;   /* of the seal, first */
  gint64 seal_copy;    /* out */
  gboolean is_host;    /* out */
  gboolean crash;      /* out */
  KhSessionWays ways;  /* out */
  gboolean may_ask;    /* the keyring */
  gboolean alone;      /* nothing is open that could be shown meanwhile */
  GCancellable *leave; /* ends asking the keyring */
  gint busy;           /* atomic: the keyring is being asked */
  guint wait;          /* out */
  guint tenant_wait;   /* what the tenant told of the account */
} KhSessionTry;

void _kh_session_try_free (KhSessionTry *try);
/* Of the session's thread; @data: the GTask whose task data the try is. */
gpointer _kh_session_try_work (gpointer data, GCancellable *cancellable, GError **error);
/* Takes @try, and ends @task when it was tried. Main thread, as the others below. */
void _kh_session_begin (KhSession *self, KhSessionTry *try, KhSecret *passphrase, GTask *task);
/* @error: (nullable): copied. */
void _kh_session_set_state (KhSession *self, KhSessionState state, const GError *error);

/* The state becomes WAITING while the keyring is being asked by @try. Only the last try is watched,
 * and only where nothing is shown that would have to go. */
void _kh_session_start_watching (KhSession *self, KhSessionTry *try, GTask *task);
void _kh_session_stop_watching (KhSession *self, KhSessionTry *try);

G_END_DECLS
