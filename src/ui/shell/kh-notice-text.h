/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The words of a desktop notification (pages.md 5.5). They name environments, policies, keys and
 * people, and never key material, a secret, or data of users. Main thread. */
#pragma once

#include <gio/gio.h>

#include "kh-notices.h"

G_BEGIN_DECLS

typedef struct {
  char *title, *body;
  char *uri; /* that it opens */
  GNotificationPriority priority;
} KhNoticeText;

void kh_notice_text_make (KhNoticeText *self, const KhNotice *notice, KhTime now);
void kh_notice_text_clear (KhNoticeText *self);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (KhNoticeText, kh_notice_text_clear)

G_END_DECLS
