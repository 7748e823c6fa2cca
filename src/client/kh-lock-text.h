/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A way of locking environments in words (pages.md 4.5): one place for Lock Environments and for
 * `lock plan`. Pure; any thread. Texts are (transfer full) unless they say otherwise.
 *
 * @trigger: one of those that kh_act_is_lock() knows.
 */
#pragma once

#include "kh-impact-words.h"

G_BEGIN_DECLS

/* "Disable key version 7c1e…". @object: name of what it changes; a version is shortened. */
char *kh_lock_text_title (const char *trigger, const char *object);
/* How it is undone, in a few words. @retention: days for which the vault keeps what is deleted. */
char *kh_lock_text_back (const char *trigger, gint64 retention);
/* (transfer none) (nullable): what else it takes: "takes every policy on this key". */
const char *kh_lock_text_extent (const char *trigger);
/* (transfer none): "policy's name": what has to be typed. */
const char *kh_lock_text_name_of (const char *trigger);
/* Until when what it deletes can be recovered; KH_TIME_NONE: it ends at no date. */
KhTime kh_lock_text_end (const char *trigger, gint64 retention, KhTime now);
/* "After Feb 25 there is no way back". */
char *kh_lock_text_no_way_back (const char *day);

/* "At once, 2 environments go offline; without unlocking, the first is deleted on Dec 24". */
char *kh_lock_text_sentence (KhJson *impact, KhDateWords date, KhTime now);
/* (nullable): the same of a lock, or "This locks 2 environments." of another change; NULL where
 * nothing is locked by it. */
char *kh_lock_text_outage (KhJson *impact, KhDateWords date, KhTime now);
/* "ep-sales → 2 environments → 3 people": what goes down, in one line. */
char *kh_lock_text_radius (const char *name, KhJson *impact);
/* How many people may use the data of what goes down. */
guint kh_lock_text_people (KhJson *impact);
/* "Locked as planned by Kira Vance". @person: (nullable): who asked for it. */
char *kh_lock_text_planned (const char *person);
/* (transfer none): "No environment goes down by this". */
const char *kh_lock_text_nothing (void);

G_END_DECLS
