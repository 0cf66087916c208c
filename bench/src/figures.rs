//! Figures: what was measured, beside what, and what is wanted of it.

use std::time::Duration;

use serde::Serialize;

use crate::Outcome;

/// What one run of the bench found, as text and as JSON.
#[derive(Serialize)]
pub struct Report {
    machine: String,
    engine: &'static str,
    version: &'static str,
    figures: Vec<Figure>,
}

#[derive(Serialize)]
struct Figure {
    name: String,
    value: f64,
    unit: &'static str,
    against: String,
    wanted: Option<f64>,
}

impl Report {
    pub fn new() -> Self {
        let cores = std::thread::available_parallelism().map_or(0, usize::from);
        Self {
            machine: format!(
                "{} {}, {cores} cores",
                std::env::consts::OS,
                std::env::consts::ARCH
            ),
            engine: "SQLCipher over SQLite",
            version: env!("CARGO_PKG_VERSION"),
            figures: Vec::new(),
        }
    }

    /// Notes a figure that should be at most `wanted`.
    pub fn at_most(
        &mut self,
        name: &str,
        value: f64,
        unit: &'static str,
        wanted: f64,
        against: &str,
    ) {
        self.note(name, value, unit, Some(wanted), against);
    }

    /// Notes a figure for orientation.
    pub fn info(&mut self, name: &str, value: f64, unit: &'static str, against: &str) {
        self.note(name, value, unit, None, against);
    }

    fn note(
        &mut self,
        name: &str,
        value: f64,
        unit: &'static str,
        wanted: Option<f64>,
        against: &str,
    ) {
        let figure = Figure {
            name: name.to_owned(),
            value,
            unit,
            against: against.to_owned(),
            wanted,
        };
        println!("{}", line(&figure));
        self.figures.push(figure);
    }

    pub fn print(&self) -> Outcome {
        println!("\n{}", serde_json::to_string_pretty(self)?);
        Ok(())
    }
}

fn line(figure: &Figure) -> String {
    let verdict = match figure.wanted {
        Some(wanted) if figure.value <= wanted => format!("  (wanted: at most {wanted}: holds)"),
        Some(wanted) => format!("  (wanted: at most {wanted}: MISSED)"),
        None => String::new(),
    };
    format!(
        "{:<58} {:>10.3} {}{verdict}  [{}]",
        figure.name, figure.value, figure.unit, figure.against
    )
}

/// Times of many like tasks.
#[derive(Default)]
pub struct Times(Vec<f64>);

impl Times {
    pub fn push(&mut self, time: Duration) {
        self.0.push(time.as_secs_f64() * 1000.0);
    }

    /// The time in ms that this share of the tasks stayed below.
    pub fn percentile(&self, share: f64) -> f64 {
        percentile(self.0.clone(), share)
    }

    pub fn median(&self) -> f64 {
        self.percentile(0.5)
    }
}

/// The middle one of some numbers.
pub fn median(numbers: impl Iterator<Item = f64>) -> f64 {
    percentile(numbers.collect(), 0.5)
}

fn percentile(mut numbers: Vec<f64>, share: f64) -> f64 {
    numbers.sort_by(f64::total_cmp);
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "an index between 0 and the length"
    )]
    let at = ((numbers.len() as f64 - 1.0) * share).round() as usize;
    numbers.get(at).copied().unwrap_or_default()
}
