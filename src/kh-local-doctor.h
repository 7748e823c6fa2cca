/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The doctor of tenant/ for a program: its notes as JSON. Blocks. */
#pragma once

#include "kh-json.h"

/* (transfer full): {"value":[{"id", "result", "found", "advice"}]}. */
KhJson *kh_local_doctor_examine (const char *data_dir);
