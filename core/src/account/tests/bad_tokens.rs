//! A table of tokens made by hand, and a million changed ones: not one is accepted.

use std::{thread, time::Instant};

use serde_json::json;

use super::{
    forged::{DAY, HEADER, Target, b64, hmac, signed},
    rig::NOW,
};
use crate::account::{
    provider,
    secret::Key,
    token::{Session, Token},
};

/// How many changed tokens the usual run tries; `BOOKLY_TOKENS` asks for another number.
const CHANGED: u64 = 1_000_000;
const THREADS: u64 = 4;

struct Bad {
    id: &'static str,
    token: String,
}

fn header(members: &str) -> String {
    format!("{{{members}}}")
}

/// Attacks on the header, under the right key, without a signature, and with the one of another.
fn of_headers(target: &Target, bad: &mut Vec<Bad>) {
    let claims = target.claims.to_string();
    let kept = target.token.rsplit('.').next().unwrap_or_default();
    let typ = r#""typ":"bookly-session+jwt""#;
    for algorithm in [
        "none", "None", "NONE", "nOnE", "HS384", "HS512", "RS256", "RS384", "RS512", "ES256",
        "ES384", "PS256", "EdDSA", "hs256", "HS256 ", "", "dir", "A128KW",
    ] {
        let header = header(&format!(r#""alg":"{algorithm}",{typ}"#));
        let bare = format!("{}.{}", b64(&header), b64(&claims));
        for token in [
            signed(&header, &claims, &target.key),
            format!("{bare}."),
            format!("{bare}.{kept}"),
            bare,
        ] {
            bad.push(Bad { id: "C1", token });
        }
    }
    for alg in ["null", "1", "true", "[]", "{}", r#"["HS256"]"#] {
        let header = header(&format!(r#""alg":{alg},{typ}"#));
        let token = signed(header, &claims, &target.key);
        bad.push(Bad { id: "C1", token });
    }
    for extra in [
        r#""alg":"none""#,
        r#""alg":"HS256""#,
        r#""jwk":{"kty":"oct","k":"AAAA"}"#,
        r#""jku":"https://example.org/k""#,
        r#""x5u":"https://example.org/k""#,
        r#""x5c":["AAAA"]"#,
        r#""kid":"../../x""#,
        r#""kid":"' OR 1=1 --""#,
        r#""crit":["exp"]"#,
        r#""b64":false"#,
        r#""zip":"DEF""#,
        r#""cty":"JWT""#,
        r#""enc":"A128GCM""#,
    ] {
        for header in [
            HEADER.replace('}', &format!(",{extra}}}")),
            HEADER.replace('{', &format!("{{{extra},")),
        ] {
            let token = signed(header, &claims, &target.key);
            bad.push(Bad { id: "C2", token });
        }
    }
    for typ in [
        "",
        r#","typ":"JWT""#,
        r#","typ":"at+jwt""#,
        r#","typ":"Bookly-Session+JWT""#,
        r#","typ":null"#,
        r#","typ":["bookly-session+jwt"]"#,
    ] {
        let header = header(&format!(r#""alg":"HS256"{typ}"#));
        let token = signed(header, &claims, &target.key);
        bad.push(Bad { id: "C3", token });
    }
}

fn of_signatures(target: &Target, bad: &mut Vec<Bad>) {
    let claims = target.claims.to_string();
    let (message, signature) = target.token.rsplit_once('.').unwrap();
    let right = hmac(&target.key, message.as_bytes());
    for place in 0..right.len() {
        let mut flipped = right;
        flipped[place] ^= 0x10;
        bad.push(Bad {
            id: "C4",
            token: format!("{message}.{}", b64(flipped)),
        });
    }
    for key in [
        &b""[..],
        &target.key[..31],
        &[0; 32],
        &target.kr,
        b64(&target.kr).as_bytes(),
    ] {
        let token = signed(HEADER, &claims, key);
        bad.push(Bad { id: "C4", token });
    }
    for signature in [
        String::new(),
        format!("{signature}="),
        format!("{signature}A"),
        signature[..42].to_owned(),
        signature.to_lowercase(),
        format!("{signature}{signature}"),
    ] {
        bad.push(Bad {
            id: "C4",
            token: format!("{message}.{signature}"),
        });
    }
}

fn of_claims(target: &Target, bad: &mut Vec<Bad>) {
    let mut push = |id, claims: String| {
        let token = signed(HEADER, claims, &target.key);
        bad.push(Bad { id, token });
    };
    for name in [
        "iss",
        "aud",
        "sub",
        "sid",
        "iat",
        "nbf",
        "exp",
        "auth_time",
        "gen",
    ] {
        let mut missing = target.claims.clone();
        missing.as_object_mut().unwrap().remove(name);
        push("C5", missing.to_string());
        for value in [json!(null), json!(""), json!([]), json!(true), json!(-1)] {
            push("C5", target.claims_with(name, value));
        }
        let twice = format!("{{\"{name}\":{},", target.claims[name]);
        push("C5", target.claims.to_string().replacen('{', &twice, 1));
    }
    push("C6", target.claims_with("aud", json!(["bookly-desktop"])));
    push(
        "C6",
        target.claims_with("aud", json!(["evil", "bookly-desktop"])),
    );
    push("C6", target.claims_with("iss", json!(["bookly"])));
    for expiry in [
        "0",
        "-1",
        "1.5",
        "\"9999999999\"",
        "1e400",
        "9007199254740993",
        "18446744073709551615",
        "18446744073709551616",
    ] {
        push("C7", target.claims_with_text("exp", expiry));
    }
    for expiry in [NOW, NOW - 1, NOW + 30 * DAY + 1] {
        push("C7", target.claims_with("exp", json!(expiry)));
    }
    for (name, value) in [
        ("nbf", NOW + 1),
        ("iat", NOW + 1),
        ("auth_time", NOW + 1),
        ("auth_time", NOW - 180 * DAY),
    ] {
        push("C7", target.claims_with(name, json!(value)));
    }
    push("C8", target.claims_with("admin", json!(true)));
    push("C8", target.claims_with("jti", json!("x".repeat(1 << 20))));
    let deep = format!("{}{}", "[".repeat(200), "]".repeat(200));
    push("C8", target.claims_with_text("deep", &deep));
    push("C8", format!("\u{feff}{}", target.claims));
    push("C8", format!("{}x", target.claims));
}

fn of_forms(target: &Target, bad: &mut Vec<Bad>) {
    let token = &target.token;
    let parts: Vec<&str> = token.split('.').collect();
    for token in [
        String::new(),
        "..".to_owned(),
        parts[0].to_owned(),
        format!("{}.{}", parts[0], parts[1]),
        format!("{token}."),
        format!(".{token}"),
        format!("{token}.{}", parts[2]),
        format!("{token}.{}.{}", parts[1], parts[2]),
        format!(" {token}"),
        format!("{token}\n"),
        format!("\u{feff}{token}"),
        format!("Bearer {token}"),
        format!("{}.{}.{}", parts[1], parts[0], parts[2]),
        json!({ "protected": parts[0], "payload": parts[1], "signature": parts[2] }).to_string(),
    ] {
        bad.push(Bad { id: "C8", token });
    }
}

#[tokio::test]
async fn c01_to_c08_no_token_of_the_table_is_accepted() {
    let target = Target::new().await;
    let mut bad = Vec::new();
    of_headers(&target, &mut bad);
    of_signatures(&target, &mut bad);
    of_claims(&target, &mut bad);
    of_forms(&target, &mut bad);
    assert!(bad.len() >= 150, "{}", bad.len());
    for Bad { id, token } in &bad {
        let started = Instant::now();
        target.refuses(token, id).await;
        // Most of it is the journey to the keyring and the disk.
        assert!(started.elapsed().as_millis() < 500, "{id}: slow");
    }
    target.is_unharmed().await;
    println!("{} bad tokens of the table, 0 accepted", bad.len());
}

/// A small generator (`SplitMix64`): the run can be had again by its number.
struct Chance(u64);

impl Chance {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    fn below(&mut self, end: usize) -> usize {
        usize::try_from(self.next() % u64::try_from(end).unwrap()).unwrap()
    }
}

/// One to four changes: a letter replaced, removed, doubled, two swapped, a part cut or spliced.
fn change(good: &[u8], other: &[u8], chance: &mut Chance) -> Vec<u8> {
    const LETTERS: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.=+/ ";
    let mut token = good.to_vec();
    for _ in 0..=chance.below(4) {
        if token.is_empty() {
            break;
        }
        let place = chance.below(token.len());
        match chance.below(7) {
            0..=2 => token[place] = LETTERS[chance.below(LETTERS.len())],
            3 => drop(token.remove(place)),
            4 => token.insert(place, LETTERS[chance.below(LETTERS.len())]),
            5 => {
                let with = chance.below(token.len());
                token.swap(place, with);
            }
            _ => {
                token.truncate(place);
                token.extend(&other[place.min(other.len())..]);
            }
        }
    }
    token
}

#[test]
fn c13_no_changed_token_is_accepted() {
    provider::install().unwrap();
    let number = std::env::var("BOOKLY_TOKENS").ok();
    let number = number.map_or(CHANGED, |number| number.parse().unwrap());
    let uid = uuid::Uuid::from_bytes([7; 16]);
    let session = Session::new(uid, uid, 1, NOW, NOW);
    let key = Key::copy_from(&[9; 32]).unwrap();
    let good = Token::issue(&session, &key).unwrap();
    let good = good.text().expose().as_bytes();
    let next = Session::new(uuid::Uuid::from_bytes([8; 16]), uid, 2, NOW, NOW + 1);
    let other = Token::issue(&next, &key).unwrap(); // as good, for another row
    let other = other.text().expose().as_bytes();
    let started = Instant::now();
    // On several threads; each has its own numbers, so that the run can be had again.
    let part = |thread: u64| {
        let mut chance = Chance(0xb00c + thread);
        let mut same = 0;
        for round in 0..number / THREADS {
            let changed = change(good, other, &mut chance);
            if changed == good {
                same += 1;
                continue;
            }
            let changed = String::from_utf8(changed).unwrap();
            let accepted = Token::check(&changed, &key, &session, NOW).is_ok();
            assert!(!accepted, "thread {thread}, round {round}: {changed}");
        }
        same
    };
    let same: u64 = thread::scope(|scope| {
        let parts: Vec<_> = (0..THREADS).map(|n| scope.spawn(move || part(n))).collect();
        parts.into_iter().map(|part| part.join().unwrap()).sum()
    });
    assert!(same < number / 20, "{same} were not changed at all");
    println!(
        "{number} changed tokens, 0 accepted, {:.1} s",
        started.elapsed().as_secs_f64()
    );
}
