/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Something that is asked of the tenant, and asked anew as often as somebody wants: what a wizard
 * decides on. What is known stays until there is a new answer.
 *
 * Main thread. It only reads.
 */
#pragma once

#include "kh-organization.h"

G_BEGIN_DECLS

#define KH_TYPE_INQUIRY (kh_inquiry_get_type ())
G_DECLARE_DERIVABLE_TYPE (KhInquiry, kh_inquiry, KH, INQUIRY, GObject)

struct _KhInquiryClass {
  GObjectClass parent_class;

  /* Ends with kh_inquiry_run(), at once or when something else was read, unless @asking is not
   * kh_inquiry_get_asking() any longer. */
  void (*ask) (KhInquiry *self, GCancellable *asking);
  /* Takes from @result, that of the work, which is freed afterwards. */
  void (*take) (KhInquiry *self, gpointer result);
};

/* Property, construct only: "organization". Signal "changed". */
KhOrganization *kh_inquiry_get_organization (KhInquiry *self);
/* Asks; what is asked already is asked anew. */
void kh_inquiry_check (KhInquiry *self);
/* Stops asking. */
void kh_inquiry_stop (KhInquiry *self);
gboolean kh_inquiry_is_checking (KhInquiry *self);
/* Another number after each answer and each question. */
guint kh_inquiry_get_version (KhInquiry *self);
/* When the last answer came; KH_TIME_NONE before the first. */
KhTime kh_inquiry_get_time (KhInquiry *self);
/* (nullable): why there was no answer. */
const GError *kh_inquiry_get_error (KhInquiry *self);

/* For derived classes. (nullable): of the question that is asked now. */
GCancellable *kh_inquiry_get_asking (KhInquiry *self);
/* Does @work with @data on the thread for sequences of calls. */
void kh_inquiry_run (KhInquiry *self, GCancellable *asking, KhOrganizationWork work, gpointer data,
                     GDestroyNotify destroy_data, GDestroyNotify destroy_result);
/* Tells of another version; or of a decision, which is none. */
void kh_inquiry_renew (KhInquiry *self);
void kh_inquiry_tell (KhInquiry *self);

G_END_DECLS
