/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Requests of persons as values. */
#include "kh-petition.h"

#include <string.h>

#include "kh-enum-private.h"
#include "kh-value-private.h"

static const KhEnumText petition_kind_texts[] = {
  { KH_PETITION_UNLOCK, "unlock" },
  { KH_PETITION_APPROVAL, "approval" },
};
KH_DEFINE_ENUM_TEXT (KhPetitionKind, petition_kind);

static const KhEnumText petition_state_texts[] = {
  { KH_PETITION_STATE_PENDING, "Pending" },   { KH_PETITION_STATE_APPROVED, "Approved" },
  { KH_PETITION_STATE_REJECTED, "Rejected" }, { KH_PETITION_STATE_WITHDRAWN, "Withdrawn" },
  { KH_PETITION_STATE_EXPIRED, "Expired" },   { KH_PETITION_STATE_COMPLETED, "Completed" },
};
KH_DEFINE_ENUM_TEXT (KhPetitionState, petition_state);

static const KhEnumText petition_event_texts[] = {
  { KH_PETITION_EVENT_FILE, "filed" },      { KH_PETITION_EVENT_APPROVE, "approved" },
  { KH_PETITION_EVENT_REJECT, "rejected" }, { KH_PETITION_EVENT_WITHDRAW, "withdrawn" },
  { KH_PETITION_EVENT_EXPIRE, "expired" },  { KH_PETITION_EVENT_USE, "used" },
};
KH_DEFINE_ENUM_TEXT (KhPetitionEvent, petition_event);

/* --- Parts ------------------------------------------------------------------------------------ */

static void
free_environment (gpointer data)
{
  KhPetitionEnvironment *self = data;

  g_free (self->id);
  g_free (self->name);
  g_free (self);
}

static gpointer
copy_environment (gconstpointer data, gpointer unused)
{
  KhPetitionEnvironment *copy = g_memdup2 (data, sizeof *copy);

  KH_DEEPEN_TEXT (copy, id);
  KH_DEEPEN_TEXT (copy, name);
  return copy;
}

static void
free_note (gpointer data)
{
  KhPetitionNote *self = data;

  g_free (self->account_id);
  g_free (self->account);
  g_free (self->text);
  g_free (self);
}

static gpointer
copy_note (gconstpointer data, gpointer unused)
{
  KhPetitionNote *copy = g_memdup2 (data, sizeof *copy);

  KH_DEEPEN_TEXT (copy, account_id);
  KH_DEEPEN_TEXT (copy, account);
  KH_DEEPEN_TEXT (copy, text);
  return copy;
}

static void
free_evidence (gpointer data)
{
  KhPetitionEvidence *self = data;

  g_free (self->kind);
  g_free (self->name);
  g_free (self->text);
  g_free (self->sha256);
  g_free (self);
}

static gpointer
copy_evidence (gconstpointer data, gpointer unused)
{
  KhPetitionEvidence *copy = g_memdup2 (data, sizeof *copy);

  KH_DEEPEN_TEXT (copy, kind);
  KH_DEEPEN_TEXT (copy, name);
  KH_DEEPEN_TEXT (copy, text);
  KH_DEEPEN_TEXT (copy, sha256);
  return copy;
}

KhPetitionEnvironment *
kh_petition_new_environment (KhPetition *self)
{
  KhPetitionEnvironment *part = g_new0 (KhPetitionEnvironment, 1);

  part->used_at = KH_TIME_NONE;
  g_ptr_array_add (self->environments, part);
  return part;
}

KhPetitionNote *
kh_petition_new_note (KhPetition *self)
{
  KhPetitionNote *part = g_new0 (KhPetitionNote, 1);

  part->at = KH_TIME_NONE;
  g_ptr_array_add (self->notes, part);
  return part;
}

KhPetitionEvidence *
kh_petition_new_evidence (KhPetition *self)
{
  KhPetitionEvidence *part = g_new0 (KhPetitionEvidence, 1);

  g_ptr_array_add (self->evidence, part);
  return part;
}

void
kh_petition_add_environment (KhPetition *self, const char *id, const char *name)
{
  KhPetitionEnvironment *part = kh_petition_new_environment (self);

  part->id = g_strdup (id);
  part->name = g_strdup (name);
}

static KhPetitionEvidence *
add_piece (KhPetition *self, const char *kind, const char *name, GBytes *content)
{
  KhPetitionEvidence *part = kh_petition_new_evidence (self);

  part->kind = g_strdup (kind);
  part->name = g_strdup (name);
  part->sha256 = g_compute_checksum_for_bytes (G_CHECKSUM_SHA256, content);
  return part;
}

void
kh_petition_add_evidence (KhPetition *self, const char *kind, const char *name, const char *text)
{
  g_autoptr (GBytes) content = g_bytes_new (text, strlen (text));

  add_piece (self, kind, name, content)->text = g_strdup (text);
}

static gboolean
is_text (GBytes *content)
{
  gsize size = 0;
  const char *data = g_bytes_get_data (content, &size);

  return size == 0
         || (memchr (data, 0, size) == NULL && g_utf8_validate (data, (gssize)size, NULL));
}

void
kh_petition_add_file (KhPetition *self, const char *name, GBytes *content)
{
  gboolean text = is_text (content);
  KhPetitionEvidence *part = add_piece (self, text ? "file" : "file-base64", name, content);
  gsize size = 0;
  const guchar *data = g_bytes_get_data (content, &size);

  part->text = text ? g_strndup ((const char *)data, size) : g_base64_encode (data, size);
}

gboolean
kh_petition_evidence_is_whole (const KhPetitionEvidence *evidence)
{
  g_autofree char *digest = NULL;
  g_autofree guchar *data = NULL;
  gsize size = strlen (evidence->text);

  if (g_str_equal (evidence->kind, "file-base64"))
    data = g_base64_decode (evidence->text, &size);
  digest = g_compute_checksum_for_data (G_CHECKSUM_SHA256,
                                        data != NULL ? data : (const guchar *)evidence->text, size);
  return g_str_equal (digest, evidence->sha256);
}

const KhPetitionEnvironment *
kh_petition_get_environment (const KhPetition *self, const char *id)
{
  for (guint i = 0; i < self->environments->len; i++) {
    const KhPetitionEnvironment *part = self->environments->pdata[i];

    if (g_ascii_strcasecmp (part->id, id) == 0)
      return part;
  }
  return NULL;
}

/* --- The value -------------------------------------------------------------------------------- */

static void
petition_init (KhPetition *self)
{
  self->created_at = KH_TIME_NONE;
  self->expires_at = KH_TIME_NONE;
  self->decided_at = KH_TIME_NONE;
  self->environments = g_ptr_array_new_with_free_func (free_environment);
  self->notes = g_ptr_array_new_with_free_func (free_note);
  self->evidence = g_ptr_array_new_with_free_func (free_evidence);
}

/* In the order of kh_petition_canonical(), which is part of the format. */
static const gsize texts[] = {
  G_STRUCT_OFFSET (KhPetition, id),
  G_STRUCT_OFFSET (KhPetition, requested_by),
  G_STRUCT_OFFSET (KhPetition, requested_name),
  G_STRUCT_OFFSET (KhPetition, subject),
  G_STRUCT_OFFSET (KhPetition, reason),
  G_STRUCT_OFFSET (KhPetition, decided_by),
  G_STRUCT_OFFSET (KhPetition, action),
  G_STRUCT_OFFSET (KhPetition, target_kind),
  G_STRUCT_OFFSET (KhPetition, target_id),
  G_STRUCT_OFFSET (KhPetition, target),
  G_STRUCT_OFFSET (KhPetition, change),
  G_STRUCT_OFFSET (KhPetition, digest),
};

static void
petition_clear (KhPetition *self)
{
  for (gsize i = 0; i < G_N_ELEMENTS (texts); i++)
    g_free (G_STRUCT_MEMBER (char *, self, texts[i]));
  g_ptr_array_unref (self->environments);
  g_ptr_array_unref (self->notes);
  g_ptr_array_unref (self->evidence);
  g_clear_pointer (&self->mac, g_bytes_unref);
}

static void
petition_deepen (KhPetition *self)
{
  for (gsize i = 0; i < G_N_ELEMENTS (texts); i++)
    G_STRUCT_MEMBER (char *, self, texts[i]) = g_strdup (G_STRUCT_MEMBER (char *, self, texts[i]));
  self->environments = kh_value_copy_array (self->environments, copy_environment, free_environment);
  self->notes = kh_value_copy_array (self->notes, copy_note, free_note);
  self->evidence = kh_value_copy_array (self->evidence, copy_evidence, free_evidence);
  if (self->mac != NULL)
    g_bytes_ref (self->mac);
}

KH_DEFINE_VALUE (KhPetition, petition);

/* --- Canonical bytes -------------------------------------------------------------------------- */

static void
append_number (GByteArray *out, guint64 number)
{
  guint64 big = GUINT64_TO_BE (number);

  g_byte_array_append (out, (const guint8 *)&big, sizeof big);
}

/* No text is told from an empty one by a length that no text has. */
static void
append_text (GByteArray *out, const char *text)
{
  append_number (out, text != NULL ? strlen (text) : G_MAXUINT64);
  if (text != NULL)
    g_byte_array_append (out, (const guint8 *)text, (guint)strlen (text));
}

static void
append_parts (GByteArray *out, const KhPetition *self)
{
  append_number (out, self->environments->len);
  for (guint i = 0; i < self->environments->len; i++) {
    const KhPetitionEnvironment *part = self->environments->pdata[i];

    append_text (out, part->id);
    append_text (out, part->name);
    append_number (out, (guint64)part->used_at);
  }
  append_number (out, self->notes->len);
  for (guint i = 0; i < self->notes->len; i++) {
    const KhPetitionNote *part = self->notes->pdata[i];

    append_number (out, (guint64)part->at);
    append_number (out, part->event);
    append_text (out, part->account_id);
    append_text (out, part->account);
    append_text (out, part->text);
  }
  append_number (out, self->evidence->len);
  for (guint i = 0; i < self->evidence->len; i++) {
    const KhPetitionEvidence *part = self->evidence->pdata[i];

    append_text (out, part->kind);
    append_text (out, part->name);
    append_text (out, part->text);
    append_text (out, part->sha256);
  }
}

GBytes *
kh_petition_canonical (const KhPetition *self, gint64 revision)
{
  GByteArray *out = g_byte_array_new ();
  const guint64 numbers[] = {
    (guint64)revision,
    self->kind,
    self->state,
    (guint64)self->created_at,
    (guint64)self->expires_at,
    (guint64)self->decided_at,
    self->level,
  };

  for (gsize i = 0; i < G_N_ELEMENTS (numbers); i++)
    append_number (out, numbers[i]);
  for (gsize i = 0; i < G_N_ELEMENTS (texts); i++)
    append_text (out, G_STRUCT_MEMBER (char *, self, texts[i]));
  append_parts (out, self);
  return g_byte_array_free_to_bytes (out);
}
