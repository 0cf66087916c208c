//! A keyring that does wrong, for the session bus of a test: `keyring-stub hang|die|lie|prompt|nonsense`.
//! It says `ready` when it can be asked, and stays until it is ended.
//!
//! `hang`      takes every question and never answers
//! `die`       ends with the first question
//! `lie`       takes every secret, and gives another one back
//! `prompt`    is locked, and the prompt that would unlock it never comes to an end
//! `nonsense`  answers with something of another kind
#![expect(clippy::print_stdout, reason = "whoever starts it waits for its word")]

#[cfg(not(target_os = "linux"))]
fn main() {}

#[cfg(target_os = "linux")]
fn main() -> Result<(), Box<dyn std::error::Error>> {
    stub::run(&std::env::args().nth(1).unwrap_or_default())
}

#[cfg(target_os = "linux")]
mod stub {
    use std::{collections::HashMap, error::Error, process};

    use zbus::{
        blocking::{Connection, MessageIterator},
        message::{Message, Type},
        zvariant::{ObjectPath, OwnedObjectPath, Value},
    };

    const NAME: &str = "org.freedesktop.secrets";
    const COLLECTION: &str = "/org/freedesktop/secrets/collection/login";
    const ITEM: &str = "/org/freedesktop/secrets/collection/login/1";
    const SESSION: &str = "/org/freedesktop/secrets/session/1";
    const PROMPT: &str = "/org/freedesktop/secrets/prompt/1";
    const NONE: &str = "/";

    type Answer = Result<(), Box<dyn Error>>;

    pub fn run(how: &str) -> Answer {
        let bus = Connection::session()?;
        let questions = MessageIterator::from(&bus);
        bus.request_name(NAME)?;
        println!("ready");
        for question in questions {
            let question = question?;
            let header = question.header();
            if header.message_type() != Type::MethodCall {
                continue;
            }
            let member = header.member().map(|name| name.as_str().to_owned());
            let member = member.unwrap_or_default();
            match how {
                "hang" => {}
                "die" => process::exit(1),
                "nonsense" => bus.reply(&header, &vec![(7_u64, "what?")])?,
                _ => answer(&bus, &question, &member, how == "prompt")?,
            }
        }
        Ok(())
    }

    fn path(path: &'static str) -> OwnedObjectPath {
        ObjectPath::from_static_str_unchecked(path).into()
    }

    fn answer(bus: &Connection, question: &Message, member: &str, locked: bool) -> Answer {
        let header = question.header();
        let prompt = path(if locked { PROMPT } else { NONE });
        match member {
            // Any number will do for the other half of a key that nothing is ever read with.
            "OpenSession" => bus.reply(&header, &(Value::from(vec![2_u8; 128]), path(SESSION)))?,
            "ReadAlias" => bus.reply(&header, &path(COLLECTION))?,
            "SearchItems" => {
                let (items, none) = (vec![path(ITEM)], Vec::<OwnedObjectPath>::new());
                let found = if locked { (none, items) } else { (items, none) };
                bus.reply(&header, &found)?;
            }
            "Unlock" => bus.reply(&header, &(Vec::<OwnedObjectPath>::new(), prompt))?,
            "CreateItem" => bus.reply(&header, &(path(ITEM), prompt))?,
            "GetSecret" => {
                let secret = (path(SESSION), vec![1_u8; 16], vec![2_u8; 32], "text/plain");
                bus.reply(&header, &(secret,))?;
            }
            "Get" => bus.reply(&header, &Value::from(locked))?,
            "GetAll" => bus.reply(&header, &HashMap::from([("Locked", Value::from(locked))]))?,
            "Delete" => bus.reply(&header, &path(NONE))?,
            // Of the prompt, too: it is shown, and says nothing more.
            _ => bus.reply(&header, &())?,
        }
        Ok(())
    }
}
