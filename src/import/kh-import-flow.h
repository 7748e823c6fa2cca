/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Definitions of cloud flows: told from other JSON, and whether one stays on the platform's key.
 *
 * A definition is one JSON object with `properties.definition`, whose `$schema` is that of workflow
 * definitions (formats.md 3.4, 5.2); it is of a solution, of a package or of the flow's own export.
 * One thread.
 */
#pragma once

#include "kh-import-source.h"

G_BEGIN_DECLS

#define KH_IMPORT_MAX_FLOW (16 * 1024 * 1024) /* F8; what is larger is not looked at */

typedef struct {
  GBytes *content; /* (nullable): the definition as it stands; NULL: it is none */
  /* It has a trigger that other systems call by an address (domain.md 5.2): when a customer's key
   * is applied such a flow stays on the platform's until it is saved again. Not told from one
   * definition: parents of such flows, and cures other than saving. */
  gboolean stays;
} KhImportFlow;
void kh_import_flow_clear (KhImportFlow *self);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (KhImportFlow, kh_import_flow_clear)

/* Errors: only those of reading. */
gboolean kh_import_flow_read (KhImportSource *source, KhImportFlow *flow, GError **error);

G_END_DECLS
