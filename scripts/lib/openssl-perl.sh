#!/usr/bin/env bash
# Configures the OpenSSL under SQLCipher with the little that SQLCipher calls: AES-256-CBC, HMAC, PBKDF2, SHA and
# random numbers. openssl-src takes a perl of one's own choice (OPENSSL_SRC_PERL) and no other options, so this stands
# in for it: scripts/lib/small.sh says so to the builds that go onto phones.
set -euo pipefail

OFF=(
    # Keys, certificates and protocols: TLS is rustls's.
    tls dtls quic srtp srp psk ktls ct ocsp cms cmp ts http sock dgram ssl-trace nextprotoneg rfc3779
    dh dsa ec ec2m ecdh ecdsa ecx sm2 gost ml-dsa ml-kem slh-dsa lms
    # Ciphers and hashes.
    argon2 aria bf blake2 cast chacha cmac des md4 mdc2 ocb poly1305 rc2 rc4 rmd160 scrypt siphash siv sm3 sm4 whirlpool
    # What a library in an app has no use for.
    apps async autoload-config docs engine legacy multiblock secure-memory ui-console uplink
)

if [[ ${1:-} == ./Configure ]]; then
    # GCM for the newest desktop processors is 700 KB and nothing calls it.
    # shellcheck disable=SC2016 # perl's own variables
    sed -i 's/^if (`$ENV{CC} -Wa,-v/if (0 \&\& `$ENV{CC} -Wa,-v/; s/^if (!$avx512vaes \&\& `$ENV{CC} -v/if (0 \&\& `$ENV{CC} -v/' \
        crypto/modes/asm/aes-gcm-avx512.pl
    exec perl "$@" "${OFF[@]/#/no-}"
fi
exec perl "$@"
