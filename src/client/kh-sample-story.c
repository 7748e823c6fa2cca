/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The sample organization as a table: who did what, and how long ago. */
#include "kh-sample-private.h"

#define DAYS(n) ((gint64)(n)*24 * 3600)
#define HOURS(n) ((gint64)(n)*3600)
#define MINUTES(n) ((gint64)(n)*60)

#define US "kv-contoso-us"
#define EU "kv-contoso-eu"

const KhSamplePersonFacts kh_sample_people[N_PEOPLE] = {
  [ALEX] = { KH_SAMPLE_ADMIN, { NULL } }, [KIRA] = { "Kira Vance", { "kva" } },
  [PAUL] = { "Paul Price", { "ppa" } },   [AUDE] = { "Aude Torres", { "auditor" } },
  [MIKA] = { "Mika Reyes", { "maker" } }, [SASHA] = { "Sasha Lind", { "support" } },
};

#define MANAGED(type, geo) (&(const KhSampleEnvironment){ type, geo, TRUE, TRUE })
#define PLAIN(type, geo) (&(const KhSampleEnvironment){ type, geo, TRUE, FALSE })
#define BARE(type, geo) (&(const KhSampleEnvironment){ type, geo, FALSE, FALSE })
#define KEY(vault, size, days) (&(const KhSampleKey){ vault, size, days })

#define ADD_ENVIRONMENT(days, name, how)                                                           \
  {                                                                                                \
    DAYS (days), PAUL, kh_sample_add_environment, name, how                                        \
  }
#define FILL(days, who, name)                                                                      \
  {                                                                                                \
    DAYS (days), who, kh_sample_add_data, name, NULL                                               \
  }

/* A key of a year that was made half a day after the first day expires in 21 days and a half. A
 * sandbox is deleted seven days after it lost its key. */
#define FIRST DAYS (344)
#define LOST (DAYS (3) + HOURS (5) + MINUTES (8))

const KhSampleStep kh_sample_steps[] = {
  { FIRST, ALEX, kh_sample_add_people, NULL, NULL },
  { FIRST - HOURS (6), PAUL, kh_sample_add_environment, "Contoso (default)",
    PLAIN ("Default", "unitedstates") },
  { FIRST - HOURS (6), KIRA, kh_sample_add_vault, EU,
    &(const KhSampleVault){ "westeurope", "premium", FALSE, TRUE } },
  { FIRST - HOURS (6), KIRA, kh_sample_add_key, "cmk-old", KEY (EU, 2048, 0) },
  { FIRST - HOURS (12), KIRA, kh_sample_add_key, "cmk-eu", KEY (EU, 3072, 365) },
  { DAYS (343), KIRA, kh_sample_add_secret, "smtp-relay", KEY (EU, 0, 0) },
  FILL (343, PAUL, "Contoso (default)"),
  ADD_ENVIRONMENT (330, "Customer Service", MANAGED ("Production", "europe")),
  FILL (330, MIKA, "Customer Service"),
  { DAYS (325), KIRA, kh_sample_add_policy, "contoso-eu-cmk",
    &(const KhSamplePolicy){ "europe", EU, "cmk-eu", FALSE } },
  { DAYS (325), PAUL, kh_sample_encrypt, "Customer Service", "contoso-eu-cmk" },
  { DAYS (267), KIRA, kh_sample_add_vault, US,
    &(const KhSampleVault){ "eastus", "standard", TRUE, FALSE } },
  { DAYS (267), KIRA, kh_sample_add_key, "cmk-us", KEY (US, 3072, 0) },
  { DAYS (267), KIRA, kh_sample_add_policy, "contoso-us-cmk",
    &(const KhSamplePolicy){ "unitedstates", US, "cmk-us", FALSE } },
  ADD_ENVIRONMENT (240, "Sales Production", MANAGED ("Production", "unitedstates")),
  FILL (240, MIKA, "Sales Production"),
  ADD_ENVIRONMENT (240, "Finance Production", MANAGED ("Production", "unitedstates")),
  FILL (240, PAUL, "Finance Production"),
  { DAYS (204), PAUL, kh_sample_encrypt, "Sales Production", "contoso-us-cmk" },
  ADD_ENVIRONMENT (150, "Document Archive", BARE ("Production", "japan")),
  FILL (150, PAUL, "Document Archive"),
  ADD_ENVIRONMENT (150, "Partner Portal", PLAIN ("Production", "unitedkingdom")),
  FILL (150, MIKA, "Partner Portal"),
  ADD_ENVIRONMENT (150, "Field Service Test", MANAGED ("Sandbox", "europe")),
  FILL (150, MIKA, "Field Service Test"),
  { DAYS (150), KIRA, kh_sample_add_key, "cmk-eu-test", KEY (EU, 3072, 0) },
  { DAYS (150), KIRA, kh_sample_add_policy, "contoso-eu-test-cmk",
    &(const KhSamplePolicy){ "europe", EU, "cmk-eu-test", TRUE } },
  { DAYS (150), PAUL, kh_sample_encrypt, "Field Service Test", "contoso-eu-test-cmk" },
  ADD_ENVIRONMENT (90, "Marketing Sandbox", MANAGED ("Sandbox", "unitedstates")),
  FILL (90, MIKA, "Marketing Sandbox"),
  ADD_ENVIRONMENT (90, "Design Team", PLAIN ("Teams", "unitedstates")),
  FILL (90, MIKA, "Design Team"),
  { DAYS (60), KIRA, kh_sample_add_key, "cmk-eu-test", KEY (EU, 3072, 0) },
  { DAYS (22), KIRA, kh_sample_delete_key, "cmk-old", KEY (EU, 0, 0) },
  ADD_ENVIRONMENT (22, "Mika's Developer", PLAIN ("Developer", "unitedstates")),
  FILL (22, MIKA, "Mika's Developer"),
  ADD_ENVIRONMENT (22, "Pilot Trial", PLAIN ("Trial", "unitedstates")),
  { DAYS (14), KIRA, kh_sample_rotate_key, "cmk-us", KEY (US, 0, 0) },
  { LOST + MINUTES (1), MIKA, kh_sample_try_key, "cmk-eu", KEY (EU, 0, 0) },
  { LOST, KIRA, kh_sample_disable_version, "cmk-eu-test", KEY (EU, 0, 0) },
  { 0, 0, NULL, NULL, NULL },
};
