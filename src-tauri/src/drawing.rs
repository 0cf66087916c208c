//! How the window is drawn where no graphics card helps.

use std::{env, fs, os::unix::process::CommandExt, process::Command, thread};

/// Makes `WebKitGTK` paint with the processor alone.
const BY_PROCESSOR: &str = "WEBKIT_SKIA_ENABLE_CPU_RENDERING";

/// How many threads Mesa plays a graphics card with besides the one that asks; as many as there are processors, unless
/// told.
const PLAYED_BY: &str = "LP_NUM_THREADS";

/// Where the system keeps its graphics cards, those that can draw as `renderD128` and so on.
const CARDS: &str = "/dev/dri";

/// Begins the program anew where there is no graphics card, with other ways to draw. As they come, painting goes through
/// a graphics card that all processors play together, and whoever types waits for them: the first frame with the books
/// of a letter takes nearly twice as long. Both ways are told by the environment alone, and a program's own may not be
/// changed once it has threads.
pub fn choose() {
    if has_card() || env::var_os(BY_PROCESSOR).is_some() {
        return;
    }
    let processors = thread::available_parallelism().map_or(1, usize::from);
    let players = (processors / 2).saturating_sub(1);
    if let Ok(program) = env::current_exe() {
        let _why_not = Command::new(program)
            .args(env::args_os().skip(1))
            .env(BY_PROCESSOR, "1")
            .env(PLAYED_BY, players.to_string())
            .exec(); // comes back only when it failed: then it is drawn more slowly
    }
}

fn has_card() -> bool {
    let Ok(cards) = fs::read_dir(CARDS) else {
        return false;
    };
    let draws = |name: &str| name.starts_with("renderD");
    cards
        .flatten()
        .any(|card| card.file_name().to_str().is_some_and(draws))
}
