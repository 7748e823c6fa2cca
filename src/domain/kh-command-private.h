/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Fills names into texts and command lines. */
#pragma once

#include <glib.h>

/* Names to put in for their braces; NULL leaves an empty text. */
typedef struct {
  const char *environment;
  const char *policy;
  const char *vault;
  const char *key;
  const char *version;
  const char *geo;
  const char *account;
  const char *ops; /* key operations, joined by commas */
} KhNames;

/* (transfer full) (nullable for a NULL @pattern) */
char *_kh_fill_text (const char *pattern, const KhNames *names);
/* The same with every name quoted for the shell where it needs to be. */
char *_kh_fill_command (const char *pattern, const KhNames *names);
