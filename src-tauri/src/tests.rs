//! The door: its shape, its list of commands, and the TypeScript written from it.

use std::{
    collections::BTreeSet, convert::Infallible, env, fs, future::pending, path::Path, sync::mpsc,
    time::Duration,
};

use bookly_core::{Damaged, Error, Locked};
use specta_typescript::Typescript;
use tauri_specta::{Builder, ErrorHandlingMode, collect_commands};

use crate::{
    commands::with_commands,
    error::{DoorError, Failure},
    in_time,
    state::LibraryChanged,
};

const BINDINGS: &str = "ui/src/bindings.ts";

#[test]
fn a_failure_crosses_as_code_message_and_field() {
    let crossed = |failure: Failure| serde_json::to_value(failure).unwrap();
    assert_eq!(
        crossed(Error::AccountExists("email").into()),
        serde_json::json!({ "code": "account_exists", "message": "User Account Already Exists", "field": "email" })
    );
    assert_eq!(
        crossed(DoorError::ImportHandleGone.into()),
        serde_json::json!({ "code": "import_handle_gone", "message": "Choose the file again.", "field": null })
    );
}

#[test]
fn the_program_ends_also_when_its_last_work_does_not() {
    let end = |work| tauri::async_runtime::block_on(in_time(Duration::from_millis(50), work));
    let never = Box::pin(pending::<Result<(), Infallible>>());
    assert_eq!(end(never as Work), Err("it took too long"));

    let (let_go, stuck) = mpsc::channel::<()>();
    let blocked = Box::pin(async move {
        let _ = stuck.recv(); // a lock that is never given back
        Ok(())
    });
    assert_eq!(end(blocked), Err("it took too long"));
    drop(let_go);
    assert_eq!(end(Box::pin(async { Ok(()) })), Ok(()));
}

type Work = std::pin::Pin<Box<dyn Future<Output = Result<(), Infallible>> + Send>>;

#[test]
fn h10_the_window_may_call_our_commands_and_nothing_else() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let capability = fs::read_to_string(root.join("src-tauri/capabilities/main.json")).unwrap();
    let capability: serde_json::Value = serde_json::from_str(&capability).unwrap();
    let allowed: BTreeSet<String> = capability["permissions"]
        .as_array()
        .unwrap()
        .iter()
        .map(|permission| permission.as_str().unwrap().to_owned())
        .filter(|permission| !permission.starts_with("core:event:"))
        .collect();
    let ours: BTreeSet<String> = with_commands!(stringify)
        .split(',')
        .filter_map(|path| path.rsplit("::").next())
        .map(|name| format!("allow-{}", name.trim().replace('_', "-")))
        .filter(|name| name != "allow-")
        .collect();
    assert_eq!(allowed, ours);
}

/// To the letter: whoever loosens it must come here and say why.
#[test]
fn h02_the_pages_run_nothing_but_themselves() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let config = fs::read_to_string(root.join("tauri.conf.json")).unwrap();
    let config: serde_json::Value = serde_json::from_str(&config).unwrap();
    let security = &config["app"]["security"];
    assert_eq!(
        security["csp"],
        "default-src 'none'; script-src 'self'; style-src 'self'; \
         img-src 'self' cover: http://cover.localhost; font-src 'self'; \
         connect-src ipc: http://ipc.localhost; base-uri 'none'; form-action 'none'; \
         frame-ancestors 'none'; object-src 'none'"
    );
    assert_eq!(security["freezePrototype"], true);
    assert_eq!(security["capabilities"], serde_json::json!(["main"]));
    for absent in [
        "devCsp",
        "dangerousDisableAssetCspModification",
        "assetProtocol",
    ] {
        assert!(security.get(absent).is_none(), "{absent}");
    }
}

#[test]
fn a_wrong_password_crosses_with_the_tries_that_are_left() {
    let tries = bookly_core::Tries {
        failures: 6,
        left: 0,
        wait: 2,
        whole_wait: 2,
    };
    let crossed = serde_json::to_value(Failure::from(Error::PasswordWrong(tries))).unwrap();
    assert_eq!(crossed["code"], "password_wrong");
    assert_eq!(
        crossed["tries"],
        serde_json::json!({ "failures": 6, "left": 0, "wait": 2, "wholeWait": 2 })
    );
}

/// `npm run bindings` writes the file; this test says when it must be run.
#[test]
fn the_typescript_bindings_are_fresh() {
    let builder = Builder::<tauri::Wry>::new()
        .commands(with_commands!(collect_commands))
        .typ::<LibraryChanged>()
        .typ::<Locked>()
        .typ::<Damaged>()
        .typ::<Failure>()
        .typ::<crate::home::Refusal>()
        .error_handling(ErrorHandlingMode::Throw)
        .dangerously_cast_bigints_to_number() // ids and times are far below 2^53
        .disable_serde_phases();
    let made = env::temp_dir().join(format!("bookly-bindings-{}.ts", std::process::id()));
    builder.export(Typescript::default(), &made).unwrap();
    let fresh = fs::read_to_string(&made).unwrap();
    fs::remove_file(&made).unwrap();

    let committed = Path::new(env!("CARGO_MANIFEST_DIR")).join(BINDINGS);
    if env::var_os("BOOKLY_WRITE_BINDINGS").is_some() {
        fs::write(&committed, &fresh).unwrap();
    }
    assert_eq!(
        fs::read_to_string(committed).unwrap(),
        fresh,
        "run `npm run bindings`"
    );
}
