//! Hits, and how good each of them is.

use std::ops::Range;

use super::bits::Bits;

/// Where a word was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Where {
    /// In the title; or where the person said to look.
    Title,
    /// Among the authors.
    Author,
    Elsewhere,
}

/// How much of a word was typed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Match {
    /// All of it.
    Whole,
    /// Its beginning.
    Begun,
    /// Another word, which was corrected.
    Corrected,
}

/// How many grades there are.
pub(super) const GRADES: usize = 9;

/// The grade of a word; 0 is the best. A whole word anywhere is better than the beginning of one.
pub(super) fn grade(word: Match, place: Where) -> usize {
    word as usize * 3 + place as usize
}

/// Sets of hits: for each grade the books of that grade and of all better ones. So the worst term
/// decides when sets are met (`and`), and the best when they are joined (`or`).
#[derive(Debug, Clone)]
pub(super) struct Graded {
    pub(super) hits: Bits,
    /// The sets of all grades but the last, which is the set of all hits. None where nobody asks.
    better: Vec<Bits>,
}

impl Graded {
    /// No hits among so many books.
    pub(super) fn none(len: usize, graded: bool) -> Self {
        Self::of(Bits::new(len), GRADES, graded)
    }

    /// Hits of one grade.
    pub(super) fn of(hits: Bits, grade: usize, graded: bool) -> Self {
        let set = |own: usize| {
            if own < grade {
                Bits::new(hits.len())
            } else {
                hits.clone()
            }
        };
        Self {
            better: (0..GRADES - 1).filter(|_| graded).map(set).collect(),
            hits,
        }
    }

    pub(super) fn is_graded(&self) -> bool {
        !self.better.is_empty()
    }

    /// The set to add hits of a grade to, before they are [`summed`](Self::summed).
    pub(super) fn at(&mut self, grade: usize) -> &mut Bits {
        self.better.get_mut(grade).unwrap_or(&mut self.hits)
    }

    /// Adds to each grade the hits of the better ones.
    pub(super) fn summed(mut self) -> Self {
        for grade in 1..self.better.len() {
            if let [.., before, own] = self.better.get_mut(..=grade).unwrap_or_default() {
                own.or(before);
            }
        }
        if let Some(last) = self.better.last() {
            self.hits.or(last);
        }
        self
    }

    pub(super) fn and(&mut self, other: &Self) {
        self.hits.and(&other.hits);
        for (own, other) in self.better.iter_mut().zip(&other.better) {
            own.and(other);
        }
    }

    pub(super) fn or(&mut self, other: &Self) {
        self.hits.or(&other.hits);
        for (own, other) in self.better.iter_mut().zip(&other.better) {
            own.or(other);
        }
    }

    /// Keeps what is in a plain set.
    pub(super) fn within(mut self, within: &Bits) -> Self {
        self.hits.and(within);
        for set in &mut self.better {
            set.and(within);
        }
        self
    }

    /// The grades that hits may have, the best first.
    pub(super) fn grades(&self) -> Range<usize> {
        let first = if self.is_graded() { 0 } else { GRADES - 1 };
        first..GRADES
    }

    /// The grade of a hit.
    pub(super) fn grade_of(&self, slot: u32) -> usize {
        let better = self.better.iter().position(|set| set.contains(slot));
        better.unwrap_or(GRADES - 1)
    }

    /// The hits of a grade.
    pub(super) fn of_grade(&self, grade: usize) -> Bits {
        let mut own = self.better.get(grade).unwrap_or(&self.hits).clone();
        let before = grade.checked_sub(1);
        if let Some(better) = before.and_then(|before| self.better.get(before)) {
            own.and_not(better);
        }
        own
    }

    /// Makes ready to put ordered hits into the order of their grades, with others of these grades
    /// among them.
    pub(super) fn parting(&self, others: impl Iterator<Item = usize>) -> Parting {
        if !self.is_graded() {
            return Parting {
                places: Vec::with_capacity(self.hits.count() + others.count()),
                grades: Vec::new(),
                ends: Vec::new(),
            };
        }
        let mut grades = vec![narrow_grade(GRADES - 1); self.hits.len()];
        let mut counts = vec![0; GRADES];
        let mut better: Option<&Bits> = None;
        for (grade, set) in self.better.iter().enumerate() {
            for slot in set.iter_without(better) {
                if let Some(own) = grades.get_mut(slot as usize) {
                    *own = narrow_grade(grade);
                }
            }
            better = Some(set);
        }
        let sets = self.better.iter().chain([&self.hits]);
        let mut before = 0;
        for (count, set) in counts.iter_mut().zip(sets) {
            let all = set.count();
            *count = all - before;
            before = all;
        }
        for grade in others {
            if let Some(count) = counts.get_mut(grade) {
                *count += 1;
            }
        }
        let mut ends = counts;
        let mut start = 0;
        for end in &mut ends {
            start += std::mem::replace(end, start);
        }
        Parting {
            places: vec![0; start],
            grades,
            ends,
        }
    }
}

/// Hits on their way into the order of their grades, the best first. Within a grade they stay in the
/// order they come in.
pub(super) struct Parting {
    places: Vec<u32>,
    /// Of each slot. One byte a book is quicker to look at than up to eight sets of bits.
    grades: Vec<u8>,
    /// Where the next hit of each grade goes; none where nobody asks for grades.
    ends: Vec<usize>,
}

impl Parting {
    /// Takes the next hits.
    pub(super) fn take(&mut self, slots: &[u32]) {
        if self.ends.is_empty() {
            self.places.extend_from_slice(slots);
            return;
        }
        for &slot in slots {
            let grade = self.grades.get(slot as usize).copied().unwrap_or_default();
            self.put(slot, usize::from(grade));
        }
    }

    /// Takes a hit of a grade.
    pub(super) fn put(&mut self, place: u32, grade: usize) {
        if self.ends.is_empty() {
            self.places.push(place);
        } else if let Some(end) = self.ends.get_mut(grade) {
            if let Some(own) = self.places.get_mut(*end) {
                *own = place;
            }
            *end += 1;
        }
    }

    /// All hits.
    pub(super) fn done(self) -> Vec<u32> {
        self.places
    }
}

fn narrow_grade(grade: usize) -> u8 {
    u8::try_from(grade).unwrap_or(u8::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn bits(slots: &[u32]) -> Bits {
        let mut bits = Bits::new(8);
        for slot in slots {
            bits.insert(*slot);
        }
        bits
    }

    fn parted(graded: &Graded, ordered: &[u32]) -> Vec<u32> {
        let mut parting = graded.parting(std::iter::empty());
        parting.take(ordered);
        parting.done()
    }

    #[test]
    fn the_worst_term_decides_and_the_better_of_two_ways() {
        let mut word = Graded::none(8, true);
        word.at(grade(Match::Whole, Where::Title)).or(&bits(&[1]));
        word.at(grade(Match::Begun, Where::Title))
            .or(&bits(&[1, 2]));
        word.at(grade(Match::Corrected, Where::Elsewhere))
            .or(&bits(&[3]));
        let mut both = word.summed();
        let author = grade(Match::Whole, Where::Author);
        both.and(&Graded::of(bits(&[1, 2, 3, 4]), author, true));
        assert_eq!(parted(&both, &[3, 2, 1]), [1, 2, 3]);
        let grades = [1, 2, 3].map(|slot| both.grade_of(slot));
        assert_eq!(grades, [1, 3, 8]);
        both.or(&Graded::of(bits(&[3]), 0, true));
        assert_eq!(parted(&both, &[3, 2, 1]), [3, 1, 2]);
        for slot in [1, 2, 3] {
            let of_grade = both.of_grade(both.grade_of(slot));
            assert_eq!(of_grade.iter().collect::<Vec<_>>(), [slot]);
        }
        let plain = Graded::of(bits(&[1]), 5, false);
        assert_eq!(parted(&plain, &[1]), [1]);
        assert_eq!(
            plain
                .grades()
                .map(|grade| plain.of_grade(grade).count())
                .collect::<Vec<_>>(),
            [1]
        );
    }

    #[test]
    fn hits_from_elsewhere_stand_in_their_grade_where_they_come() {
        let mut word = Graded::none(8, true);
        word.at(0).or(&bits(&[1, 5]));
        word.at(4).or(&bits(&[2]));
        let word = word.summed();
        let mut parting = word.parting([4, 0].into_iter());
        parting.put(90, 4);
        parting.take(&[5, 2]);
        parting.put(91, 0);
        parting.take(&[1]);
        assert_eq!(parting.done(), [5, 91, 1, 90, 2]);

        let mut alone = Graded::none(0, true).parting([4, 0].into_iter());
        alone.put(90, 4);
        alone.put(91, 0);
        assert_eq!(alone.done(), [91, 90]);
    }
}
