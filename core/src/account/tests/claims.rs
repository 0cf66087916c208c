//! Attacks on what a token says, and on the row that must say the same.

use serde_json::{Value, json};

use super::{
    forged::{DAY, HEADER, Target, signed},
    rig::{NOW, PASSWORD, set_session, sql},
};
use crate::account::session::SignedOut;

#[tokio::test]
async fn c05_c06_no_claim_may_be_missing_or_say_anything_else() {
    let target = Target::new().await;
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
        target.refuses_signed(HEADER, &missing.to_string()).await;
        let right = target.claims[name].clone();
        let mut values = vec![
            Value::Null,
            json!(""),
            json!([]),
            json!({}),
            json!(true),
            json!([right]),
            json!([right, "evil"]),
        ];
        match right.as_i64() {
            Some(n) => values.extend([
                json!(n - 1),
                json!(n + 1),
                json!(n.to_string()),
                json!(f64::from(u32::try_from(n).unwrap()) + 0.5),
                json!(0),
                json!(-1),
            ]),
            None => values.extend([
                json!(1),
                json!(format!("{}x", right.as_str().unwrap())),
                json!(right.as_str().unwrap().to_uppercase()),
            ]),
        }
        for value in values {
            target
                .refuses_signed(HEADER, &target.claims_with(name, value))
                .await;
        }
        let whole = target.claims.to_string();
        target
            .refuses_signed(
                HEADER,
                &whole.replacen('{', &format!("{{\"{name}\":{right},"), 1),
            )
            .await;
        target
            .refuses_signed(
                HEADER,
                &whole.replacen('{', &format!("{{\"{name}\":null,"), 1),
            )
            .await;
    }
    for audience in [json!(["bookly-desktop"]), json!(["evil", "bookly-desktop"])] {
        target
            .refuses_signed(HEADER, &target.claims_with("aud", audience))
            .await;
    }
    target.is_unharmed().await;
}

#[tokio::test]
async fn c07_no_time_but_the_row_s_is_accepted() {
    let target = Target::new().await;
    for expiry in [
        "0",
        "-1",
        "1.5",
        "\"9999999999\"",
        "1e400",
        "9007199254740993",
        "18446744073709551615",
        "18446744073709551616",
        &NOW.to_string(),
        &(NOW - 1).to_string(),
        &(NOW + 30 * DAY + 1).to_string(),
        &format!("{}.0", NOW + 30 * DAY),
        "1e10",
    ] {
        target
            .refuses_signed(HEADER, &target.claims_with_text("exp", expiry))
            .await;
    }
    for (name, value) in [
        ("nbf", NOW + 1),
        ("iat", NOW + 1),
        ("auth_time", NOW + 1),
        ("auth_time", NOW - 180 * DAY),
    ] {
        target
            .refuses_signed(HEADER, &target.claims_with(name, json!(value)))
            .await;
    }
    target.is_unharmed().await;
}

#[tokio::test]
async fn c07_a_row_that_somebody_made_longer_is_not_believed_either() {
    // The row and a token with the right key agree; the limits hold all the same.
    for (issued, expires, auth) in [
        (NOW, NOW + 30 * DAY + 1, NOW),
        (NOW, i64::MAX, NOW),
        (NOW - 40 * DAY, NOW + 1, NOW - 40 * DAY),
        (NOW, NOW + DAY, NOW - 180 * DAY),
    ] {
        let target = Target::new().await;
        let (row, mut claims) = (&target.rig.home, target.claims.clone());
        for (name, value) in [
            ("iat", issued),
            ("nbf", issued),
            ("exp", expires),
            ("auth_time", auth),
        ] {
            claims[name] = json!(value);
        }
        set_session(row, issued, expires, auth).await;
        let why = target
            .try_token(&signed(HEADER, claims.to_string(), &target.key))
            .await;
        assert!(
            matches!(why, Some(SignedOut::Refused | SignedOut::Expired)),
            "{issued} {expires} {auth}: {why:?}"
        );
    }
}

#[tokio::test]
async fn c09_a_token_without_its_row_is_worth_nothing() {
    for damage in [
        "DELETE FROM session",
        "UPDATE session SET sid = '00000000-0000-4000-8000-000000000000'",
        "UPDATE session SET generation = 2",
        "UPDATE session SET expires_at = expires_at - 1",
        "UPDATE session SET issued_at = issued_at - 1",
        "UPDATE session SET auth_time = auth_time - 1",
        "UPDATE session SET remembered = 0",
        "UPDATE account SET session_generation = 2",
        "DELETE FROM key_slot WHERE kind = 'remember'",
        "UPDATE key_slot SET expires_at = expires_at + 1 WHERE kind = 'remember'",
        "UPDATE key_slot SET wrapped_key = zeroblob(48) WHERE kind = 'remember'",
        "UPDATE key_slot SET salt = zeroblob(16) WHERE kind = 'remember'",
        "UPDATE key_slot SET salt = x'' WHERE kind = 'remember'",
        "DELETE FROM account",
    ] {
        let target = Target::new().await;
        sql(&target.rig.home, damage).await;
        let why = target.try_token(&target.token).await;
        assert!(
            matches!(why, Some(SignedOut::Refused | SignedOut::NotRemembered)),
            "{damage}: {why:?}"
        );
    }
}

#[tokio::test]
async fn c09_c10_a_session_row_of_somebody_else_is_worth_nothing() {
    let target = Target::new().await;
    target
        .rig
        .sign_up("ben", "ben@example.org", true)
        .await
        .unwrap();
    target.rig.log_in("ana", PASSWORD).await.unwrap(); // ends what the token says
    sql(
        &target.rig.home,
        "DELETE FROM session WHERE account_uid = (SELECT uid FROM account WHERE username = 'ana')",
    )
    .await;
    sql(
        &target.rig.home,
        "UPDATE session SET account_uid = (SELECT uid FROM account WHERE username = 'ana')",
    )
    .await;
    sql(&target.rig.home, "UPDATE key_slot SET account_uid = (SELECT uid FROM account WHERE username = 'ana') WHERE kind = 'remember'").await;
    assert_eq!(
        target.try_token(&target.token).await,
        Some(SignedOut::Refused)
    );
    let bens = target.rig.keyring.entry(&target.rig.uid_of("ben").await);
    target.rig.keyring.plant(&target.uid, bens);
    assert_eq!(target.rig.signed_out().await, Some(SignedOut::Refused));
}

proptest::proptest! {
    #![proptest_config(proptest::prelude::ProptestConfig::with_cases(2_000))]

    /// Random bytes, random JSON and changed tokens: never accepted, and nothing fails badly.
    #[test]
    fn c13_nothing_random_is_a_token(noise in "\\PC{0,200}", header in "\\PC{0,40}", claims in "\\PC{0,80}", place in 0_usize..400, letter in "[A-Za-z0-9_.-]") {
        use crate::account::{provider, secret::Key, token::{Session, Token}};
        provider::install().unwrap();
        let uid = uuid::Uuid::from_bytes([7; 16]);
        let session = Session::new(uid, uid, 1, NOW, NOW);
        let key = Key::copy_from(&[9; 32]).unwrap();
        let good = Token::issue(&session, &key).unwrap().text().expose().to_owned();
        proptest::prop_assert!(Token::check(&good, &key, &session, NOW).is_ok());
        proptest::prop_assert!(Token::check(&noise, &key, &session, NOW).is_err());
        proptest::prop_assert!(Token::check(&signed(&header, &claims, &[9; 32]), &key, &session, NOW).is_err());
        proptest::prop_assert!(Token::check(&signed(HEADER, &claims, &[9; 32]), &key, &session, NOW).is_err());
        let place = place % good.len();
        let mut changed = good.clone();
        changed.replace_range(place..=place, &letter);
        proptest::prop_assert_eq!(Token::check(&changed, &key, &session, NOW).is_ok(), changed == good);
    }
}
