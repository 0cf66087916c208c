//! Figures: what was measured, beside what, and what is wanted of it.

use std::{fmt::Write as _, path::Path, time::Instant};

use cpu_time::ProcessTime;
use serde::Serialize;

use crate::{Outcome, machine::About};

/// What one run of the bench found, as text and as JSON.
#[derive(Serialize)]
pub struct Report {
    #[serde(flatten)]
    about: About,
    figures: Vec<Figure>,
}

#[derive(Serialize)]
struct Figure {
    name: String,
    value: f64,
    unit: &'static str,
    /// How many times what stands in `against`.
    ratio: Option<f64>,
    against: String,
    /// The most that it may be.
    wanted: Option<f64>,
    holds: Option<bool>,
}

/// A figure that one part took of one library.
#[derive(Clone)]
pub struct Value {
    pub name: &'static str,
    pub amount: f64,
    pub unit: &'static str,
    pub wanted: Option<f64>,
    /// What was done.
    pub how: String,
}

impl Value {
    pub fn new(name: &'static str, amount: f64, unit: &'static str, how: &str) -> Self {
        Self {
            name,
            amount,
            unit,
            wanted: None,
            how: how.to_owned(),
        }
    }

    pub fn at_most(mut self, wanted: f64) -> Self {
        self.wanted = Some(wanted);
        self
    }
}

impl Report {
    pub fn new() -> Result<Self, Box<dyn std::error::Error>> {
        let about = About::now()?;
        print!("{}", head(&about));
        Ok(Self {
            about,
            figures: Vec::new(),
        })
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
        self.note(name, value, unit, None, against, Some(wanted));
    }

    /// Notes a figure for orientation.
    pub fn info(&mut self, name: &str, value: f64, unit: &'static str, against: &str) {
        self.note(name, value, unit, None, against, None);
    }

    /// Notes a figure of a library of this size beside the same one of a small library.
    pub fn compare(&mut self, books: u32, value: &Value, small: u32, base: &Value) {
        let name = format!("{}, {} books", value.name, thousands(books));
        // A ratio has no ratio of its own.
        let comparable = value.unit != "x" && base.amount > 0.0;
        let ratio = comparable.then(|| value.amount / base.amount);
        let (how, small) = (&value.how, thousands(small));
        let against = format!("{how}; {small} books: {:.3}", base.amount);
        self.note(
            &name,
            value.amount,
            value.unit,
            ratio,
            &against,
            value.wanted,
        );
    }

    fn note(
        &mut self,
        name: &str,
        value: f64,
        unit: &'static str,
        ratio: Option<f64>,
        against: &str,
        wanted: Option<f64>,
    ) {
        let holds = wanted.map(|wanted| value <= wanted);
        let figure = Figure {
            name: name.to_owned(),
            value,
            unit,
            ratio,
            against: against.to_owned(),
            wanted,
            holds,
        };
        println!("{}", line(&figure));
        self.figures.push(figure);
    }

    /// Prints all of it as JSON, and writes `<out>.txt` and `<out>.json` when a name is given.
    pub fn finish(&self, out: Option<&Path>) -> Outcome {
        let json = serde_json::to_string_pretty(self)?;
        println!("\n{json}");
        if let Some(out) = out {
            let mut text = head(&self.about);
            for figure in &self.figures {
                writeln!(text, "{}", line(figure))?;
            }
            if let Some(folder) = out.parent() {
                std::fs::create_dir_all(folder)?;
            }
            std::fs::write(out.with_extension("txt"), text)?;
            std::fs::write(out.with_extension("json"), json + "\n")?;
        }
        Ok(())
    }
}

fn head(about: &About) -> String {
    let About {
        date,
        version,
        commit,
        machine,
        load,
        engine,
    } = about;
    format!(
        "Bookly {version}, {date}\ncommit  {commit}\nmachine {machine}, load {load} before\nengine  {engine}\n\n"
    )
}

fn line(figure: &Figure) -> String {
    let ratio = figure
        .ratio
        .map_or(String::new(), |ratio| format!("{ratio:.2}x"));
    let verdict = match (figure.wanted, figure.holds) {
        (Some(most), Some(true)) => format!("at most {most}: holds"),
        (Some(most), _) => format!("at most {most}: MISSED"),
        _ => String::new(),
    };
    format!(
        "{:<62} {:>10.3} {:<5} {ratio:>8}  {verdict:<20} [{}]",
        figure.name, figure.value, figure.unit, figure.against
    )
}

/// 1,000,000.
pub fn thousands(count: u32) -> String {
    let digits = count.to_string();
    let mut text = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// Times of many like tasks, in ms.
#[derive(Default)]
pub struct Times {
    wall: Vec<f64>,
    /// What the process worked meanwhile: other programs are not in it.
    cpu: Vec<f64>,
}

/// Measures one task.
pub struct Watch(Instant, ProcessTime);

impl Watch {
    pub fn start() -> Self {
        Self(Instant::now(), ProcessTime::now())
    }
}

impl Times {
    pub fn push(&mut self, watch: &Watch) {
        self.wall.push(watch.0.elapsed().as_secs_f64() * 1000.0);
        self.cpu.push(watch.1.elapsed().as_secs_f64() * 1000.0);
    }

    /// The one that was measured last.
    pub fn last(&self) -> f64 {
        self.wall.last().copied().unwrap_or_default()
    }

    /// The time that this share of the tasks stayed below.
    pub fn percentile(&self, share: f64) -> f64 {
        percentile(&self.wall, share)
    }

    /// The same of the work.
    pub fn work(&self, share: f64) -> f64 {
        percentile(&self.cpu, share)
    }

    pub fn median(&self) -> f64 {
        self.percentile(0.5)
    }

    pub fn max(&self) -> f64 {
        self.percentile(1.0)
    }

    /// p50, p95, p99 and the longest, and p99 of the work; what is wanted is wanted of p99.
    pub fn values(&self, names: [&'static str; 5], wanted: f64, how: &str) -> Vec<Value> {
        let [p50, p95, p99, max, work] = names;
        let wall = |name, share| Value::new(name, self.percentile(share), "ms", how);
        vec![
            wall(p50, 0.5),
            wall(p95, 0.95),
            wall(p99, 0.99).at_most(wanted),
            wall(max, 1.0),
            Value::new(work, self.work(0.99), "ms", how),
        ]
    }
}

/// The middle one.
pub fn median(times: &[f64]) -> f64 {
    percentile(times, 0.5)
}

fn percentile(times: &[f64], share: f64) -> f64 {
    let mut sorted = times.to_vec();
    sorted.sort_by(f64::total_cmp);
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "an index between 0 and the length"
    )]
    let at = ((sorted.len() as f64 - 1.0) * share).round() as usize;
    sorted.get(at).copied().unwrap_or_default()
}
