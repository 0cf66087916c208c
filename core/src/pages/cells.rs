//! The rows in a page. Source: <https://www.sqlite.org/fileformat2.html#b_tree_pages>.
//!
//! A page is read for itself: what leads to it may be gone.

use super::{cipher::USABLE, log::word};

const TABLE_LEAF: u8 = 0x0d;
/// Tables without rowid stand in indexes, whose inner pages hold rows, too.
const INDEX_LEAF: u8 = 0x0a;
const INDEX_INNER: u8 = 0x02;
/// More overflow pages than the longest text can fill.
const LONGEST: usize = 1 << 20;

/// A row as it is stored.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Row {
    /// Its number, when it stands in a table that has numbers.
    pub(crate) id: Option<i64>,
    pub(crate) values: Vec<Value>,
}

/// A value as it is stored.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Value {
    Null,
    Integer(i64),
    Text(String),
    Blob(Vec<u8>),
    /// It stands, wholly or in part, on a page that cannot be read.
    Lost,
}

/// Reads the rows of a page. `follow` gives further pages, on which long rows go on.
pub(super) fn rows(page: &[u8], follow: &dyn Fn(u32) -> Option<Vec<u8>>) -> Vec<Row> {
    rows_where(page, &|_| true, follow)
}

/// As [`rows`], of those whose number is wanted.
pub(super) fn rows_where(
    page: &[u8],
    wanted: &dyn Fn(Option<i64>) -> bool,
    follow: &dyn Fn(u32) -> Option<Vec<u8>>,
) -> Vec<Row> {
    let kind = page.first().copied();
    let (head, inner) = match kind {
        Some(TABLE_LEAF | INDEX_LEAF) => (8, false),
        Some(INDEX_INNER) => (12, true),
        _ => return Vec::new(),
    };
    let has_id = kind == Some(TABLE_LEAF);
    let cells = half(page, 3).unwrap_or(0);
    let cells = (0..cells).filter_map(|cell| half(page, head + 2 * cell));
    cells
        .filter_map(|at| {
            let at = if inner { at + 4 } else { at };
            row(page, at, has_id, wanted, follow)
        })
        .collect()
}

fn row(
    page: &[u8],
    mut at: usize,
    has_id: bool,
    wanted: &dyn Fn(Option<i64>) -> bool,
    follow: &dyn Fn(u32) -> Option<Vec<u8>>,
) -> Option<Row> {
    let length = usize::try_from(number(page, &mut at)?).ok()?;
    let id = if has_id {
        Some(number(page, &mut at)?)
    } else {
        None
    };
    if !wanted(id) {
        return None;
    }
    let here = in_page(length, has_id);
    let content = page.get(..USABLE)?.get(at..at + here)?;
    let mut payload = content.to_vec();
    if here < length {
        let mut next = word(page, at + here);
        for _ in 0..LONGEST {
            let Some(further) = Some(next).filter(|next| *next != 0).and_then(follow) else {
                break;
            };
            let rest = length - payload.len();
            let part = further.get(4..USABLE)?;
            payload.extend_from_slice(part.get(..rest.min(part.len()))?);
            if payload.len() == length {
                break;
            }
            next = word(&further, 0);
        }
    }
    let values = values(&payload)?;
    Some(Row { id, values })
}

/// How much of a row stands in the page itself.
fn in_page(length: usize, has_id: bool) -> usize {
    let most = if has_id {
        USABLE - 35
    } else {
        (USABLE - 12) * 64 / 255 - 23
    };
    let least = (USABLE - 12) * 32 / 255 - 23;
    if length <= most {
        return length;
    }
    let wanted = least + (length - least) % (USABLE - 4);
    if wanted <= most { wanted } else { least }
}

/// The values of a record, of which the end may be missing.
fn values(payload: &[u8]) -> Option<Vec<Value>> {
    let mut at = 0;
    let head = usize::try_from(number(payload, &mut at)?).ok()?;
    let kinds = payload.get(..head)?;
    let mut place = head;
    let mut values = Vec::new();
    while at < head {
        let kind = number(kinds, &mut at)?;
        let length = length_of(kind)?;
        let bytes = payload.get(place..place.checked_add(length)?);
        values.push(bytes.map_or(Some(Value::Lost), |bytes| value(kind, bytes))?);
        place += length;
    }
    Some(values)
}

fn length_of(kind: i64) -> Option<usize> {
    Some(match kind {
        0 | 8 | 9 => 0,
        1..=4 => usize::try_from(kind).ok()?,
        5 => 6,
        6 | 7 => 8,
        12.. => usize::try_from((kind - 12) / 2).ok()?,
        _ => return None,
    })
}

fn value(kind: i64, bytes: &[u8]) -> Option<Value> {
    Some(match kind {
        0 => Value::Null,
        8 => Value::Integer(0),
        9 => Value::Integer(1),
        1..=6 => {
            let negative = bytes.first()? & 0x80 != 0;
            let begin = if negative { -1 } else { 0 };
            let number = bytes
                .iter()
                .fold(begin, |number: i64, byte| (number << 8) | i64::from(*byte));
            Value::Integer(number)
        }
        12.. if kind % 2 == 0 => Value::Blob(bytes.to_vec()),
        12.. => Value::Text(String::from_utf8(bytes.to_vec()).ok()?),
        _ => return None, // a fraction; no table of a library has any
    })
}

/// A number of one to nine bytes.
fn number(bytes: &[u8], at: &mut usize) -> Option<i64> {
    let mut number: u64 = 0;
    for place in 0..9 {
        let byte = *bytes.get(*at)?;
        *at += 1;
        if place == 8 {
            number = (number << 8) | u64::from(byte);
            break;
        }
        number = (number << 7) | u64::from(byte & 0x7f);
        if byte & 0x80 == 0 {
            break;
        }
    }
    Some(number.cast_signed())
}

/// Two bytes as a number, the higher first.
fn half(bytes: &[u8], at: usize) -> Option<usize> {
    let half: [u8; 2] = bytes.get(at..at + 2)?.try_into().ok()?;
    Some(usize::from(u16::from_be_bytes(half)))
}
