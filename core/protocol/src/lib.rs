//! .
pub mod directory;
