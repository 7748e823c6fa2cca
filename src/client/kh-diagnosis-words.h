/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a diagnosis comes to, in words (pages.md 4.6): one place for Unlock Environments and for
 * `unlock diagnose`. Pure; any thread. @key: the word of `originalKey` (cli.md 3).
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* (transfer full): "2 causes found; all of them must be repaired. This account can repair it."
 * @allowed: of the @repairs, those that this account may do. */
char *kh_diagnosis_conclusion (guint causes, guint repairs, guint allowed, const char *key);
/* (transfer none): who can do a step of @owner. */
const char *kh_diagnosis_owner (const char *owner);
/* (transfer none): what is said of a step that this account does itself. */
const char *kh_diagnosis_effect (void);
/* (transfer none): "Original key proved". */
const char *kh_diagnosis_key_title (const char *key);
/* (transfer none) (nullable) @repairs: those that are still to be done. */
const char *kh_diagnosis_key_text (const char *key, guint repairs);

G_END_DECLS
