//! What the web view is told before it begins: how it draws where no graphics card helps, and how much memory it fills
//! before it looks for what is no longer needed.

use std::{env, fs, os::unix::process::CommandExt, process::Command, thread};

/// Makes `WebKitGTK` paint with the processor alone.
const BY_PROCESSOR: &str = "WEBKIT_SKIA_ENABLE_CPU_RENDERING";

/// How many threads Mesa plays a graphics card with besides the one that asks; as many as there are processors, unless
/// told.
const PLAYED_BY: &str = "LP_NUM_THREADS";

/// Where the system keeps its graphics cards, those that can draw as `renderD128` and so on.
const CARDS: &str = "/dev/dri";

/// Where the memory is collected. What the page really holds stays below 10 MiB however long it is scrolled; as it comes,
/// the collector of a computer with 16 GiB lets that become 100 MiB before it looks at all of it. With these it looks
/// when the page has half as much again.
const COLLECTING: [(&str, &str); 3] = [
    ("JSC_largeHeapSize", "4194304"), // bytes: what may be filled at the least
    ("JSC_aggressiveHeapThresholdInMB", "1048576"), // a computer with so much memory lets it grow threefold
    ("JSC_smallHeapGrowthFactor", "1.5"),           // all others
];

/// Begins the program anew with what is not told yet; what the person has set stays. All of it is told by the environment
/// alone, and a program's own may not be changed once it has threads.
pub fn instruct() {
    let untold: Vec<_> = COLLECTING
        .map(|(name, value)| (name, value.to_owned()))
        .into_iter()
        .chain(drawing())
        .filter(|(name, _)| env::var_os(name).is_none())
        .collect();
    if untold.is_empty() {
        return;
    }
    if let Ok(program) = env::current_exe() {
        let _why_not = Command::new(program)
            .args(env::args_os().skip(1))
            .envs(untold)
            .exec(); // comes back only when it failed: then it is slower and takes more memory
    }
}

/// Other ways to draw where there is no graphics card. As they come, painting goes through a graphics card that all
/// processors play together, and whoever types waits for them: the first frame with the books of a letter takes nearly
/// twice as long.
fn drawing() -> Vec<(&'static str, String)> {
    if has_card() || env::var_os(BY_PROCESSOR).is_some() {
        return Vec::new();
    }
    let processors = thread::available_parallelism().map_or(1, usize::from);
    let players = (processors / 2).saturating_sub(1);
    vec![
        (BY_PROCESSOR, "1".to_owned()),
        (PLAYED_BY, players.to_string()),
    ]
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
