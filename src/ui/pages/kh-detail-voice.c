/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Says when the state of the object that is shown has changed. */
#include "kh-detail-voice.h"

#include "kh-compat-announce.h"
#include "kh-facts.h"
#include "kh-state.h"
#include "kh-text.h"

static const char *
word_of (KhItem *item, const char *member, KhStateKind kind)
{
  return kh_state_info (kind, kh_item_string (item, member)).word;
}

/* (transfer full) (nullable): NULL for what has no state that changes. */
static char *
make_words (KhOrganization *organization, KhItem *item)
{
  switch (kh_item_get_kind (item)) {
  case KH_ITEM_ENVIRONMENT:
    return g_strdup_printf ("%s, %s", word_of (item, "state", KH_STATE_ENVIRONMENT),
                            word_of (item, "encryptionStatus", KH_STATE_ENCRYPTION));
  case KH_ITEM_POLICY:
    return g_strdup (word_of (item, "health", KH_STATE_HEALTH));
  case KH_ITEM_KEY:
    return g_strdup (
        kh_state_info (KH_STATE_KEY, kh_fact_key_state (organization, kh_item_get_snapshot (item)))
            .word);
  case KH_ITEM_VAULT:
    return g_strdup (word_of (item, "state", KH_STATE_VAULT));
  case KH_ITEM_OPERATION:
    return g_strdup (word_of (item, "state", KH_STATE_OPERATION));
  case KH_ITEM_FINDING:
    return NULL;
  }
  g_assert_not_reached ();
}

void
kh_detail_voice_look (KhDetailVoice *self, GtkWidget *page, KhOrganization *organization,
                      KhItem *item)
{
  g_autofree char *before = g_steal_pointer (&self->words);
  g_autofree char *text = NULL;

  self->words = make_words (organization, item);
  if (before == NULL || self->words == NULL || g_str_equal (before, self->words)
      || !gtk_widget_get_mapped (page))
    return;
  text = g_strdup_printf (_ ("%s: %s"), kh_item_get_name (item), self->words);
  kh_announce (page, text);
}

void
kh_detail_voice_clear (KhDetailVoice *self)
{
  g_clear_pointer (&self->words, g_free);
}
