//! Nothing but a link: SQLCipher, compiled against AWS-LC's own headers (`build.rs` says where they are), calls AWS-LC,
//! and this makes it part of the program. No code of ours stands between the two.

use aws_lc_sys as _;

#[cfg(test)]
mod tests;
