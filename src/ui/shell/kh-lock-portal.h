/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Whether the desktop session is locked, for a program that cannot ask logind: one in a sandbox is
 * told by the Inhibit portal of the desktop.
 *
 * Main thread. Without a portal nothing is told.
 */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

typedef struct _KhLockPortal KhLockPortal;

typedef void (*KhLockPortalFunc) (gboolean locked, gpointer data);

/* @func is called whenever something changed, until it is freed. */
KhLockPortal *kh_lock_portal_new (KhLockPortalFunc func, gpointer data);
void kh_lock_portal_free (KhLockPortal *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (KhLockPortal, kh_lock_portal_free)

G_END_DECLS
