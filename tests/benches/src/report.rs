//! Rows of a table: ours, the peer or limit, the ratio, the goal.

use std::time::Duration;

/// A table of one area.
#[derive(Default)]
pub(crate) struct Report {
    title: &'static str,
    rows: Vec<String>,
    notes: Vec<String>,
}

impl Report {
    pub(crate) fn new(title: &'static str) -> Self {
        Self { title, ..Self::default() }
    }

    /// Two figures of the same unit, and the ratio that is aimed at, at most.
    pub(crate) fn row(&mut self, what: &str, ours: Figure, against: &str, theirs: Figure, goal: Option<f64>) {
        let ratio = ours.number() / theirs.number();
        let goal = match goal {
            Some(goal) if ratio <= goal => format!("≤ {goal:.2} ✓"),
            Some(goal) => format!("≤ {goal:.2} **missed**"),
            None => String::new(),
        };
        self.rows.push(format!("| {what} | {ours} | {against} | {theirs} | **{ratio:.2}** | {goal} |"));
    }

    /// A sentence under the table.
    pub(crate) fn note(&mut self, text: impl Into<String>) {
        self.notes.push(text.into());
    }

    pub(crate) fn print(&self) {
        println!(
            "## {}\n\n| what | Knock | against | | ratio | goal |\n|---|---:|---|---:|---:|---|",
            self.title
        );
        for row in &self.rows {
            println!("{row}");
        }
        for note in &self.notes {
            println!("\n{note}");
        }
        println!();
    }
}

/// A number with its unit.
#[derive(Clone, Copy)]
pub(crate) enum Figure {
    Time(Duration),
    Bytes(usize),
}

impl Figure {
    fn number(self) -> f64 {
        match self {
            Self::Time(time) => time.as_secs_f64(),
            Self::Bytes(n) => n as f64,
        }
    }
}

impl std::fmt::Display for Figure {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match *self {
            Self::Time(time) => write!(f, "{:.1} µs", time.as_secs_f64() * 1e6),
            Self::Bytes(n) => write!(f, "{n} B"),
        }
    }
}
