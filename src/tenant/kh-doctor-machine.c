/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a program needs of the machine: memory that may be locked, a keyring, a display, a clock. */
#include <glib/gstdio.h>
#include <sys/resource.h>
#include <sys/timex.h>

#include "kh-clock.h"
#include "kh-diagnostics.h"
#include "kh-doctor.h"
#include "kh-keyring.h"
#include "khc-suite.h"

#define KEYRING_LIMIT 3 /* seconds */
/* A folder that was written so far in the future tells of a clock that was set back. */
#define AHEAD (5 * KH_MINUTE)

static void
examine_memory (GPtrArray *notes)
{
  struct rlimit limit;

  if (getrlimit (RLIMIT_MEMLOCK, &limit) != 0)
    return;
  if (limit.rlim_cur == RLIM_INFINITY || limit.rlim_cur >= KHC_SECURE_HEAP_SIZE)
    _kh_doctor_add (notes, "locked-memory", KH_DOCTOR_PASS,
                    g_strdup ("Keys lie in memory that is never written to swap."), NULL);
  else
    _kh_doctor_add (
        notes, "locked-memory",
        limit.rlim_cur >= KHC_SECURE_HEAP_FALLBACK ? KH_DOCTOR_WARN : KH_DOCTOR_FAIL,
        g_strdup_printf ("Only %" G_GUINT64_FORMAT " KiB of memory may be locked.",
                         (guint64)limit.rlim_cur / 1024),
        g_strdup ("Raise the limit to 1024 KiB or more: memlock in /etc/security/limits.conf."));
}

static void
examine_keyring (GPtrArray *notes)
{
  const KhKeyringCall call = { .limit = KEYRING_LIMIT };
  g_autoptr (GError) error = NULL;

  if (kh_keyring_is_there (&call, &error))
    _kh_doctor_add (notes, "keyring", KH_DOCTOR_PASS,
                    g_strdup ("The keyring of the desktop answers."), NULL);
  else
    _kh_doctor_add (notes, "keyring", KH_DOCTOR_WARN,
                    g_strdup (g_strcmp0 (kh_keyring_reason (error), KH_KEYRING_SILENT) == 0
                                  ? "The keyring of the desktop does not answer."
                                  : "There is no keyring of the desktop here."),
                    g_strdup ("The passphrase opens the organization as before."));
}

static void
examine_display (GPtrArray *notes)
{
  const char *wayland = g_getenv ("WAYLAND_DISPLAY"), *x11 = g_getenv ("DISPLAY");

  if ((wayland != NULL && *wayland != '\0') || (x11 != NULL && *x11 != '\0'))
    _kh_doctor_add (notes, "display", KH_DOCTOR_PASS, g_strdup ("There is a display."), NULL);
  else
    _kh_doctor_add (
        notes, "display", KH_DOCTOR_WARN, g_strdup ("There is no display here."),
        g_strdup ("The console needs one; the command line does all of its work without."));
}

/* The newest of the two files that every act writes. KH_TIME_NONE where there is none. */
static KhTime
find_newest (const char *data_dir)
{
  static const char *const names[] = { "tenant/tenant.db", "tenant/audit" };
  KhTime newest = KH_TIME_NONE;

  for (guint i = 0; i < G_N_ELEMENTS (names); i++) {
    g_autofree char *path = g_build_filename (data_dir, names[i], NULL);
    GStatBuf facts;

    if (g_stat (path, &facts) == 0
        && (newest == KH_TIME_NONE || (KhTime)facts.st_mtime * KH_SECOND > newest))
      newest = (KhTime)facts.st_mtime * KH_SECOND;
  }
  return newest;
}

static void
examine_clock (GPtrArray *notes, const char *data_dir)
{
  KhClock *clock = kh_clock_new (KH_TIME_NONE, 0);
  KhTime now = kh_clock_now (clock), newest = find_newest (data_dir);
  struct timex state = { 0 };

  kh_clock_unref (clock);
  if (newest != KH_TIME_NONE && newest > now + AHEAD) {
    g_autofree char *time = kh_time_format (newest);

    _kh_doctor_add (
        notes, "clock", KH_DOCTOR_FAIL,
        g_strdup_printf ("The clock was set back: the organization was used at %s.", time),
        g_strdup ("Set the clock right. Nothing that is held becomes free by a wrong one."));
  } else if (ntp_adjtime (&state) < 0 || (state.status & STA_UNSYNC) != 0) {
    _kh_doctor_add (
        notes, "clock", KH_DOCTOR_WARN, g_strdup ("The clock is not kept right over the network."),
        g_strdup (
            "Switch on time synchronization: holds, expiries and deletions go by this clock."));
  } else {
    _kh_doctor_add (notes, "clock", KH_DOCTOR_PASS,
                    g_strdup ("The clock is kept right over the network."), NULL);
  }
}

static void
examine_diagnostics (GPtrArray *notes)
{
  g_autofree char *path = kh_diagnostics_get_path ();
  GStatBuf facts;

  if (g_lstat (path, &facts) != 0)
    _kh_doctor_add (notes, "diagnostic-log", KH_DOCTOR_PASS,
                    g_strdup_printf ("Nothing was noted yet in %s.", path), NULL);
  else if (!S_ISREG (facts.st_mode) || (facts.st_mode & 077) != 0)
    _kh_doctor_add (
        notes, "diagnostic-log", KH_DOCTOR_WARN,
        g_strdup_printf ("The diagnostic log %s is not a file of this user alone.", path),
        g_strdup ("Move it away: a new one is made by itself."));
  else
    _kh_doctor_add (notes, "diagnostic-log", KH_DOCTOR_PASS,
                    g_strdup_printf ("The diagnostic log is %s.", path), NULL);
}

void
_kh_doctor_examine_machine (GPtrArray *notes, const char *data_dir)
{
  examine_memory (notes);
  examine_keyring (notes);
  examine_display (notes);
  examine_clock (notes, data_dir);
  examine_diagnostics (notes);
}
