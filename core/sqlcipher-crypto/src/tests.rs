//! The functions that SQLCipher calls, as it calls them, against published answers.

#![allow(unsafe_code, reason = "a C library's functions")]

use std::os::raw::{c_int, c_uint};
use std::ptr::{null, null_mut};

use aws_lc_sys::*;

const OK: c_int = 1;
const ENCRYPT: c_int = 1;
const DECRYPT: c_int = 0;

/// As SQLCipher seals a page, in two pieces: its bytes and its number.
fn hmac_sha512(key: &[u8], pieces: [&[u8]; 2]) -> Vec<u8> {
    let mut seal = vec![0; 64];
    let mut length: c_uint = 0;
    // SAFETY: each pointer comes with its length, SHA-512 writes 64 bytes, and the context is freed once.
    unsafe {
        let context = HMAC_CTX_new();
        assert!(!context.is_null());
        assert_eq!(HMAC_Init_ex(context, key.as_ptr().cast(), key.len(), EVP_sha512(), null_mut()), OK);
        for piece in pieces {
            assert_eq!(HMAC_Update(context, piece.as_ptr(), piece.len()), OK);
        }
        assert_eq!(HMAC_Final(context, seal.as_mut_ptr(), &mut length), OK);
        HMAC_CTX_free(context);
    }
    assert_eq!(length, 64);
    seal
}

/// As SQLCipher encrypts a page: without padding, in place of nothing else.
fn aes_256_cbc(mode: c_int, key: &[u8; 32], iv: &[u8; 16], input: &[u8]) -> Vec<u8> {
    let mut output = vec![0; input.len()];
    let (mut written, mut rest): (c_int, c_int) = (0, 0);
    // SAFETY: key and IV have the cipher's lengths, and without padding the output is as long as the input.
    unsafe {
        let context = EVP_CIPHER_CTX_new();
        assert!(!context.is_null());
        assert_eq!(EVP_CipherInit_ex(context, EVP_aes_256_cbc(), null_mut(), null(), null(), mode), OK);
        assert_eq!(EVP_CIPHER_CTX_set_padding(context, 0), OK);
        assert_eq!(EVP_CipherInit_ex(context, null(), null_mut(), key.as_ptr(), iv.as_ptr(), mode), OK);
        let length = c_int::try_from(input.len()).unwrap();
        assert_eq!(EVP_CipherUpdate(context, output.as_mut_ptr(), &mut written, input.as_ptr(), length), OK);
        let end = output.as_mut_ptr().add(usize::try_from(written).unwrap());
        assert_eq!(EVP_CipherFinal_ex(context, end, &mut rest), OK);
        EVP_CIPHER_CTX_free(context);
    }
    assert_eq!(usize::try_from(written + rest).unwrap(), input.len());
    output
}

fn random() -> [u8; 32] {
    let mut bytes = [0; 32];
    // SAFETY: the pointer comes with its length.
    assert_eq!(unsafe { RAND_bytes(bytes.as_mut_ptr(), bytes.len()) }, OK);
    bytes
}

/// RFC 4231, test case 2.
#[test]
fn hmac_is_that_of_rfc_4231() {
    let seal = hmac_sha512(b"Jefe", [b"what do ya want ", b"for nothing?"]);
    assert_eq!(
        hex::encode(seal),
        "164b7a7bfcf819e2e395fbe73b56e0a387bd64222e831fd610270cd7ea2505549758bf75c05a994a6d034f65f8f0e6fd\
         caeab1a34d4a6b4b636e070a38bce737"
    );
}

/// Two rounds, as SQLCipher makes the seals' key of a raw one. The answer is OpenSSL's (Python's hashlib).
#[test]
fn pbkdf2_is_openssls() {
    let (password, salt) = (b"password", b"salt");
    let mut key = [0; 64];
    // SAFETY: each pointer comes with its length.
    let done = unsafe {
        let (password_at, length) = (password.as_ptr().cast(), password.len());
        PKCS5_PBKDF2_HMAC(
            password_at,
            length,
            salt.as_ptr(),
            salt.len(),
            2,
            EVP_sha512(),
            key.len(),
            key.as_mut_ptr(),
        )
    };
    assert_eq!(done, OK);
    assert_eq!(
        hex::encode(key),
        "e1d9c16aa681708a45f5c7c4e215ceb66e011a2e9f0040713f18aefdb866d53cf76cab2868a39b9f7840edce4fef5a82\
         be67335c77a6068e04112754f27ccf4e"
    );
}

/// NIST SP 800-38A, F.2.5 and F.2.6.
#[test]
fn aes_is_that_of_nist() {
    let bytes = |text: &str| hex::decode(text).unwrap();
    let key = bytes("603deb1015ca71be2b73aef0857d77811f352c073b6108d72d9810a30914dff4").try_into().unwrap();
    let iv = bytes("000102030405060708090a0b0c0d0e0f").try_into().unwrap();
    let plain = bytes(
        "6bc1bee22e409f96e93d7e117393172aae2d8a571e03ac9c9eb76fac45af8e51\
         30c81c46a35ce411e5fbc1191a0a52eff69f2445df4f9b17ad2b417be66c3710",
    );
    let sealed = bytes(
        "f58c4c04d6e5f1ba779eabfb5f7bfbd69cfc4e967edb808d679f777bc6702c7d\
         39f23369a9d9bacfa530e26304231461b2eb05e2c39be9fcda6c19078c6a9d1b",
    );
    assert_eq!(aes_256_cbc(ENCRYPT, &key, &iv, &plain), sealed);
    assert_eq!(aes_256_cbc(DECRYPT, &key, &iv, &sealed), plain);
}

/// Salts and IVs: what a generator that is not there would give is told.
#[test]
fn random_bytes_are_filled_in_and_never_the_same() {
    let drawn = [random(), random(), random()];
    assert!(drawn[0] != drawn[1] && drawn[1] != drawn[2] && drawn[0] != drawn[2]);
    assert!(drawn.iter().all(|bytes| bytes.iter().filter(|byte| **byte == 0).count() < 8));
}
