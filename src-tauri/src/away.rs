//! Hears from the desktop that nobody is there: the computer goes to sleep, or its screen is locked.
//!
//! Each bus is listened to on a thread of its own, outside the runtime of the commands. Where there is no
//! bus, or nobody on it who says so, the thread ends, and Bookly locks after the time that was chosen.

use std::thread;

use zbus::{MatchRule, Message, blocking::Connection, blocking::MessageIterator, message::Type};

/// Who says it, by what, and what it has to say.
struct Signal {
    interface: &'static str,
    member: &'static str,
    /// Says "now" by true and "over" by false.
    has_flag: bool,
}

const OF_THE_SYSTEM: [Signal; 2] = [
    Signal {
        interface: "org.freedesktop.login1.Manager",
        member: "PrepareForSleep",
        has_flag: true,
    },
    Signal {
        interface: "org.freedesktop.login1.Session",
        member: "Lock",
        has_flag: false,
    },
];
const OF_THE_SESSION: [Signal; 2] = [
    Signal {
        interface: "org.freedesktop.ScreenSaver",
        member: "ActiveChanged",
        has_flag: true,
    },
    Signal {
        interface: "org.gnome.ScreenSaver",
        member: "ActiveChanged",
        has_flag: true,
    },
];

/// Calls back whenever nobody is there any more, for as long as the program runs.
pub(crate) fn listen(gone: impl Fn() + Clone + Send + 'static) {
    let of_the_session = gone.clone();
    thread::spawn(move || follow(Connection::system, &OF_THE_SYSTEM, &gone));
    thread::spawn(move || follow(Connection::session, &OF_THE_SESSION, &of_the_session));
}

fn follow(
    connect: impl Fn() -> zbus::Result<Connection>,
    signals: &'static [Signal],
    gone: &(impl Fn() + Clone + Send + 'static),
) {
    let Ok(bus) = connect() else {
        return;
    };
    let followers: Vec<_> = signals
        .iter()
        .filter_map(|signal| {
            let rule = MatchRule::builder()
                .msg_type(Type::Signal)
                .interface(signal.interface)
                .and_then(|rule| rule.member(signal.member))
                .ok()?
                .build();
            let messages = MessageIterator::for_match_rule(rule, &bus, None).ok()?;
            let gone = gone.clone();
            Some(thread::spawn(move || {
                for message in messages.flatten() {
                    if signal.says_gone(&message) {
                        gone();
                    }
                }
            }))
        })
        .collect();
    for follower in followers {
        let _ = follower.join();
    }
}

impl Signal {
    fn says_gone(&self, message: &Message) -> bool {
        !self.has_flag || message.body().deserialize::<bool>().unwrap_or(false)
    }
}
