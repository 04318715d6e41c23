//! The generator that belongs to the pinned UniFFI version.

fn main() {
    uniffi::uniffi_bindgen_main();
}
