/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Rotation policies on the wire. */
#include "kh-wire-rotation.h"

#define O(member) G_STRUCT_OFFSET (KhWireLifetimeAction, member)
static const KhField action_fields[] = {
  { "trigger.timeAfterCreate", KH_FIELD_TEXT, KH_FIELD_OMIT, O (time_after_create) },
  { "trigger.timeBeforeExpiry", KH_FIELD_TEXT, KH_FIELD_OMIT, O (time_before_expiry) },
  { "action.type", KH_FIELD_TEXT, KH_FIELD_REQUIRED, O (action) },
};
#undef O
KH_DEFINE_SHAPE (KhWireLifetimeAction, wire_lifetime_action, action_fields)

#define O(member) G_STRUCT_OFFSET (KhWireRotationPolicy, member)
static const KhField policy_fields[] = {
  { "id", KH_FIELD_TEXT, KH_FIELD_OMIT, O (id) },
  { "lifetimeActions", KH_FIELD_LIST, 0, O (actions), &kh_wire_lifetime_action_shape },
  { "attributes.expiryTime", KH_FIELD_TEXT, 0, O (expiry) },
  { "attributes.created", KH_FIELD_UNIX, KH_FIELD_OMIT, O (created_at) },
  { "attributes.updated", KH_FIELD_UNIX, KH_FIELD_OMIT, O (updated_at) },
};
#undef O
KH_DEFINE_SHAPE (KhWireRotationPolicy, wire_rotation_policy, policy_fields)

#define O(member) G_STRUCT_OFFSET (KhWireRotation, member)
static const KhField rotation_fields[] = {
  { "rotateAfter", KH_FIELD_TEXT, 0, O (rotate_after) },
  { "rotateBeforeExpiry", KH_FIELD_TEXT, 0, O (rotate_before) },
  { "notifyAfter", KH_FIELD_TEXT, KH_FIELD_OMIT, O (notify_after) },
  { "notifyBefore", KH_FIELD_TEXT, 0, O (notify_before) },
  { "expiry", KH_FIELD_TEXT, 0, O (expiry) },
  { "nextAt", KH_FIELD_TIME, 0, O (next_at) },
};
#undef O
KH_DEFINE_SHAPE (KhWireRotation, wire_rotation, rotation_fields)

#define NOTICE_OF_NONE "P30D"

static void
add_action (KhWireRotationPolicy *self, const char *action, const char *after, const char *before)
{
  if (after == NULL && before == NULL)
    return;
  KhWireLifetimeAction *wire = kh_wire_lifetime_action_new ();
  wire->action = g_strdup (action);
  wire->time_after_create = g_strdup (after);
  wire->time_before_expiry = g_strdup (before);
  g_ptr_array_add (self->actions, wire);
}

KhWireRotationPolicy *
kh_wire_rotation_policy_from (const KhRotationPolicy *policy, const char *id)
{
  KhWireRotationPolicy *self = kh_wire_rotation_policy_new ();
  self->id = g_strdup (id);
  if (policy == NULL) {
    add_action (self, "Notify", NULL, NOTICE_OF_NONE);
    return self;
  }
  add_action (self, "Rotate", policy->rotate_after, policy->rotate_before);
  add_action (self, "Notify", policy->notify_after, policy->notify_before);
  self->expiry = g_strdup (policy->expiry);
  self->created_at = policy->created_at;
  self->updated_at = policy->updated_at;
  return self;
}

static gboolean
refuse (const char *message, GError **error)
{
  kh_set_error_facts (error, KH_ERROR_ARGUMENT, "lifetimeActions", "BadParameter", NULL, message);
  return FALSE;
}

/* An empty text is no trigger. */
static const char *
or_null (const char *text)
{
  return text != NULL && *text != '\0' ? text : NULL;
}

static gboolean
take_action (KhRotationPolicy *policy, const KhWireLifetimeAction *action, GError **error)
{
  gboolean rotates = g_ascii_strcasecmp (action->action, "Rotate") == 0;
  char **after = rotates ? &policy->rotate_after : &policy->notify_after;
  char **before = rotates ? &policy->rotate_before : &policy->notify_before;
  if (!rotates && g_ascii_strcasecmp (action->action, "Notify") != 0)
    return refuse ("An action is Rotate or Notify", error);
  if (*after != NULL || *before != NULL)
    return refuse ("There is at most one Rotate and one Notify", error);
  if ((or_null (action->time_after_create) == NULL)
      == (or_null (action->time_before_expiry) == NULL))
    return refuse ("An action has exactly one trigger", error);
  *after = g_strdup (or_null (action->time_after_create));
  *before = g_strdup (or_null (action->time_before_expiry));
  return TRUE;
}

KhRotationPolicy *
kh_wire_rotation_policy_to (const KhWireRotationPolicy *self, GError **error)
{
  g_autoptr (KhRotationPolicy) policy = kh_rotation_policy_new ();
  for (guint i = 0; i < self->actions->len; i++)
    if (!take_action (policy, self->actions->pdata[i], error))
      return NULL;
  policy->expiry = g_strdup (or_null (self->expiry));
  return g_steal_pointer (&policy);
}

KhWireRotation *
kh_wire_rotation_from (const KhKey *key)
{
  g_autoptr (KhRotationPolicy) policy = kh_key_get_rotation_policy (key);
  KhWireRotation *self = kh_wire_rotation_new ();
  self->next_at = kh_key_get_rotation_time (key);
  if (policy == NULL) {
    self->notify_before = g_strdup (NOTICE_OF_NONE);
    return self;
  }
  self->rotate_after = g_steal_pointer (&policy->rotate_after);
  self->rotate_before = g_steal_pointer (&policy->rotate_before);
  self->notify_after = g_steal_pointer (&policy->notify_after);
  self->notify_before = g_steal_pointer (&policy->notify_before);
  self->expiry = g_steal_pointer (&policy->expiry);
  return self;
}
