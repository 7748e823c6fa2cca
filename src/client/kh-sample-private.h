/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the files of the sample share: who acts, and the acts of its story. */
#pragma once

#include "kh-sample.h"
#include "kh-vault-api.h"

G_BEGIN_DECLS

/* The people, in the order in which they are added; the first is there from the start. */
typedef enum { ALEX, KIRA, PAUL, AUDE, MIKA, SASHA, N_PEOPLE } KhSamplePerson;

typedef struct {
  KhClient *client;
  const KhSampleWatch *watch;
  gint64 behind;          /* microseconds that the clock is still behind real time */
  char *tokens[N_PEOPLE]; /* of those who have signed in */
  char *ids[N_PEOPLE];
  KhJson *tenant; /* holds the strings of @place */
  KhArmPlace place;
  char *first_version; /* of the key that is made twice */
} KhSample;

typedef struct _KhSampleStep KhSampleStep;
struct _KhSampleStep {
  gint64 ago; /* seconds before the end */
  KhSamplePerson who;
  gboolean (*act) (KhSample *self, const KhSampleStep *step, GError **error);
  const char *what; /* (nullable): the object's name */
  const void *how;  /* (nullable): further facts */
};

typedef struct {
  const char *name;
  const char *roles[2];
} KhSamplePersonFacts;
extern const KhSamplePersonFacts kh_sample_people[N_PEOPLE];

/* The steps in the order of their times; ends with act NULL. */
extern const KhSampleStep kh_sample_steps[];

/* Facts of objects, for `how`. */
typedef struct {
  const char *type, *geo;
  gboolean dataverse, managed;
} KhSampleEnvironment;
typedef struct {
  const char *region, *sku;
  gboolean rbac, closed; /* closed: reached by trusted services alone */
} KhSampleVault;
typedef struct {
  const char *vault;
  guint size;
  guint days; /* until it expires; 0: never */
} KhSampleKey;
typedef struct {
  const char *geo, *vault, *key;
  gboolean pinned; /* to the first version */
} KhSamplePolicy;

/* The acts; each says itself what it does, where it takes a while. */
gboolean kh_sample_add_people (KhSample *self, const KhSampleStep *step, GError **error);
gboolean kh_sample_add_environment (KhSample *self, const KhSampleStep *step, GError **error);
gboolean kh_sample_add_data (KhSample *self, const KhSampleStep *step, GError **error);
gboolean kh_sample_add_vault (KhSample *self, const KhSampleStep *step, GError **error);
gboolean kh_sample_add_key (KhSample *self, const KhSampleStep *step, GError **error);
gboolean kh_sample_rotate_key (KhSample *self, const KhSampleStep *step, GError **error);
gboolean kh_sample_add_secret (KhSample *self, const KhSampleStep *step, GError **error);
gboolean kh_sample_delete_key (KhSample *self, const KhSampleStep *step, GError **error);
gboolean kh_sample_add_policy (KhSample *self, const KhSampleStep *step, GError **error);
gboolean kh_sample_encrypt (KhSample *self, const KhSampleStep *step, GError **error);
gboolean kh_sample_try_key (KhSample *self, const KhSampleStep *step, GError **error);
gboolean kh_sample_disable_version (KhSample *self, const KhSampleStep *step, GError **error);

/* A table of @n accounts as CSV, the same for the same numbers of @rand. */
void kh_sample_write_accounts (GString *out, GRand *rand, guint n);

/* Takes @call and runs it as who acts; drops the result. */
gboolean kh_sample_do (KhSample *self, KhCall *call, GError **error);
/* (transfer full) (nullable) */
KhJson *kh_sample_get (KhSample *self, KhCall *call, GError **error);
void kh_sample_say (KhSample *self, const char *format, ...) G_GNUC_PRINTF (2, 3);

G_END_DECLS
