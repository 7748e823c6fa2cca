/* SPDX-License-Identifier: GPL-3.0-or-later */
/* README, manifest and digests of the evidence of an audit log. */
#include "kh-audit-pack-text.h"

#include "kh-json.h"

#define FORMAT "keyhold-evidence-1"

static const char intro[] = "Evidence of an audit log of Keyhold\n"
                            "===================================\n"
                            "\n";

static const char contents[] =
    "What is in here\n"
    "---------------\n"
    "\n"
    "  audit/          the whole log, byte for byte: segments (.jsonl, one record a line) and "
    "their\n"
    "                  signed checkpoints (.notes). A log cannot be cut without breaking its "
    "chain,\n"
    "                  so all of it is here, whatever the span of time below\n"
    "  records.jsonl   the lines of the log that fall into the span of time, for reading\n"
    "  public-key.txt  the public key (Ed25519) that the checkpoints are signed with\n"
    "  checkpoint.txt  the last signed checkpoint: how many records there were, and their hash\n"
    "  manifest.json   which log this is, and SHA-256 and size of every other file\n"
    "  SHA256SUMS      the digests once more, as sha256sum reads them\n"
    "\n"
    "There is no key, no passphrase, no secret and no data of any environment in here. Names of\n"
    "people and of objects are.\n"
    "\n";

static const char steps[] =
    "How to verify it\n"
    "----------------\n"
    "\n"
    "In the folder that holds this file:\n"
    "\n"
    "  1. The copy is whole:\n"
    "\n"
    "       sha256sum -c SHA256SUMS\n"
    "\n"
    "  2. The log is what was written:\n"
    "\n"
    "       keyhold-verify --public-key public-key.txt%s audit\n"
    "\n"
    "     It says \"result: intact\" and ends with status 0. \"broken\" and status 1 name the "
    "first\n"
    "     record that does not fit, by file, line and number; \"cannot-tell\" and status 2 say "
    "that\n"
    "     something is missing or was made by a newer version. Nothing else is needed: no "
    "passphrase,\n"
    "     no organization, no network.\n"
    "\n"
    "  3. The records for reading are records of the log. This prints nothing:\n"
    "\n"
    "       cat audit/*.jsonl | grep -F -x -v -f - records.jsonl\n"
    "\n"
    "  4. The key is the right one: compare public-key.txt with what you were told by another way, "
    "or\n"
    "     noted before. The same holds for a checkpoint that you kept from an earlier time:\n"
    "\n"
    "       keyhold-verify --public-key public-key.txt --since YOUR-CHECKPOINT audit\n"
    "\n";

static const char unsigned_note[] = "There is no checkpoint.txt: no good checkpoint of this log "
                                    "could be read when the archive was\n"
                                    "made.\n"
                                    "\n";

static const char proof[] =
    "What that proves\n"
    "----------------\n"
    "\n"
    "  - No record that a checkpoint covers was changed, removed, added or moved since the "
    "checkpoint\n"
    "    was signed: each record holds the hash of the one before it, and the checkpoints sign "
    "the\n"
    "    hash of the last.\n"
    "  - The log begins with its first record and has no gap.\n"
    "  - With a checkpoint of yours: what the log said at that time, it says today.\n"
    "\n"
    "What that does not prove\n"
    "------------------------\n"
    "\n"
    "  - That the public key is that of the organization. Whoever makes up a log signs it with a "
    "key\n"
    "    of their own: step 4.\n"
    "  - That nobody wrote another history with the organization's own signing key, or put an "
    "older\n"
    "    state of everything in its place. A checkpoint kept elsewhere shows it, nothing else "
    "does.\n"
    "  - That nothing was cut off at the end before this archive was made: again, a checkpoint "
    "from\n"
    "    after that time shows it.\n"
    "  - That an account was used by the person it is named after, or that the clock was right.\n"
    "  - Anything about acts that went past Keyhold.\n"
    "\n";

static const char reading[] =
    "How to read a record\n"
    "--------------------\n"
    "\n"
    "Times are in UTC. An act that changes something has two records: `intent`, which was durable\n"
    "before the act, and `outcome`, which names it in `of` and says `succeeded`, `failed` or\n"
    "`interrupted`. `notice` says what happened without a person, or what was read. `refused` says "
    "who\n"
    "tried what, and in `result` by which rule it was refused. `prev` is the hash of the record "
    "before.\n";

static void
add_line (GString *text, const char *caption, const char *value)
{
  g_string_append_printf (text, "  %-15s %s\n", caption, value != NULL ? value : "unknown");
}

static void
add_time (GString *text, const char *caption, KhTime time, const char *otherwise)
{
  g_autofree char *value = time != 0 ? kh_time_format (time) : g_strdup (otherwise);

  add_line (text, caption, value);
}

char *
kh_audit_pack_readme (const KhAuditPackFacts *facts)
{
  GString *text = g_string_new (intro);
  g_autofree char *records = g_strdup_printf ("%" G_GUINT64_FORMAT, facts->records);
  g_autofree char *chosen = g_strdup_printf ("%" G_GUINT64_FORMAT, facts->chosen);

  add_line (text, "organization", facts->organization);
  add_line (text, "its id", facts->tenant);
  add_line (text, "log", facts->log);
  add_line (text, "public key", facts->public_key);
  add_line (text, "records", records);
  add_time (text, "made at", facts->now, NULL);
  add_time (text, "span from", facts->since, "the first record");
  add_time (text, "span before", facts->until, "no end");
  add_line (text, "records in it", chosen);
  g_string_append_printf (text, "\n%s%s", contents, facts->is_signed ? "" : unsigned_note);
  g_string_append_printf (text, steps, facts->is_signed ? " --since checkpoint.txt" : "");
  g_string_append_printf (text, "%s%s", proof, reading);
  return g_string_free (text, FALSE);
}

char *
kh_audit_pack_manifest (const KhAuditPackFacts *facts, GPtrArray *packed)
{
  KhJsonOut *out = kh_json_out_new ();
  g_autofree char *text = NULL;

  kh_json_out_begin (out, NULL);
  kh_json_out_string (out, "format", FORMAT);
  kh_json_out_string_if (out, "organization", facts->organization);
  kh_json_out_string_if (out, "tenant", facts->tenant);
  kh_json_out_string_if (out, "log", facts->log);
  kh_json_out_string_if (out, "publicKey", facts->public_key);
  kh_json_out_time (out, "madeAt", facts->now);
  if (facts->since != 0)
    kh_json_out_time (out, "since", facts->since);
  if (facts->until != 0)
    kh_json_out_time (out, "until", facts->until);
  kh_json_out_int (out, "records", (gint64)facts->records);
  kh_json_out_int (out, "recordsInSpan", (gint64)facts->chosen);
  kh_json_out_begin_array (out, "files");
  for (guint i = 0; i < packed->len; i++) {
    const KhAuditPacked *file = packed->pdata[i];

    kh_json_out_begin (out, NULL);
    kh_json_out_string (out, "path", file->path);
    kh_json_out_int (out, "bytes", (gint64)file->bytes);
    kh_json_out_string (out, "sha256", file->sha256);
    kh_json_out_end (out);
  }
  kh_json_out_end_array (out);
  kh_json_out_end (out);
  text = kh_json_out_finish_text (out);
  return g_strconcat (text, "\n", NULL);
}

char *
kh_audit_pack_sums (GPtrArray *packed)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < packed->len; i++) {
    const KhAuditPacked *file = packed->pdata[i];

    g_string_append_printf (text, "%s  %s\n", file->sha256, file->path);
  }
  return g_string_free (text, FALSE);
}
