/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The table of geographies (domain.md 1.2). */

#include "kh-geo.h"

#include "kh-marked.h"

static const KhGeo geos[] = {
  { "unitedstates",
    "unitedstates",
    N_ ("United States"),
    "NA",
    { "eastus", "westus", "centralus", "eastus2" } },
  { "southafrica",
    "southafrica",
    N_ ("South Africa"),
    "ZAF",
    { "southafricanorth", "southafricawest" } },
  { "uk", "unitedkingdom", N_ ("United Kingdom"), "GBR", { "uksouth", "ukwest" } },
  { "japan", "japan", N_ ("Japan"), "JPN", { "japaneast", "japanwest" } },
  { "india", "india", N_ ("India"), "IND", { "centralindia", "southindia" } },
  { "france", "france", N_ ("France"), "FRA", { "francecentral", "francesouth" } },
  { "europe", "europe", N_ ("Europe"), "EMEA", { "westeurope", "northeurope" } },
  { "germany", "germany", N_ ("Germany"), "GER", { "germanynorth", "germanywestcentral" } },
  { "switzerland",
    "switzerland",
    N_ ("Switzerland"),
    "CHE",
    { "switzerlandnorth", "switzerlandwest" } },
  { "canada", "canada", N_ ("Canada"), "CAN", { "canadacentral", "canadaeast" } },
  { "brazil", "southamerica", N_ ("South America"), "SAM", { "brazilsouth" } },
  { "australia", "australia", N_ ("Australia"), "OCE", { "australiaeast", "australiasoutheast" } },
  { "asia", "asia", N_ ("Asia"), "APAC", { "eastasia", "southeastasia" } },
  { "uae", "unitedarabemirates", N_ ("United Arab Emirates"), "UAE", { "uaenorth" } },
  { "korea", "korea", N_ ("Korea"), "KOR", { "koreacentral", "koreasouth" } },
  { "norway", "norway", N_ ("Norway"), "NOR", { "norwayeast", "norwaywest" } },
  { "singapore", "singapore", N_ ("Singapore"), NULL, { "southeastasia" } },
  { "sweden", "sweden", N_ ("Sweden"), "SWE", { "swedencentral" } },
};

static gboolean
names (const char *name, const char *text)
{
  return name != NULL && g_ascii_strcasecmp (name, text) == 0;
}

const KhGeo *
kh_geo_find (const char *text)
{
  for (guint i = 0; text != NULL && i < G_N_ELEMENTS (geos); i++)
    if (names (geos[i].policy_name, text) || names (geos[i].environment_name, text)
        || names (geos[i].code, text))
      return &geos[i];
  return NULL;
}

gboolean
kh_geo_equal (const char *a, const char *b)
{
  if (a == NULL || b == NULL)
    return FALSE;
  const KhGeo *geo = kh_geo_find (a);
  if (geo == NULL)
    return g_ascii_strcasecmp (a, b) == 0;
  return geo == kh_geo_find (b);
}

gboolean
kh_geo_has_region (const KhGeo *geo, const char *region)
{
  for (guint i = 0; region != NULL && geo->regions[i] != NULL; i++)
    if (g_ascii_strcasecmp (geo->regions[i], region) == 0)
      return TRUE;
  return FALSE;
}

const KhGeo *
kh_geo_of_region (const char *region)
{
  for (guint i = 0; i < G_N_ELEMENTS (geos); i++)
    if (kh_geo_has_region (&geos[i], region))
      return &geos[i];
  return NULL;
}

gboolean
kh_region_is_known (const char *region)
{
  return kh_geo_of_region (region) != NULL;
}

const KhGeo *
kh_geos (guint *n)
{
  *n = G_N_ELEMENTS (geos);
  return geos;
}
