# shellcheck shell=bash
# Sourced by the builds that go onto phones and by those that measure them: what makes the library small.
#
# Code that only the phones' builds have is code that the other tests do not run, so it is little: secp256k1 with small
# tables (the feature `small`). The rest leaves out or folds, and changes nothing of what is left:
# - C without tables for unwinding, which nothing unwinds through;
# - AWS-LC without AES-GCM for the newest desktop processors, 680 KB that nothing calls;
# - SQLite without the modules and callbacks that nothing of ours names, nor checks of its caller, which is rusqlite;
# - SQLCipher without its log, which is off: its own switch leaves the calls for us to take out, in the version we have;
# - functions of the same machine code once (lld, which Rust links with since 1.90 and the NDK always);
# - source files, which panics name, without the builder's own folders: these are nobody's business either.
export CFLAGS="${CFLAGS:-} -fno-asynchronous-unwind-tables -fno-unwind-tables -ffunction-sections -fdata-sections"
CFLAGS+=" -DMY_ASSEMBLER_IS_TOO_OLD_FOR_512AVX"
export LIBSQLITE3_FLAGS="-USQLITE_ENABLE_FTS3 -USQLITE_ENABLE_FTS3_PARENTHESIS -USQLITE_ENABLE_RTREE
    -USQLITE_ENABLE_DBSTAT_VTAB -USQLITE_SOUNDEX -USQLITE_ENABLE_LOAD_EXTENSION -DSQLITE_OMIT_LOAD_EXTENSION
    -USQLITE_ENABLE_STAT4 -DSQLITE_OMIT_DEPRECATED -DSQLITE_OMIT_SHARED_CACHE
    -USQLITE_ENABLE_COLUMN_METADATA -USQLITE_ENABLE_API_ARMOR -DSQLITE_OMIT_AUTHORIZATION -DSQLITE_OMIT_TRACE -DSQLITE_OMIT_PROGRESS_CALLBACK
    -DSQLITE_UNTESTABLE -DSQLCIPHER_OMIT_LOG -Dsqlcipher_log(...)="
export RUSTFLAGS="${RUSTFLAGS:-} -C link-arg=-Wl,--icf=all"
for folder in "${CARGO_HOME:-$HOME/.cargo}"/registry/src/*/; do RUSTFLAGS+=" --remap-path-prefix=$folder="; done
