/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Makes entries of allowed and disallowed operations. */
#pragma once

#include "kh-allowed.h"

/* (transfer none): an allowed entry at the end of the list. */
KhAllowed *_kh_allowed_add (GPtrArray *list, const char *id, const char *verb);
void _kh_allowed_refuse (KhAllowed *self, const char *reason_type, char *taken_reason);
