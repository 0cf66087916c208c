//! What the child said that it tries, and what it was told is done. It says
//! `TRY <n> <thing> <state>`, then `ACK <n> <thing> <state>` or `ERR <n> <code>`.
//!
//! A thing must afterwards be in the state that was acknowledged last, or in one that was tried
//! since and not acknowledged.

use std::collections::BTreeMap;

/// A state that is known only once it is there, such as a recovery code.
pub const UNKNOWN: &str = "?";
/// The state of what is not there.
pub const ABSENT: &str = "absent";

#[derive(Debug, Clone, Default)]
pub struct Ledger {
    things: BTreeMap<String, Vec<String>>,
    /// Edits that were acknowledged.
    pub acknowledged: u64,
    /// Codes of failures, and how often each came.
    pub failures: BTreeMap<String, u64>,
    /// What the child itself found to be wrong.
    pub wrong: Vec<String>,
    /// Every state that was ever there, for faults that may take the library back.
    ever: BTreeMap<String, Vec<String>>,
    /// It came to the end of its script.
    pub done: bool,
}

impl Ledger {
    pub fn know(&mut self, thing: &str, state: &str) {
        self.things.insert(thing.to_owned(), vec![state.to_owned()]);
        self.ever
            .entry(thing.to_owned())
            .or_default()
            .push(state.to_owned());
    }

    /// Takes what the child said. The last line may be cut off: then it was not said.
    pub fn hear(&mut self, said: &str) {
        let whole = said.rfind('\n').map_or("", |end| &said[..end]);
        for line in whole.lines() {
            let words: Vec<&str> = line.split(' ').collect();
            match words[..] {
                ["TRY", _, thing, state] => {
                    for states in [&mut self.things, &mut self.ever] {
                        let states = states.entry(thing.to_owned());
                        let absent = || vec![ABSENT.to_owned()];
                        states.or_insert_with(absent).push(state.to_owned());
                    }
                }
                ["ACK", _, thing, state] => {
                    self.know(thing, state);
                    self.acknowledged += 1;
                }
                ["ERR", _, code] => *self.failures.entry(code.to_owned()).or_default() += 1,
                ["DONE"] => self.done = true,
                ["OPEN" | "STEP", ..] => {}
                _ => self.wrong.push(line.to_owned()),
            }
        }
    }

    /// The states a thing may be in; none when nobody ever tried to make it.
    pub fn may_be(&self, thing: &str) -> &[String] {
        self.things.get(thing).map_or(&[], Vec::as_slice)
    }

    /// The states a thing was ever in.
    pub fn ever(&self, thing: &str) -> &[String] {
        self.ever.get(thing).map_or(&[], Vec::as_slice)
    }

    /// Everything with this beginning.
    pub fn things<'a>(&'a self, kind: &'a str) -> impl Iterator<Item = &'a str> {
        self.things
            .keys()
            .map(String::as_str)
            .filter(move |thing| thing.starts_with(kind))
    }
}
