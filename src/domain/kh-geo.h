/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Geographies: policies and environments use two vocabularies for them (domain.md 1.2). */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef struct {
  const char *policy_name;      /* for example "uk" */
  const char *environment_name; /* for example "unitedkingdom"; the same as policy_name for most */
  const char *display_name;
  const char *code;       /* (nullable) */
  const char *regions[5]; /* Azure regions, the first is the default; NULL-terminated */
} KhGeo;

/* (nullable): by either vocabulary or by code, without regard to case. Static. */
const KhGeo *kh_geo_find (const char *text);
/* TRUE if both texts name the same geography; unknown texts are equal to themselves alone. */
gboolean kh_geo_equal (const char *a, const char *b);
/* TRUE if the Azure region belongs to the geography. */
gboolean kh_geo_has_region (const KhGeo *geo, const char *region);
/* TRUE if any geography has the region. */
gboolean kh_region_is_known (const char *region);
/* (nullable): the geography that has the Azure region. */
const KhGeo *kh_geo_of_region (const char *region);
const KhGeo *kh_geos (guint *n);

G_END_DECLS
