//! No query of a screen, or of a process that is woken for one knock, walks through a whole table: SQLite's own plan says so.

use super::fixtures::store;
use super::{Store, chat, conversations, knocks, search};

fn plan(store: &Store, sql: &str) -> Vec<String> {
    store
        .read(|conn| {
            let mut statement = conn.prepare(&format!("EXPLAIN QUERY PLAN {sql}"))?;
            let parameters = statement.parameter_count();
            let nulls = rusqlite::params_from_iter(vec![None::<i64>; parameters]);
            let steps = statement.query_map(nulls, |row| row.get("detail"))?.collect::<Result<_, _>>()?;
            Ok(steps)
        })
        .unwrap()
}

#[test]
fn every_screen_and_every_wake_up_reads_by_index() {
    let (store, _dir) = store();
    let queries =
        [chat::queries(), conversations::queries(), vec![search::select(), knocks::BY_COMMENT.to_owned()]]
            .concat();
    for sql in queries {
        let steps: Vec<String> = plan(&store, &sql);
        assert!(!steps.is_empty());
        for step in &steps {
            // A virtual table is "scanned" by its own index.
            let by_index = !step.starts_with("SCAN") || step.contains("VIRTUAL TABLE INDEX");
            assert!(by_index, "{step}\nin {steps:#?}\nof {sql}");
            assert!(!step.contains("TEMP B-TREE"), "{step}\nin {steps:#?}\nof {sql}");
        }
    }
}
