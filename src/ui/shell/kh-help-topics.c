/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which page of the handbook fits what is shown. */
#include "kh-help-window.h"

#include <string.h>

typedef struct {
  const char *word, *page;
} Topic;

/* By what stands in the address of a section, and of a wizard. */
static const Topic sections[] = {
  { "overview", "console" },
  { "environments", "environments" },
  { "policies", "policies" },
  { "keys", "keys" },
  { "vaults", "vaults" },
  { "requests", "requests" },
  { "operations", "operations" },
  { "activity", "activity" },
  { "recommendations", "recommendations" },
};
static const Topic wizards[] = {
  { "enable", "enable" }, { "rotate", "rotate" }, { "change", "change-key" },
  { "revert", "return" }, { "lock", "lock" },     { "unlock", "unlock" },
};

/* The word that ends where the next part of the address begins. */
static const char *
find (const Topic *topics, guint n, const char *address)
{
  const char *colon = address != NULL ? strchr (address, ':') : NULL;
  const char *word = colon != NULL ? colon + 1 : address;

  if (word != NULL && g_str_has_prefix (word, "wizard/"))
    word += strlen ("wizard/");
  for (guint i = 0; word != NULL && i < n; i++)
    if (strncmp (topics[i].word, word, strlen (topics[i].word)) == 0)
      return topics[i].page;
  return "index";
}

const char *
kh_help_of_section (const char *address)
{
  return find (sections, G_N_ELEMENTS (sections), address);
}

const char *
kh_help_of_wizard (const char *word)
{
  return find (wizards, G_N_ELEMENTS (wizards), word);
}
