/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Public keys as JSON Web Keys, and as `openssl pkey -pubout` (OpenSSL 3.0) writes them. */
#pragma once

static const char rsa_jwk[] =
    "{\"kty\":\"RSA-HSM\",\"n\":"
    "\"pNLkJp0FWAs0Uur1Z1ZcxkMwPITaype6INrCnTiLAHUlL1Q5vkErGxWMRaSkUcgPp4SI"
    "ybK0gJvQYwu0zV65odhQUuS8IspmVEgdCYVLs18PBjD368jpqb4-9dNR4kgr5CaoEL0huMrQkrppZNSfd5QHbRjg9z"
    "90d3XgEzza3_v-VPT1HGIPANwr_qMfLgEQ83zPOnIba7y7Exjmz-jRwQ8YapNj_stT8x8UQfAsjsLXfPtXrW1gNhi4"
    "OsPqNnsKRc0A6V49dbAM7yhXjAoygqucO5QgxWzJ_Qc8lfbMJaOHjLUooEoVr_1LBOmav2jLfV4RKqjfG9Z369g9IP"
    "2Yxw\",\"e\":\"AQAB\"}";
static const char rsa_pem[] = "-----BEGIN PUBLIC KEY-----\n"
                              "MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEApNLkJp0FWAs0Uur1Z1Zc\n"
                              "xkMwPITaype6INrCnTiLAHUlL1Q5vkErGxWMRaSkUcgPp4SIybK0gJvQYwu0zV65\n"
                              "odhQUuS8IspmVEgdCYVLs18PBjD368jpqb4+9dNR4kgr5CaoEL0huMrQkrppZNSf\n"
                              "d5QHbRjg9z90d3XgEzza3/v+VPT1HGIPANwr/qMfLgEQ83zPOnIba7y7Exjmz+jR\n"
                              "wQ8YapNj/stT8x8UQfAsjsLXfPtXrW1gNhi4OsPqNnsKRc0A6V49dbAM7yhXjAoy\n"
                              "gqucO5QgxWzJ/Qc8lfbMJaOHjLUooEoVr/1LBOmav2jLfV4RKqjfG9Z369g9IP2Y\n"
                              "xwIDAQAB\n"
                              "-----END PUBLIC KEY-----\n";
static const char ec_jwk[] =
    "{\"kty\":\"EC\",\"crv\":\"P-521\",\"x\":\"AHvJ7unda2F6tmB-XuNy9c9iXD66ormb75cPhWdJhu-"
    "oI7kByjQDFq-VHCJ"
    "E9gGM-JZYUjSQ7g55F2UOlUu8JmVT\",\"y\":\"ALRsmoaq4yxxiJA13T_QNLkkAVNglDB8I5qzynTBwPY4A0D0lGJ2Fr"
    "LzmQqkp0hRtekDcdiVM_Vy_wrOnQ0g2mRn\"}";
static const char ec_pem[] = "-----BEGIN PUBLIC KEY-----\n"
                             "MIGbMBAGByqGSM49AgEGBSuBBAAjA4GGAAQAe8nu6d1rYXq2YH5e43L1z2JcPrqi\n"
                             "uZvvlw+FZ0mG76gjuQHKNAMWr5UcIkT2AYz4llhSNJDuDnkXZQ6VS7wmZVMAtGya\n"
                             "hqrjLHGIkDXdP9A0uSQBU2CUMHwjmrPKdMHA9jgDQPSUYnYWsvOZCqSnSFG16QNx\n"
                             "2JUz9XL/Cs6dDSDaZGc=\n"
                             "-----END PUBLIC KEY-----\n";
