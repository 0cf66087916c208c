//! The session token: a signed note of who stays signed in, by which session row and until when.
//!
//! It grants nothing by itself: without the remember key it opens no library, and without its row
//! it is refused. Nothing of it is believed before the signature, and nothing but exactly what
//! the row says is accepted.

use data_encoding::BASE64URL_NOPAD;
use jsonwebtoken::{Algorithm, DecodingKey, EncodingKey, Header, Validation};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::secret::{Key, Secret};
use crate::{Error, Result};

pub(super) const MINUTE: i64 = 60;
pub(super) const HOUR: i64 = 60 * MINUTE;
pub(super) const DAY: i64 = 24 * HOUR;

/// How long a remembered session lasts, and one that lives in memory alone.
const REMEMBERED: i64 = 30 * DAY;
const IN_MEMORY: i64 = 12 * HOUR;
/// After this, the password has to be typed again whatever else is in order.
const PASSWORD_AGE: i64 = 180 * DAY;
const LONGEST: usize = 1_024;
/// 2026-04-14. No Bookly runs before it: the compiler that builds it is not older.
const BUILT: i64 = 1_776_124_800;

const ISSUER: &str = "bookly";
const AUDIENCE: &str = "bookly-desktop";
const TYPE: &str = "bookly-session+jwt";

/// A session as its row says it. The token must say the same.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Session {
    pub(super) sid: Uuid,
    pub(super) account: Uuid,
    pub(super) generation: i64,
    pub(super) issued_at: i64,
    pub(super) expires_at: i64,
    pub(super) auth_time: i64,
    pub(super) remembered: bool,
}

impl Session {
    /// A session that lives in memory, for a password that was typed at `auth_time`.
    pub(super) fn new(sid: Uuid, account: Uuid, generation: i64, auth_time: i64, now: i64) -> Self {
        Self {
            sid,
            account,
            generation,
            issued_at: now,
            expires_at: now + IN_MEMORY,
            auth_time,
            remembered: false,
        }
    }

    /// The same session from now on, as a remembered one.
    pub(super) fn renewed(&self, now: i64) -> Self {
        let expires_at = (now + REMEMBERED).min(self.auth_time + PASSWORD_AGE);
        Self {
            issued_at: now,
            expires_at,
            remembered: true,
            ..self.clone()
        }
    }

    /// Whether it is time for a new token.
    pub(super) fn is_stale(&self, now: i64) -> bool {
        now - self.issued_at > DAY
    }
}

/// Why a token is not accepted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Fault {
    /// Not ours, changed, or not what the row says.
    Refused,
    /// It was good once.
    Expired,
    /// The clock is behind a time that this program has already seen.
    Clock,
}

/// A signed token.
pub(super) struct Token(Secret);

#[derive(PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Claims {
    iss: String,
    aud: String,
    sub: String,
    sid: String,
    iat: i64,
    nbf: i64,
    exp: i64,
    auth_time: i64,
    #[serde(rename = "gen")]
    generation: i64,
}

impl Claims {
    fn of(session: &Session) -> Self {
        Self {
            iss: ISSUER.to_owned(),
            aud: AUDIENCE.to_owned(),
            sub: session.account.to_string(),
            sid: session.sid.to_string(),
            iat: session.issued_at,
            nbf: session.issued_at,
            exp: session.expires_at,
            auth_time: session.auth_time,
            generation: session.generation,
        }
    }
}

impl Token {
    pub(super) fn issue(session: &Session, key: &Key) -> Result<Self> {
        let mut header = Header::new(Algorithm::HS256);
        header.typ = Some(TYPE.to_owned());
        let text = jsonwebtoken::encode(
            &header,
            &Claims::of(session),
            &EncodingKey::from_secret(key.bytes()),
        );
        text.map(|text| Self(text.into()))
            .map_err(|_| Error::Internal("signing a token failed"))
    }

    pub(super) fn text(&self) -> &Secret {
        &self.0
    }

    /// Accepts `text` as the token of `session`, or says why not.
    pub(super) fn check(
        text: &str,
        key: &Key,
        session: &Session,
        now: i64,
    ) -> std::result::Result<(), Fault> {
        if text.len() > LONGEST || !header_is_ours(text) {
            return Err(Fault::Refused);
        }
        let mut rules = Validation::new(Algorithm::HS256);
        rules.leeway = 0;
        rules.validate_exp = false; // the library reads the system's clock and fails near 1970
        rules.validate_nbf = false;
        rules.set_issuer(&[ISSUER]);
        rules.set_audience(&[AUDIENCE]);
        rules.sub = Some(session.account.to_string());
        rules.set_required_spec_claims(&["exp", "nbf", "iss", "aud", "sub"]);
        let decoded =
            jsonwebtoken::decode::<Claims>(text, &DecodingKey::from_secret(key.bytes()), &rules);
        let claims = decoded.map_err(|_| Fault::Refused)?.claims;
        if claims != Claims::of(session) {
            return Err(Fault::Refused);
        }
        check_times(session, now)
    }
}

/// The library accepts a missing or wrong `typ` and any extra member; only exactly ours will do.
fn header_is_ours(text: &str) -> bool {
    #[derive(Deserialize)]
    #[serde(deny_unknown_fields)]
    struct Ours {
        alg: String,
        typ: String,
    }
    let Some((header, _)) = text.split_once('.') else {
        return false;
    };
    let Ok(json) = BASE64URL_NOPAD.decode(header.as_bytes()) else {
        return false;
    };
    serde_json::from_slice::<Ours>(&json)
        .is_ok_and(|header| header.alg == "HS256" && header.typ == TYPE)
}

fn check_times(session: &Session, now: i64) -> std::result::Result<(), Fault> {
    let longest = if session.remembered {
        REMEMBERED
    } else {
        IN_MEMORY
    };
    let lasts = session.expires_at.saturating_sub(session.issued_at);
    if !(1..=longest).contains(&lasts) || session.auth_time > session.issued_at {
        return Err(Fault::Refused);
    }
    if now < session.issued_at {
        return Err(Fault::Clock);
    }
    if now >= session.expires_at || now >= session.auth_time.saturating_add(PASSWORD_AGE) {
        return Err(Fault::Expired);
    }
    Ok(())
}

/// Whether the clock has been set back behind what this program has seen. A few minutes are
/// forgiven: clocks are corrected.
pub(super) fn clock_is_wrong(now: i64, last_seen: i64) -> bool {
    now < BUILT || now.saturating_add(5 * MINUTE) < last_seen
}
