/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Clocks and limits of the domain (domain.md 0.3), each with what it bounds. Durations in
 * microseconds. */
#pragma once

#include "kh-time.h"

/* A new key version is picked up by all storage services within this time. */
#define KH_ROTATION_SPREAD (24 * KH_HOUR)
/* The version before must stay usable this long after a rotation. */
#define KH_OLD_VERSION_HOLD (28 * KH_DAY)
/* Between a rotation and the making or the expiry of the version before, at least; and the shortest
 * life that a rotation policy gives to new versions. */
#define KH_ROTATION_MIN (7 * KH_DAY)
#define KH_EXPIRY_MIN (28 * KH_DAY)
/* Key, vault and grant must stay this long after a removal or a change of policy. */
#define KH_REMOVAL_HOLD (30 * KH_DAY)
/* A locked environment is deleted after: production, and every other type. */
#define KH_LOCKED_PRODUCTION_LIFE (30 * KH_DAY)
#define KH_LOCKED_OTHER_LIFE (7 * KH_DAY)
/* A deleted environment can be recovered this long. */
#define KH_DELETED_ENVIRONMENT_LIFE (7 * KH_DAY)
/* An expiry is announced this long before. */
#define KH_EXPIRY_NOTICE (30 * KH_DAY)
/* The oldest a current key version should be. */
#define KH_KEY_AGE_ADVICE (730 * KH_DAY)
/* A grant made less than this ago may still be spreading in the cloud. */
#define KH_GRANT_SPREAD (5 * KH_MINUTE)
/* Retention of soft-deleted vaults and keys, in days. */
#define KH_RETENTION_MIN 7
#define KH_RETENTION_MAX 90
#define KH_RETENTION_DEFAULT 90
/* Environments on customer-managed keys whose flows move without a larger quota. */
#define KH_FLOW_QUOTA 25
/* Sizes of RSA keys that the platform accepts for environments. */
#define KH_CMK_SIZE_SMALL 2048
#define KH_CMK_SIZE_LARGE 3072
/* The most bytes of a secret's value: Azure's limit of 25 KB. */
#define KH_SECRET_VALUE_MAX (25 * 1024)
