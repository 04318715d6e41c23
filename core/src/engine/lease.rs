//! Rows are driven under a lease, so that two processes on one home, or two tasks of one engine,
//! never work on the same row at once.

use std::convert::Infallible;
use std::time::Duration;

use crate::store::StoreError;

/// How long a lease lasts, seconds. Short, since a killed process cannot give its leases back and
/// its rows rest until they end.
pub(super) const LEASE: u64 = 15;
/// How often a lease is prolonged.
const RENEWAL: Duration = Duration::from_secs(5);

/// Does the work and prolongs the lease meanwhile. Should a lease end all the same (a phone that
/// slept), every step is still a compare-and-swap on the row's state.
pub(super) async fn holding<T>(
    renew: impl Fn() -> Result<bool, StoreError>,
    work: impl Future<Output = T>,
) -> T {
    tokio::select! {
        done = work => done,
        never = keep(renew) => match never {},
    }
}

async fn keep(renew: impl Fn() -> Result<bool, StoreError>) -> Infallible {
    loop {
        tokio::time::sleep(RENEWAL).await;
        if let Err(error) = renew() {
            log::warn!("a lease could not be prolonged: {}", error.kind());
        }
    }
}
