//! Doors for the fuzz targets of `tests/fuzz`: inner readers of foreign data as functions of plain bytes.
//! Compiled by cargo-fuzz alone (`cfg(fuzzing)`).

pub use crate::contacts::fuzzing::profile;
pub use crate::engine::fuzzing::backup;
pub use crate::files::fuzzing::picture;
pub use crate::lnurl::fuzzing::lnurl_terms;
pub use crate::relay::fuzzing::{relay_limits, relay_report};
pub use crate::store::fuzzing::migrate;
pub use crate::wallet::fuzzing::wallet_message;
