/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The ledger of a key version: all that can hold it, what holds it, and what has let go. */
#include "kh-key-page.h"

#include "kh-limits.h"
#include "kh-rows.h"
#include "kh-text.h"

static GtkWidget *
add_line (GPtrArray *lines, const char *title, const char *text, gboolean holding)
{
  GtkWidget *line = kh_row_new (title, text);

  kh_row_add_pill (line, KH_STATE_HOLD, holding ? "Holding" : "Ended");
  g_ptr_array_add (lines, line);
  return line;
}

/* Holds of one kind, which may be there for many environments: the last one to end counts. */
typedef struct {
  guint n;
  KhTime start, end; /* of the last one */
} Holds;

static Holds
sum_up (KhJson *version, const char *kind)
{
  Holds sum = { 0, KH_TIME_NONE, KH_TIME_NONE };

  for (guint i = 0; i < kh_json_length (version, "holds"); i++) {
    KhJson *hold = kh_json_element (version, "holds", i);
    KhTime end = kh_json_time (hold, "end");

    if (g_strcmp0 (kh_json_string (hold, "kind"), kind) != 0)
      continue;
    sum.n++;
    if (sum.end != KH_TIME_NONE && end <= sum.end)
      continue;
    sum.start = kh_json_time (hold, "start");
    sum.end = end;
  }
  return sum;
}

static void
add_timed (GPtrArray *lines, const char *title, KhTime end, KhTime now)
{
  g_autofree char *time = kh_text_time (end, now);
  g_autofree char *left = kh_text_duration (MAX (end - now, 0));
  g_autofree char *text = end > now ? g_strdup_printf (_ ("ends %s, %s left"), time, left)
                                    : g_strdup_printf (_ ("ended %s"), time);

  kh_set_time (add_line (lines, title, text, end > now), end);
}

/* The spread is over long before the 28 days are: its line tells of it as long as they last. */
static void
add_rotation (GPtrArray *lines, KhJson *version, KhTime now)
{
  Holds rotated = sum_up (version, "rotated");

  if (rotated.n == 0)
    return;
  add_timed (lines, _ ("24-hour spread"), rotated.start + KH_ROTATION_SPREAD, now);
  add_timed (lines, _ ("28 days after rotation"), rotated.end, now);
}

/* Data keys of all versions are counted: those are what a rotation moves. */
static guint
count_stores (KhJson *key)
{
  guint n = 0;

  for (guint i = 0; i < kh_json_length (key, "versions"); i++)
    n += (guint)kh_json_int (kh_json_element (key, "versions", i), "stores", 0);
  return n;
}

static void
add_stores (GPtrArray *lines, KhJson *key, KhJson *version)
{
  guint n = kh_json_length (version, "usedBy");
  guint all = count_stores (key);
  gboolean current = kh_json_bool (version, "current", FALSE);
  g_autofree char *short_id = kh_text_short_id (kh_json_string (version, "version"));
  g_autofree char *text = NULL;

  if (all == 0)
    return;
  text = g_strdup_printf (
      current
          ? ngettext ("%u of %u is wrapped by %s", "%u of %u are wrapped by %s", all)
          : ngettext ("%u of %u is still wrapped by %s", "%u of %u are still wrapped by %s", all),
      n, all, short_id);
  add_line (lines, _ ("Stores"), text, n > 0);
}

static void
add_operations (GPtrArray *lines, KhJson *version)
{
  guint n = sum_up (version, "operation").n;
  g_autofree char *text =
      n == 0 ? g_strdup (_ ("none"))
             : g_strdup_printf (
                 ngettext ("%u operation moves data to it", "%u operations move data to it", n), n);

  add_line (lines, _ ("Operations"), text, n > 0);
}

static GtkWidget *
new_forget_button (const char *id, const char *text)
{
  GtkWidget *button = gtk_button_new_with_label (_ ("Forget…"));
  g_autofree char *action = g_strdup_printf ("page.forget-backup('%s')", id);
  /* Translators: "of Sales, Nov 2" */
  g_autofree char *name = g_strdup_printf (_ ("Forget the backup %s"), text);

  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  gtk_actionable_set_detailed_action_name (GTK_ACTIONABLE (button), action);
  kh_set_name (button, name);
  return button;
}

/* A line a file: each is forgotten by itself, by whoever makes backups. */
static void
add_backups (GPtrArray *lines, KhJson *version, gboolean may_forget, KhTime now)
{
  for (guint i = 0; i < kh_json_length (version, "holds"); i++) {
    KhJson *hold = kh_json_element (version, "holds", i);
    const char *id = kh_json_string (hold, "backup");
    const char *name = kh_json_string (hold, "environment");
    KhTime start = kh_json_time (hold, "start");
    g_autofree char *time = kh_text_time (start, now);
    g_autofree char *text = NULL;
    GtkWidget *line;

    if (id == NULL)
      continue;
    if (kh_json_bool (hold, "unconfirmed", FALSE))
      text = g_strdup_printf (_ ("of %s, %s · not confirmed: it may never have been finished"),
                              name != NULL ? name : "", time);
    else
      text = g_strdup_printf (_ ("of %s, %s"), name != NULL ? name : "", time);
    line = add_line (lines, _ ("Backup file"), text, TRUE);
    kh_set_time (line, start);
    if (may_forget)
      kh_row_add_button (line, new_forget_button (id, text));
  }
}

GPtrArray *
kh_key_ledger_lines (KhJson *key, KhJson *version, gboolean may_forget, KhTime now)
{
  GPtrArray *lines = g_ptr_array_new ();
  Holds reverted = sum_up (version, "reverted");
  Holds changed = sum_up (version, "changed");

  if (kh_json_length (version, "holds") == 0 && kh_json_length (version, "usedBy") == 0)
    return lines;
  add_rotation (lines, version, now);
  if (reverted.n > 0)
    add_timed (lines, _ ("30 days after the return to the Microsoft key"), reverted.end, now);
  if (changed.n > 0)
    add_timed (lines, _ ("30 days after the change of the key"), changed.end, now);
  add_stores (lines, key, version);
  add_operations (lines, version);
  add_backups (lines, version, may_forget, now);
  return lines;
}
