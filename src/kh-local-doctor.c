/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Notes of the doctor as the command line prints them. */
#include "kh-local-doctor.h"

#include "kh-doctor.h"

KhJson *
kh_local_doctor_examine (const char *data_dir)
{
  g_autoptr (GPtrArray) notes = kh_doctor_examine (kh_io_default (), data_dir);
  KhJsonOut *out = kh_json_out_new ();
  g_autoptr (GBytes) bytes = NULL;

  kh_json_out_begin (out, NULL);
  kh_json_out_begin_array (out, "value");
  for (guint i = 0; i < notes->len; i++) {
    const KhDoctorNote *note = notes->pdata[i];

    kh_json_out_begin (out, NULL);
    kh_json_out_string (out, "id", note->id);
    kh_json_out_string (out, "result", kh_doctor_verdict_name (note->verdict));
    kh_json_out_string (out, "found", note->found);
    kh_json_out_string_if (out, "advice", note->advice);
    kh_json_out_end (out);
  }
  kh_json_out_end_array (out);
  kh_json_out_end (out);
  bytes = kh_json_out_finish (out);
  return kh_json_parse (bytes, NULL);
}
