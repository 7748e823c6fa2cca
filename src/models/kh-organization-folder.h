/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Where an organization lies on this computer. */
#pragma once

#include "kh-organization.h"

G_BEGIN_DECLS

/* (transfer full) */
char *kh_organization_dup_folder (KhOrganization *self);

G_END_DECLS
