//! What came of the rounds: a table for people, and the same for programs.

use std::{collections::BTreeMap, fmt::Write as _};

use serde::Serialize;

use crate::kinds::{KINDS, Kind, Outcome};

#[derive(Serialize)]
pub struct Report {
    pub seed: u64,
    pub seconds: u64,
    kinds: Vec<Row>,
    /// Edits that a child was told are done, over all rounds.
    acknowledged: u64,
    broken: Vec<Broken>,
}

#[derive(Serialize)]
struct Row {
    kind: &'static str,
    lines: &'static str,
    rounds: u64,
    /// Rounds in which the fault happened.
    faults: u64,
    survived: u64,
    /// How the survived ones ended.
    ends: BTreeMap<&'static str, u64>,
    /// What the child was told on the way, by code.
    codes: BTreeMap<String, u64>,
    skipped: Option<String>,
}

#[derive(Serialize)]
struct Broken {
    kind: &'static str,
    round: u64,
    what: String,
    why: String,
}

impl Report {
    pub fn new(seed: u64) -> Self {
        let rows = KINDS.iter().map(|kind| Row {
            kind: kind.name,
            lines: kind.lines,
            rounds: 0,
            faults: 0,
            survived: 0,
            ends: BTreeMap::new(),
            codes: BTreeMap::new(),
            skipped: None,
        });
        Self {
            seed,
            seconds: 0,
            kinds: rows.collect(),
            acknowledged: 0,
            broken: Vec::new(),
        }
    }

    fn row(&mut self, kind: &Kind) -> &mut Row {
        let row = self.kinds.iter_mut().find(|row| row.kind == kind.name);
        row.unwrap()
    }

    pub fn skip(&mut self, kind: &Kind, why: String) {
        self.row(kind).skipped = Some(why);
    }

    pub fn is_skipped(&self, kind: &Kind) -> bool {
        let row = self.kinds.iter().find(|row| row.kind == kind.name);
        row.is_some_and(|row| row.skipped.is_some())
    }

    pub fn add(&mut self, kind: &Kind, round: u64, outcome: Outcome) {
        self.acknowledged += outcome.acknowledged;
        let row = self.row(kind);
        row.rounds += 1;
        row.faults += u64::from(outcome.fired);
        for (code, count) in outcome.failures {
            *row.codes.entry(code).or_default() += count;
        }
        match outcome.end {
            Ok(end) => {
                row.survived += u64::from(outcome.fired);
                if outcome.fired {
                    *row.ends.entry(end.name()).or_default() += 1;
                }
            }
            Err(why) => {
                let (kind, what) = (kind.name, outcome.what);
                eprintln!("BROKEN  {kind}, round {round}: {what}\n        {why}");
                self.broken.push(Broken {
                    kind,
                    round,
                    what,
                    why,
                });
            }
        }
    }

    pub fn faults(&self) -> u64 {
        self.kinds.iter().map(|row| row.faults).sum()
    }

    pub fn is_sound(&self) -> bool {
        self.broken.is_empty()
    }

    pub fn text(&self) -> String {
        let mut text = format!(
            "seed {}, {} s: {} faults, {} edits acknowledged, {} promises broken\n\n",
            self.seed,
            self.seconds,
            self.faults(),
            self.acknowledged,
            self.broken.len()
        );
        for row in &self.kinds {
            let counts = match &row.skipped {
                Some(why) => format!("skipped: {why}"),
                None => format!(
                    "{} rounds, {} faults, {} survived",
                    row.rounds, row.faults, row.survived
                ),
            };
            if row.rounds == 0 && row.skipped.is_none() {
                continue; // not asked for
            }
            writeln!(text, "{:<38} {:<8} {counts}", row.kind, row.lines).unwrap();
            for (end, count) in &row.ends {
                writeln!(text, "{:<47} {count} {end}", "").unwrap();
            }
            if !row.codes.is_empty() {
                let codes: Vec<_> = row
                    .codes
                    .iter()
                    .map(|(code, n)| format!("{code} {n}"))
                    .collect();
                writeln!(text, "{:<47} told on the way: {}", "", codes.join(", ")).unwrap();
            }
        }
        for broken in &self.broken {
            let Broken {
                kind,
                round,
                what,
                why,
            } = broken;
            writeln!(text, "\nBROKEN {kind}, round {round}: {what}\n  {why}").unwrap();
        }
        text
    }
}
