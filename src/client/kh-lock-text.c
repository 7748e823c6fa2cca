/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A way of locking in words. */
#include "kh-lock-text.h"

#include "kh-client-i18n.h"
#include "kh-id.h"
#include "kh-lock-acts.h"

typedef struct {
  const char *trigger;
  const char *title;  /* %s: what it changes */
  const char *back;   /* (nullable): what is deleted is recovered */
  const char *extent; /* (nullable) */
  const char *name;   /* of what it changes, possessive */
} Words;

static const Words words[] = {
  { "revoke-grant", N_ ("Revoke the key access of %s"), N_ ("grant it again"), NULL,
    N_ ("policy's name") },
  { "disable-version", N_ ("Disable key version %s"), N_ ("enable it"), NULL, N_ ("key's name") },
  { "disable-key", N_ ("Disable key %s"), N_ ("enable it"), N_ ("takes every policy on this key"),
    N_ ("key's name") },
  { "close-network", N_ ("Close the network of %s"), N_ ("allow trusted services"),
    N_ ("takes every key in the vault"), N_ ("vault's name") },
  { "delete-key", N_ ("Delete key %s"), NULL, N_ ("takes every policy on this key"),
    N_ ("key's name") },
  { "delete-vault", N_ ("Delete vault %s"), NULL, N_ ("takes every key in the vault"),
    N_ ("vault's name") },
  { "expire-key", N_ ("Expire version %s now"), N_ ("set another expiry"), NULL,
    N_ ("key's name") },
  { "switch-permission-model", N_ ("Switch %s to roles"), N_ ("switch back"),
    N_ ("takes every key in the vault"), N_ ("vault's name") },
  { "delete-policy", N_ ("Delete policy %s"), N_ ("make it again, grant, attach"), NULL,
    N_ ("policy's name") },
};

static const Words *
find_words (const char *trigger)
{
  for (guint i = 0; i < G_N_ELEMENTS (words); i++)
    if (g_strcmp0 (words[i].trigger, trigger) == 0)
      return &words[i];
  g_return_val_if_reached (&words[0]);
}

/* --- The way ---------------------------------------------------------------------------------- */

char *
kh_lock_text_title (const char *trigger, const char *object)
{
  gboolean version =
      g_str_equal (trigger, "disable-version") || g_str_equal (trigger, "expire-key");
  g_autofree char *name = version ? kh_id_short (object) : g_strdup (object);
  /* A name may hold a percent sign: it is put in by hand. */
  g_auto (GStrv) parts = g_strsplit (_ (find_words (trigger)->title), "%s", 2);

  return g_strjoinv (name, parts);
}

static gboolean
is_vault (const char *trigger)
{
  return g_str_equal (trigger, "delete-vault");
}

char *
kh_lock_text_back (const char *trigger, gint64 retention)
{
  const char *back = find_words (trigger)->back;

  if (back != NULL)
    return g_strdup (_ (back));
  if (is_vault (trigger))
    return g_strdup_printf (_ ("recover within %d days, then make all grants again"),
                            (int)retention);
  return g_strdup_printf (_ ("recover within %d days"), (int)retention);
}

const char *
kh_lock_text_extent (const char *trigger)
{
  const char *extent = find_words (trigger)->extent;

  return extent != NULL ? _ (extent) : NULL;
}

const char *
kh_lock_text_name_of (const char *trigger)
{
  return _ (find_words (trigger)->name);
}

KhTime
kh_lock_text_end (const char *trigger, gint64 retention, KhTime now)
{
  gboolean deletes = is_vault (trigger) || g_str_equal (trigger, "delete-key");

  return deletes && retention > 0 ? now + retention * KH_DAY : KH_TIME_NONE;
}

char *
kh_lock_text_no_way_back (const char *day)
{
  return g_strdup_printf (_ ("After %s there is no way back"), day);
}

/* --- What goes down --------------------------------------------------------------------------- */

char *
kh_lock_text_sentence (KhJson *impact, KhDateWords date, KhTime now)
{
  guint n = kh_json_length (impact, "environments");
  KhTime first = kh_impact_first_deletion (impact);
  g_autofree char *day = date (first, now);
  g_autofree char *down =
      g_strdup_printf (dngettext (KH_GETTEXT_DOMAIN, "At once, %u environment goes offline",
                                  "At once, %u environments go offline", n),
                       n);

  if (n == 0)
    return g_strdup (kh_lock_text_nothing ());
  if (first == KH_TIME_NONE)
    return g_steal_pointer (&down);
  return g_strdup_printf (dngettext (KH_GETTEXT_DOMAIN,
                                     "%s; without unlocking, it is deleted on %s",
                                     "%s; without unlocking, the first is deleted on %s", n),
                          down, day);
}

char *
kh_lock_text_outage (KhJson *impact, KhDateWords date, KhTime now)
{
  const char *trigger = kh_json_string (impact, "trigger");

  if (kh_json_length (impact, "environments") > 0 && trigger != NULL && kh_act_is_lock (trigger))
    return kh_lock_text_sentence (impact, date, now);
  return kh_impact_locks (impact);
}

/* Who may use the data of one environment may use that of all. */
guint
kh_lock_text_people (KhJson *impact)
{
  gint64 most = 0;

  for (guint i = 0; i < kh_json_length (impact, "environments"); i++)
    most = MAX (most, kh_json_int (kh_json_element (impact, "environments", i), "users", 0));
  return (guint)most;
}

char *
kh_lock_text_radius (const char *name, KhJson *impact)
{
  guint n = kh_json_length (impact, "environments"), running = 0;
  guint people = kh_lock_text_people (impact);
  g_autofree char *down =
      g_strdup_printf (dngettext (KH_GETTEXT_DOMAIN, "%u environment", "%u environments", n), n);
  g_autofree char *who =
      g_strdup_printf (dngettext (KH_GETTEXT_DOMAIN, "%u person", "%u people", people), people);
  g_autofree char *work = NULL;

  for (guint i = 0; i < n; i++)
    running +=
        (guint)kh_json_int (kh_json_element (impact, "environments", i), "activeOperations", 0);
  if (running > 0)
    work = g_strdup_printf (
        dngettext (KH_GETTEXT_DOMAIN, "%u running operation", "%u running operations", running),
        running);
  return g_strjoin (" → ", name, down, who, work, NULL);
}

char *
kh_lock_text_planned (const char *person)
{
  return person != NULL ? g_strdup_printf (_ ("Locked as planned by %s"), person)
                        : g_strdup (_ ("Locked as planned"));
}

const char *
kh_lock_text_nothing (void)
{
  return _ ("No environment goes down by this");
}
