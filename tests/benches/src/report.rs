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
        self.push(what, ours, against, theirs, goal.map(|goal| (format!("≤ {goal:.2}"), ratio <= goal)));
    }

    /// Two figures that are better the higher they are, and the ratio that is aimed at, at least.
    pub(crate) fn at_least(&mut self, what: &str, ours: Figure, against: &str, theirs: Figure, goal: f64) {
        let reached = ours.number() / theirs.number() >= goal;
        self.push(what, ours, against, theirs, Some((format!("≥ {goal:.2}"), reached)));
    }

    fn push(
        &mut self,
        what: &str,
        ours: Figure,
        against: &str,
        theirs: Figure,
        goal: Option<(String, bool)>,
    ) {
        let ratio = ours.number() / theirs.number();
        let goal = match goal {
            Some((goal, true)) => format!("{goal} ✓"),
            Some((goal, false)) => format!("{goal} **missed**"),
            None => String::new(),
        };
        // What is far from its peer is told in two digits, too.
        let ratio = if ratio < 0.1 { format!("{ratio:.1e}") } else { format!("{ratio:.2}") };
        self.rows.push(format!("| {what} | {ours} | {against} | {theirs} | **{ratio}** | {goal} |"));
    }

    /// A figure with a limit of its own.
    pub(crate) fn limit(&mut self, what: &str, ours: Figure, limit: Figure) {
        self.row(what, ours, "budget", limit, Some(1.0));
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
    PerSecond(f64),
    Count(usize),
}

impl Figure {
    fn number(self) -> f64 {
        match self {
            Self::Time(time) => time.as_secs_f64(),
            Self::Bytes(n) | Self::Count(n) => n as f64,
            Self::PerSecond(n) => n,
        }
    }
}

impl std::fmt::Display for Figure {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match *self {
            Self::Time(t) if t < Duration::from_millis(1) => write!(f, "{:.1} µs", t.as_secs_f64() * 1e6),
            Self::Time(t) if t < Duration::from_secs(1) => write!(f, "{:.2} ms", t.as_secs_f64() * 1e3),
            Self::Time(t) => write!(f, "{:.2} s", t.as_secs_f64()),
            Self::Bytes(n) if n < 100_000 => write!(f, "{n} B"),
            Self::Bytes(n) => write!(f, "{:.1} MB", n as f64 / 1e6),
            Self::PerSecond(n) => write!(f, "{n:.0}/s"),
            Self::Count(n) => write!(f, "{n}"),
        }
    }
}
