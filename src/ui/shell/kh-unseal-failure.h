/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Why an organization cannot be opened, with what can be done about it. Main thread.
 *
 * Signals: "again": somebody wants to try it once more; "use-copy": with the copy of the seal in
 * its place. */
#pragma once

#include <adwaita.h>

#include "kh-session.h"

G_BEGIN_DECLS

#define KH_TYPE_UNSEAL_FAILURE (kh_unseal_failure_get_type ())
G_DECLARE_FINAL_TYPE (KhUnsealFailure, kh_unseal_failure, KH, UNSEAL_FAILURE, AdwBin)

/* What @session failed with. @closes: the window can be closed and the program stays. */
void kh_unseal_failure_show (KhUnsealFailure *self, KhSession *session, gboolean closes);
/* (transfer none) */
const char *kh_unseal_failure_get_title (KhUnsealFailure *self);
void kh_unseal_failure_grab_focus (KhUnsealFailure *self);

G_END_DECLS
