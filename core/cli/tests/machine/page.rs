//! docs/SECURITY.md shows what these tests have found.

use knock_test_support::faults::compare_page;

use crate::{disk, homes, instants, repairs, steps, together};

#[test]
fn the_page_shows_these_faults() -> anyhow::Result<()> {
    compare_page(
        "kills",
        &[
            steps::KILLS,
            steps::TAKING_BACK,
            steps::SAVING,
            homes::HOMES,
            repairs::REPAIRS,
            instants::INSTANTS,
            together::TOGETHER,
        ],
    )?;
    compare_page("disks", &[disk::DISKS, disk::LIMITS])
}
