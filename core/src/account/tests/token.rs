//! Attacks on the form of a token: header, signature and everything around them.

use data_encoding::{BASE64, BASE64URL, BASE64URL_NOPAD};
use serde_json::json;

use super::{
    forged::{DAY, HEADER, Target, b64, signed, signing_key},
    rig::NOW,
};

#[tokio::test]
async fn a_token_built_by_hand_is_ours_when_every_part_is() {
    let target = Target::new().await;
    assert_eq!(
        target
            .try_token(&signed(HEADER, target.claims.to_string(), &target.key))
            .await,
        None
    );
    assert!(target.token.len() <= 1_024);
    let mut names: Vec<_> = target.claims.as_object().unwrap().keys().cloned().collect();
    names.sort();
    assert_eq!(
        names,
        [
            "aud",
            "auth_time",
            "exp",
            "gen",
            "iat",
            "iss",
            "nbf",
            "sid",
            "sub"
        ]
    );
    assert_eq!(target.claims["exp"], NOW + 30 * DAY);
}

#[tokio::test]
async fn c01_c02_c03_no_header_but_ours_is_accepted() {
    let target = Target::new().await;
    let claims = target.claims.to_string();
    let algorithms = [
        r#""none""#,
        r#""None""#,
        r#""NONE""#,
        r#""nOnE""#,
        "null",
        "1",
        r#""HS384""#,
        r#""HS512""#,
        r#""RS256""#,
        r#""ES256""#,
        r#""EdDSA""#,
        r#""hs256""#,
        r#""""#,
        r#"["HS256"]"#,
    ];
    for algorithm in algorithms {
        let header = format!(r#"{{"alg":{algorithm},"typ":"bookly-session+jwt"}}"#);
        target.refuses_signed(&header, &claims).await;
        let unsigned = format!("{}.{}.", b64(&header), b64(&claims));
        target.refuses(&unsigned, "empty signature").await;
        let kept = format!("{unsigned}{}", target.token.rsplit('.').next().unwrap());
        target.refuses(&kept, "signature kept").await;
    }
    let long = "k".repeat(10_240);
    for extra in [
        r#""alg":"none""#,
        r#""typ":"JWT""#,
        r#""jwk":{"kty":"oct","k":"AAAA"}"#,
        r#""jku":"https://example.org/k""#,
        r#""x5u":"https://example.org/k""#,
        r#""x5c":["AAAA"]"#,
        r#""kid":"../../x""#,
        r#""kid":"' OR 1=1 --""#,
        &format!(r#""kid":"{long}""#),
        r#""crit":["exp"]"#,
        r#""b64":false"#,
        r#""zip":"DEF""#,
        r#""cty":"JWT""#,
        r#""enc":"A128GCM""#,
        r#""admin":true"#,
        r#""alg":"HS256""#,
    ] {
        target
            .refuses_signed(&HEADER.replace('}', &format!(",{extra}}}")), &claims)
            .await;
        target
            .refuses_signed(&HEADER.replace('{', &format!("{{{extra},")), &claims)
            .await;
    }
    for header in [
        r#"{"typ":"bookly-session+jwt"}"#,
        r#"{"alg":"HS256"}"#,
        r#"{"alg":"HS256","typ":"JWT"}"#,
        r#"{"alg":"HS256","typ":null}"#,
        r#"{"alg":"HS256","typ":"at+jwt"}"#,
        r#"{"alg":"HS256","typ":"Bookly-Session+JWT"}"#,
        r#"{"alg":"HS256","typ":"bookly-session+jwt "}"#,
        "{}",
        "[]",
        "null",
        "",
        "\"HS256\"",
    ] {
        target.refuses_signed(header, &claims).await;
    }
    target.is_unharmed().await;
}

#[tokio::test]
async fn c04_no_signature_but_the_right_one_is_accepted() {
    let target = Target::new().await;
    let (message, signature) = target.token.rsplit_once('.').unwrap();
    let bytes = BASE64URL_NOPAD.decode(signature.as_bytes()).unwrap();
    for place in 0..32 {
        for bit in 0..8 {
            let mut flipped = bytes.clone();
            flipped[place] ^= 1 << bit;
            target
                .refuses(&format!("{message}.{}", b64(flipped)), "bit flipped")
                .await;
        }
    }
    for length in 0..32 {
        target
            .refuses(&format!("{message}.{}", b64(&bytes[..length])), "cut short")
            .await;
    }
    target
        .refuses(&format!("{message}.{}", BASE64URL.encode(&bytes)), "padded")
        .await;
    let standard = BASE64.encode(&bytes).trim_end_matches('=').to_owned();
    if standard != signature {
        target
            .refuses(&format!("{message}.{standard}"), "standard alphabet")
            .await;
    }
    // 32 bytes leave two bits unused in the last character: setting one spells the same bytes.
    let alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    let last = alphabet.find(&signature[42..]).unwrap();
    for unused in 1..4 {
        let spelt = format!(
            "{}{}",
            &signature[..42],
            &alphabet[last + unused..=last + unused]
        );
        target
            .refuses(&format!("{message}.{spelt}"), "another spelling")
            .await;
    }
    let other = Target::new().await;
    let written = b64(&target.kr);
    let keys: [&[u8]; 7] = [
        &[],
        &target.key[..31],
        &other.key,
        &target.kr,
        written.as_bytes(),
        &[0; 32],
        &signing_key(&other.kr),
    ];
    for key in keys {
        target
            .refuses(
                &signed(HEADER, target.claims.to_string(), key),
                "another key",
            )
            .await;
    }
    target.is_unharmed().await;
}

#[tokio::test]
async fn c08_no_other_form_of_token_is_accepted() {
    let target = Target::new().await;
    let claims = target.claims.to_string();
    target
        .refuses_signed(HEADER, &target.claims_with("admin", json!(true)))
        .await;
    target
        .refuses_signed(
            HEADER,
            &target.claims_with("jti", json!("x".repeat(1 << 20))),
        )
        .await;
    target
        .refuses_signed(
            HEADER,
            &target.claims_with_text("deep", &format!("{}{}", "[".repeat(200), "]".repeat(200))),
        )
        .await;
    for wrong in [
        "",
        "null",
        "[]",
        "1",
        "\"\"",
        "{}",
        "{",
        &format!("\u{feff}{claims}"),
        &format!("{claims}{claims}"),
        &format!("{claims}x"),
    ] {
        target.refuses_signed(HEADER, wrong).await;
        target
            .refuses_signed(&format!("\u{feff}{HEADER}"), wrong)
            .await;
    }
    target
        .refuses(
            &signed(HEADER, [claims.as_bytes(), b"\xff"].concat(), &target.key),
            "not UTF-8",
        )
        .await;
    target
        .refuses(
            &signed([HEADER.as_bytes(), b"\xff"].concat(), &claims, &target.key),
            "not UTF-8",
        )
        .await;

    let token = &target.token;
    let parts: Vec<&str> = token.split('.').collect();
    for (attack, form) in [
        ("leading space", format!(" {token}")),
        ("newline", format!("{token}\n")),
        ("newline inside", token.replace('.', ".\n")),
        ("BOM", format!("\u{feff}{token}")),
        ("no part", String::new()),
        ("dots", "..".to_owned()),
        ("one part", parts[0].to_owned()),
        ("two parts", format!("{}.{}", parts[0], parts[1])),
        (
            "two parts without header",
            format!("{}.{}", parts[1], parts[2]),
        ),
        ("four parts", format!("{token}.{}", parts[2])),
        ("four parts, empty", format!("{token}.")),
        ("empty in front", format!(".{token}")),
        ("five parts", format!("{token}.{}.{}", parts[1], parts[2])),
        (
            "JSON form",
            json!({ "protected": parts[0], "payload": parts[1], "signature": parts[2] })
                .to_string(),
        ),
        ("Bearer", format!("Bearer {token}")),
        ("doubled", format!("{token}{token}")),
        ("long", format!("{token}{}", "A".repeat(1 << 20))),
    ] {
        target.refuses(&form, attack).await;
    }
    target.is_unharmed().await;
}
