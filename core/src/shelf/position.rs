//! Where a shelf stands among the others: bytes, with room between any two for one more.

/// A position between two others: behind `low`, where nothing is the very beginning, and before
/// `high`, where none is the end. None ends in a zero, so that something fits before each.
pub(super) fn between(low: &[u8], high: Option<&[u8]>) -> Vec<u8> {
    let mut low = low.iter().copied();
    let mut high = high.map(|high| high.iter().copied());
    let mut position = Vec::new();
    loop {
        let from = low.next().unwrap_or(0);
        let to = high
            .as_mut()
            .map_or(256, |high| u16::from(high.next().unwrap_or(0)));
        let room = to.saturating_sub(u16::from(from));
        if room > 1 {
            // Half of the room, which is at most 128.
            position.push(from + u8::try_from(room / 2).unwrap_or(1));
            return position;
        }
        position.push(from);
        if room == 1 {
            high = None; // whatever follows, it is before `high` already
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    proptest::proptest! {
        #[test]
        fn there_is_always_room(places in proptest::collection::vec(0..=30_usize, 1..300)) {
            let mut positions: Vec<Vec<u8>> = Vec::new();
            for place in places {
                let at = place.min(positions.len());
                let low = at.checked_sub(1).map(|above| positions[above].as_slice());
                let new = between(low.unwrap_or_default(), positions.get(at).map(Vec::as_slice));
                positions.insert(at, new);
                assert!(positions.is_sorted_by(|one, next| one < next));
            }
        }
    }

    #[test]
    fn positions_stay_short() {
        let mut last = Vec::new();
        for _ in 0..1000 {
            last = between(&last, None);
        }
        assert!(last.len() < 150, "{}", last.len());
    }
}
