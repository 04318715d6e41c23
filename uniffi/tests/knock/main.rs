//! The object as a shell holds it, in the shell's stead. The languages play the scenarios.

#![allow(clippy::unwrap_used, reason = "a test stops where its helpers cannot go on")]

mod files;
mod machinery;
mod moving;
mod node;
mod screens;
mod support;
