/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Locking environments on purpose, and the way back. One thread. */
#pragma once

#include "kh-cli-context.h"

G_BEGIN_DECLS

/* (transfer full): TRIGGER and TARGET of the command line, as the tenant is asked for their impact.
 * A key may be written as its address. */
KhWireImpactRequest *kh_cli_lock_change (KhCli *cli);
/* The verb `lock apply`. */
int kh_cli_lock_apply (KhCli *cli);
/* The verbs `unlock diagnose` and `unlock repair`. Repairing does what the account may do, looking
 * again after each step, and ends with REFUSED while one is left for somebody else. */
int kh_cli_unlock_diagnose (KhCli *cli);
int kh_cli_unlock_repair (KhCli *cli);

/* What Lock Environments says of the way of @impact besides: what it is, how far it goes, what else
 * it takes, and until when it can be undone. */
void kh_cli_lock_print_way (KhCli *cli, KhJson *impact);

G_END_DECLS
