//! docs/SECURITY.md shows what these tests have found.

use knock_test_support::faults::compare_page;

use crate::{clocks, relays_reading, relays_writing, services, wallets, wallets_nwc};

#[test]
fn the_page_shows_these_faults() -> anyhow::Result<()> {
    let lists = [
        relays_writing::WRITING,
        relays_reading::READING,
        relays_reading::FLOODING,
        relays_reading::PRIVATE,
        services::TERMS,
        services::INVOICES,
        services::TLS,
        services::PRIVATE,
        wallets::PAYING,
        wallets::INCOMING,
        wallets_nwc::NWC,
        clocks::SKEW,
    ];
    let names: std::collections::BTreeSet<_> =
        lists.iter().copied().flatten().map(|fault| fault.name).collect();
    anyhow::ensure!(names.len() >= 100, "{} faults", names.len());
    compare_page("relays", &lists[..4])?;
    compare_page("services", &lists[4..8])?;
    compare_page("wallets", &lists[8..11])?;
    compare_page("clocks", &lists[11..])
}

/// What the page calls a promise's test is there.
#[test]
fn the_page_names_tests_that_exist() -> anyhow::Result<()> {
    let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let page = std::fs::read_to_string(root.join("docs/SECURITY.md"))?;
    let quoted = page.split('`').skip(1).step_by(2);
    let paths: Vec<_> = quoted.filter(|name| name.contains('/') && !name.contains("//")).collect();
    anyhow::ensure!(paths.len() > 20, "only {paths:?}");
    let missing: Vec<_> = paths.into_iter().filter(|path| !root.join(path).exists()).collect();
    anyhow::ensure!(missing.is_empty(), "docs/SECURITY.md names {missing:?}");
    Ok(())
}
