# shellcheck shell=bash
# Sourced by the builds that go onto phones and by those that measure them: what makes the library small.
#
# Code that only the phones' builds have is code that the other tests do not run, so it is little: an OpenSSL of which only
# what SQLCipher calls is left (openssl-perl.sh), secp256k1 with small tables (the feature `small`), and C without tables for
# unwinding, which nothing unwinds through.
LIB=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
export OPENSSL_SRC_PERL=$LIB/openssl-perl.sh
export CFLAGS="${CFLAGS:-} -fno-asynchronous-unwind-tables -fno-unwind-tables -ffunction-sections -fdata-sections"
