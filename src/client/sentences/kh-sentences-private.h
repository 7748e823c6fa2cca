/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The tables of sentences, each ended by NULL. */
#pragma once

#include "kh-client-i18n.h"

extern const char *const kh_sentences_base[];
extern const char *const kh_sentences_domain[];
extern const char *const kh_sentences_import[];
extern const char *const kh_sentences_server[];
extern const char *const kh_sentences_store[];
extern const char *const kh_sentences_tenant[];
extern const char *const kh_sentences_wire[];
