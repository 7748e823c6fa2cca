/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A draft of Enable Customer-Managed Key or Change Key on lists that a test fills by hand. */
#pragma once

#include "kh-enable-draft.h"

typedef struct {
  KhItemList *lists[KH_N_ITEM_KINDS];
  KhEnableDraft *draft;
  guint changes;
} Test;

KhJson *parse (const char *text);
/* A ready, managed production environment with a database; @more is put in front and wins. */
KhJson *environment (const char *name, const char *geo, const char *more);
KhJson *key (const char *vault, const char *name, const char *more);
KhJson *vault (const char *name, const char *region, gboolean protection);
KhJson *policy (const char *name, const char *geo, const char *key_vault, const char *key_name,
                const char *health);
void put (Test *self, KhItemKind kind, KhJson *made);
void start_for (Test *self, KhEnableGoal goal, gboolean may_create);
void start (Test *self, gboolean may_create);
void stop (Test *self);
/* Finance and Marketing in the United States, Portal in the United Kingdom; a vault with a key and
 * a healthy policy in the United States. */
void start_estate (Test *self, gboolean may_create);
KhItem *item (Test *self, KhItemKind kind, const char *name);
void assert_reason (Test *self, KhEnablePart part, const char *wanted);
void assert_text (Test *self, KhEnableText what, const char *wanted);
