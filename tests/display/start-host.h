/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The host behind the windows of a start in their test: it does what the test says, when it says
 * so. */
#pragma once

#include <string.h>

#include "kh-session.h"
#include "server-fixture.h"

#define GOOD_PASSPHRASE "gravel tinsel oboe marmot"

static Fixture fixture;

static struct {
  GMutex mutex;
  GCond cond;
  gboolean hold;    /* its functions do not return */
  guint entered;    /* how often one was called */
  KhErrorCode code; /* what connecting ends with, unless the passphrase is the right one */
  const char *target, *inner; /* facts of that error */
  gboolean broken;            /* nothing can be created */
  gboolean has_keyring;       /* there is one that a new organization can use */
  gboolean keeps;             /* it finds the passphrase itself */
  KhSessionWays ways;         /* what opens it besides */
  KhKeyringCall keyring;      /* how the keyring may be asked now */
  gboolean made;              /* with the keyring: connecting takes nothing else */
  char *passphrase;           /* (nullable): what came last */
  char *setup;                /* (nullable): what was asked for, its parts separated by "|" */
} host;

static gpointer
host_make (const char *data_dir, gint64 clock_offset)
{
  return &host;
}

static void
host_free (gpointer data)
{
}

static gboolean
enter (KhSecret *passphrase)
{
  gboolean right;

  g_mutex_lock (&host.mutex);
  host.entered++;
  g_free (host.passphrase);
  host.passphrase = passphrase == NULL ? NULL
                                       : g_strndup ((const char *)kh_secret_get_bytes (passphrase),
                                                    kh_secret_get_size (passphrase));
  while (host.hold)
    g_cond_wait (&host.cond, &host.mutex);
  right = g_strcmp0 (host.passphrase, GOOD_PASSPHRASE) == 0;
  g_mutex_unlock (&host.mutex);
  return right;
}

static gboolean
host_create (gpointer data, const KhSessionSetup *setup, KhSecret *passphrase, GError **error)
{
  enter (passphrase);
  g_free (host.setup);
  host.setup = g_strjoin ("|", setup->name, setup->home_geo, setup->admin,
                          setup->vaults_dir != NULL ? setup->vaults_dir : "–",
                          setup->keyring ? "keyring" : NULL, NULL);
  host.made = setup->keyring && !host.broken;
  if (host.broken)
    kh_set_error (error, KH_ERROR_NO_SPACE, "%s", "/srv/vaults: the disk is full");
  return !host.broken;
}

static char *
host_connect (gpointer data, const char *account, KhSecret *passphrase, GError **error)
{
  if (enter (passphrase) || host.made)
    return g_strdup (fixture.token);
  kh_set_error_facts (error, host.code, host.target, host.inner, NULL, "It is what it is");
  return NULL;
}

static KhSessionWays
host_find_ways (const char *data_dir)
{
  return host.keeps ? KH_SESSION_WAY_KEPT | KH_SESSION_WAY_PASSPHRASE : host.ways;
}

static void
host_use_keyring (gpointer data, const KhKeyringCall *call)
{
  host.keyring = call != NULL ? *call : (KhKeyringCall){ 0 };
}

static gboolean
host_has_keyring (const KhKeyringCall *call)
{
  return host.has_keyring;
}

static const KhSessionHost host_functions = { .make = host_make,
                                              .free = host_free,
                                              .create = host_create,
                                              .connect = host_connect,
                                              .find_ways = host_find_ways,
                                              .use_keyring = host_use_keyring,
                                              .has_keyring = host_has_keyring };

static void
set_hold (gboolean hold)
{
  g_mutex_lock (&host.mutex);
  host.hold = hold;
  g_cond_broadcast (&host.cond);
  g_mutex_unlock (&host.mutex);
}

static guint
get_entered (void)
{
  guint entered;

  g_mutex_lock (&host.mutex);
  entered = host.entered;
  g_mutex_unlock (&host.mutex);
  return entered;
}
