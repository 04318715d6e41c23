//! Contenders that take turns.

use std::hint::black_box;
use std::time::{Duration, Instant};

/// The median of these durations; zero of none.
pub(crate) fn median(mut times: Vec<Duration>) -> Duration {
    times.sort_unstable();
    times.get(times.len() / 2).copied().unwrap_or_default()
}

/// One thing to be measured.
pub(crate) struct Contender<'a> {
    work: Box<dyn FnMut() + 'a>,
    times: Vec<Duration>,
}

impl<'a> Contender<'a> {
    /// The result of the work is kept from being optimised away.
    pub(crate) fn new<T>(mut work: impl FnMut() -> T + 'a) -> Self {
        Self { work: Box::new(move || drop(black_box(work()))), times: Vec::new() }
    }
}

/// Lets each contender work once a round, in turns, and gives their medians in the order given. A first
/// round warms caches and does not count.
pub(crate) fn interleave<const N: usize>(rounds: usize, mut contenders: [Contender<'_>; N]) -> [Duration; N] {
    for round in 0..=rounds {
        for contender in &mut contenders {
            let start = Instant::now();
            (contender.work)();
            if round > 0 {
                contender.times.push(start.elapsed());
            }
        }
    }
    contenders.map(|contender| median(contender.times))
}
