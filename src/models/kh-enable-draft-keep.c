/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The draft as values, to be put aside and taken up again. */
#include "kh-enable-draft-private.h"

/* Chosen environments, then texts, flags and numbers by their place in the enumerations, each with
 * whether the user decided it. */
#define VALUES_TYPE "(asa(bms)a(bb)ax)"

GVariant *
kh_enable_draft_save (KhEnableDraft *self)
{
  GVariantBuilder chosen, texts, flags, numbers;

  g_variant_builder_init (&chosen, G_VARIANT_TYPE ("as"));
  g_variant_builder_init (&texts, G_VARIANT_TYPE ("a(bms)"));
  g_variant_builder_init (&flags, G_VARIANT_TYPE ("a(bb)"));
  g_variant_builder_init (&numbers, G_VARIANT_TYPE ("ax"));
  for (guint i = 0; i < self->chosen->len; i++)
    g_variant_builder_add (&chosen, "s", g_ptr_array_index (self->chosen, i));
  for (guint i = 0; i < KH_ENABLE_N_TEXTS; i++)
    g_variant_builder_add (&texts, "(bms)", self->decided_texts[i], self->texts[i]);
  for (guint i = 0; i < KH_ENABLE_N_FLAGS; i++)
    g_variant_builder_add (&flags, "(bb)", self->decided_flags[i], self->flags[i]);
  for (guint i = 0; i < KH_ENABLE_N_NUMBERS; i++)
    g_variant_builder_add (&numbers, "x", self->numbers[i]);
  return g_variant_new (VALUES_TYPE, &chosen, &texts, &flags, &numbers);
}

static void
restore_values (KhEnableDraft *self, GVariantIter *texts, GVariantIter *flags,
                GVariantIter *numbers)
{
  const char *text;

  for (guint i = 0; i < KH_ENABLE_N_TEXTS; i++)
    if (g_variant_iter_next (texts, "(bm&s)", &self->decided_texts[i], &text))
      _kh_enable_draft_put_text (self, (KhEnableText)i, text);
  for (guint i = 0; i < KH_ENABLE_N_FLAGS; i++)
    g_variant_iter_next (flags, "(bb)", &self->decided_flags[i], &self->flags[i]);
  for (guint i = 0; i < KH_ENABLE_N_NUMBERS; i++)
    g_variant_iter_next (numbers, "x", &self->numbers[i]);
}

void
kh_enable_draft_restore (KhEnableDraft *self, GVariant *values)
{
  g_autoptr (GVariantIter) chosen = NULL, texts = NULL, flags = NULL, numbers = NULL;
  const char *environment;

  g_variant_get (values, VALUES_TYPE, &chosen, &texts, &flags, &numbers);
  restore_values (self, texts, flags, numbers);
  g_ptr_array_set_size (self->chosen, 0);
  while (g_variant_iter_next (chosen, "&s", &environment))
    _kh_enable_draft_take (self, environment);
  self->dirty = TRUE;
  g_signal_emit_by_name (self, "changed");
}
