//! The places of a view in order.
//!
//! Whoever types looks at the first of many hits and then types on. So only those are put in order at
//! once; the others follow when one of them is asked for, from what was found then.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use super::delta::Standing;
use super::graded::Graded;
use super::narrow;
use super::order::{Plan, each_hit, first_in_order, is_few, line};
use super::segment::Segment;

/// So many places are put in order at once: more than a window shows.
const FIRST: usize = if cfg!(test) { 3 } else { 100 };

/// Slots of the base, and the numbers of hits that are not in it, in order.
#[derive(Debug)]
pub(super) struct LinedUp {
    count: usize,
    places: Mutex<Places>,
}

#[derive(Debug)]
enum Places {
    All(Vec<u32>),
    First(Vec<u32>, Line),
}

/// A hit that is not in the base.
#[derive(Debug)]
pub(super) struct Other<'a> {
    pub(super) standing: &'a Standing,
    /// What it is called among the places.
    pub(super) place: u32,
    pub(super) grade: usize,
}

/// What all places are made of.
#[derive(Debug)]
struct Line {
    hits: Graded,
    /// The hits of the base in order, with or without other slots between them.
    slots: Arc<Vec<u32>>,
    others: Vec<Between>,
}

/// Where in a line another hit belongs.
#[derive(Debug)]
struct Between {
    before: usize,
    place: u32,
    grade: usize,
}

impl LinedUp {
    /// Lines up the hits of the base with others, which are in order.
    pub(super) fn new(base: &Segment, hits: Graded, others: &[Other<'_>], plan: &Plan) -> Self {
        let slots = line(base, &hits.hits, plan);
        let between = others.iter().map(|other| Between {
            before: slots.partition_point(|slot| other.standing.is_after(base, *slot, plan)),
            place: other.place,
            grade: other.grade,
        });
        let others_between = between.collect();
        let count = hits.hits.count() + others.len();
        let first = (!is_few(base, &hits.hits)).then(|| first(base, &hits, others, plan));
        let line = Line {
            hits,
            slots,
            others: others_between,
        };
        let places = match first {
            Some(first) => Places::First(first, line),
            None => Places::All(line.all()),
        };
        Self {
            count,
            places: Mutex::new(places),
        }
    }

    pub(super) fn count(&self) -> u32 {
        narrow(self.count)
    }

    /// Gives the places before this one, and maybe some behind it.
    pub(super) fn up_to<T>(&self, end: u32, work: impl FnOnce(&[u32]) -> T) -> T {
        let mut places = self.lock();
        if let Places::First(first, line) = &*places
            && first.len() < end.min(self.count()) as usize
        {
            *places = Places::All(line.all());
        }
        match &*places {
            Places::All(places) | Places::First(places, _) => work(places),
        }
    }

    fn lock(&self) -> MutexGuard<'_, Places> {
        self.places.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Default for LinedUp {
    fn default() -> Self {
        Self {
            count: 0,
            places: Mutex::new(Places::All(Vec::new())),
        }
    }
}

impl Line {
    fn all(&self) -> Vec<u32> {
        let mut parting = self
            .hits
            .parting(self.others.iter().map(|other| other.grade));
        let mut rest = self.slots.as_slice();
        let mut passed = 0;
        for other in &self.others {
            if let Some((before, behind)) = rest.split_at_checked(other.before - passed) {
                each_hit(before, &self.hits.hits, |slots| parting.take(slots));
                (rest, passed) = (behind, other.before);
            }
            parting.put(other.place, other.grade);
        }
        each_hit(rest, &self.hits.hits, |slots| parting.take(slots));
        parting.done()
    }
}

/// The first places, one grade after the other.
fn first(base: &Segment, hits: &Graded, others: &[Other<'_>], plan: &Plan) -> Vec<u32> {
    let mut places = Vec::with_capacity(FIRST);
    for grade in hits.grades() {
        let slots = first_in_order(base, &hits.of_grade(grade), plan, FIRST - places.len());
        let mut rest = slots.as_slice();
        for other in others.iter().filter(|other| other.grade == grade) {
            let before = rest.partition_point(|slot| other.standing.is_after(base, *slot, plan));
            if let Some((first, behind)) = rest.split_at_checked(before) {
                places.extend_from_slice(first);
                rest = behind;
            }
            places.push(other.place);
        }
        places.extend_from_slice(rest);
        places.truncate(FIRST);
        if places.len() == FIRST {
            break;
        }
    }
    places
}
