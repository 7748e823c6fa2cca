/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What pages say of a finding, and whose matter it is. Main thread. */
#pragma once

#include "kh-organization.h"

G_BEGIN_DECLS

/* (transfer full): "Customer Service goes offline on Dec 15"; empty without a consequence. */
char *kh_finding_consequence (KhItem *finding, KhTime now);
/* (transfer full) (nullable): the address of what it is about. */
char *kh_finding_object_uri (KhItem *finding);
/* The role that can fix it. */
KhMay kh_finding_role (KhItem *finding);
/* (transfer none): what that role is called, and what a topic is. */
const char *kh_finding_role_text (KhItem *finding);
const char *kh_finding_topic_text (const char *topic);

/* (transfer none) (nullable): the finding of @rule about the object with this address. */
KhItem *kh_finding_find (KhOrganization *organization, const char *rule, const char *object);

G_END_DECLS
