//! The books with a word of one letter, or one that begins with it.
//!
//! Whoever types asks for these first, and no other lists are as long: going through those of one
//! letter takes several times as long as all else that is done for a keystroke. So what they come to
//! is kept as a set.

use std::sync::{Arc, Mutex, PoisonError};

use super::bits::Bits;
use super::going_on::next_letters;
use super::postings::Sought;
use super::question::sources;
use super::searched::{Searched, Source};
use super::segment::Segment;

/// A set of fewer books than one in so many is made as quickly as it is added.
const SPARSE: usize = 32;
/// An alphabet for each of the places where most words are; 10 MB in a library of a million books.
const KEPT: usize = 80;

/// Sets of books that were asked for. The books they are among never change.
#[derive(Debug, Default)]
pub(super) struct Begun(Mutex<Vec<(Source, Sought, Arc<Bits>)>>);

impl Begun {
    /// Whether what is sought is a matter for these sets.
    pub(super) fn is_for(sought: &Sought) -> bool {
        let mut letters = sought.text.chars();
        letters.next().is_some() && letters.next().is_none()
    }

    /// Adds the books with such a word there to others; `make` finds them.
    pub(super) fn mark(
        &self,
        source: Source,
        sought: &Sought,
        out: &mut Bits,
        make: impl FnOnce() -> Bits,
    ) {
        let set = self.find(source, sought).unwrap_or_else(|| {
            let set = Arc::new(make());
            self.keep(source, sought, &set);
            set
        });
        out.or(&set);
    }

    fn find(&self, source: Source, sought: &Sought) -> Option<Arc<Bits>> {
        let kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let mut own = kept.iter();
        own.find(|(of, text, _)| *of == source && text == sought)
            .map(|(_, _, set)| Arc::clone(set))
    }

    fn keep(&self, source: Source, sought: &Sought, set: &Arc<Bits>) {
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if kept.len() < KEPT && set.count() > set.len() / SPARSE {
            kept.push((source, sought.clone(), Arc::clone(set)));
        }
    }
}

impl Segment {
    /// Makes the sets that whoever begins to type asks for, as long as `go_on` wants it: a few tenths
    /// of a second for a million books.
    pub(super) fn look_ahead(&self, go_on: impl Fn() -> bool) {
        for (letter, _) in next_letters(self.title_words.texts(), "") {
            for (source, _) in sources(None, true) {
                for sought in [Sought::whole(letter), Sought::longer(letter)] {
                    if !go_on() {
                        return;
                    }
                    self.mark(source, &sought, &mut Bits::new(self.len()));
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::search::words::TextField;

    #[test]
    fn a_set_is_made_once_and_added_ever_after() {
        let begun = Begun::default();
        let author = Source::all(TextField::People);
        let made = |slots: &[u32]| {
            let mut bits = Bits::new(64);
            for slot in slots {
                bits.insert(*slot);
            }
            bits
        };
        let mut out = made(&[1]);
        begun.mark(author, &Sought::longer("a"), &mut out, || made(&[2, 3, 4]));
        begun.mark(author, &Sought::longer("a"), &mut out, || unreachable!());
        // Another word, another place and a set of few books are others.
        begun.mark(author, &Sought::whole("a"), &mut out, || made(&[5]));
        begun.mark(author, &Sought::whole("a"), &mut out, || made(&[6]));
        let title = Source::all(TextField::Title);
        begun.mark(title, &Sought::longer("a"), &mut out, || made(&[7]));
        assert_eq!(out.iter().collect::<Vec<_>>(), [1, 2, 3, 4, 5, 6, 7]);
    }

    #[test]
    fn only_one_letter_is_looked_up_ahead() {
        for (text, is) in [("a", true), ("夢", true), ("", false), ("an", false)] {
            assert_eq!(Begun::is_for(&Sought::longer(text)), is, "{text}");
        }
    }
}
