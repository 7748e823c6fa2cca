/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Words, numbers and times as pages.md 7.2 wants them. Every function returns (transfer full) text
 * in the user's language; times are shown in the local zone. Main thread. */
#pragma once

#include <glib/gi18n.h>

#include "kh-error.h"
#include "kh-time.h"

G_BEGIN_DECLS

/* "3 days 18 hours": two units at most, rounded down; "0 seconds" for none. */
char *kh_text_duration (KhTime span);
/* "Nov 21, 9:12 AM", with the year when it is another one; empty for KH_TIME_NONE. */
char *kh_text_time (KhTime time, KhTime now);
/* A sentence of the tenant's, which is written for every reader: its times as kh_text_time() tells
 * them. @text: (nullable): as empty. */
char *kh_text_local_times (const char *text, KhTime now);
/* A sentence as the title of a row: without its full stop. @text: (nullable): as empty. */
char *kh_text_clause (const char *text);
/* "2:05 PM" today, with the date on another day. */
char *kh_text_clock (KhTime time, KhTime now);
char *kh_text_date (KhTime time, KhTime now);
/* "Nov 21, 2026, 9:12:05 AM CET (8:12:05 AM UTC)": what a shorter text leaves out; the day of UTC
 * is told where it is another one. Empty for KH_TIME_NONE. */
char *kh_text_exact (KhTime time);
/* "12 seconds ago", "3 days 18 hours ago", after 7 days the date. */
char *kh_text_ago (KhTime time, KhTime now);
/* "1.4 GiB" */
char *kh_text_size (guint64 bytes);
/* Thousands separated. */
char *kh_text_number (guint64 number);
/* "7c1e…": the first four characters of an identifier. */
char *kh_text_short_id (const char *id);
/* (transfer none): what a type, geo or store is called on the pages; unknown words come back as
 * they are. */
const char *kh_text_geo (const char *geo);
const char *kh_text_store (const char *store);
const char *kh_text_operation (const char *type);

/* An error in three parts (pages.md 5.6): title, and body with what failed and what to do. */
char *kh_text_error_title (const GError *error);
char *kh_text_error_body (const GError *error);
/* Code, target and message for the Details expander. */
char *kh_text_error_details (const GError *error);
/* Text as it is, safe inside markup: for toasts, status pages. */
char *kh_text_escape (const char *text);

G_END_DECLS
