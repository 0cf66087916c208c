//! `npm run bench`: Bookly's figures, each beside what it is measured against in the same run.
//!
//! `npm run bench -- sort windows` takes these parts alone. With `million`, they are taken of 1,000,000
//! books. `--out docs/bench/NAME` writes what was found to two files. Machines are noisy, so a ratio
//! counts, not a time.

mod cache;
mod dice;
mod export;
mod figures;
mod import;
mod machine;
mod parts;
mod raw;
mod start;
mod tongues;
mod words;

use std::{
    collections::HashMap,
    error::Error,
    path::{Path, PathBuf},
    time::Instant,
};

use figures::{Report, Value, thousands};
use machine::About;
use parts::Part;
use start::Home;

type Outcome = Result<(), Box<dyn Error>>;

/// Books in the libraries that figures are taken from.
const BOOKS: u32 = 100_000;
const MILLION: u32 = 1_000_000;
/// What the figures of large libraries are held against, and what growth begins at.
const BASE: u32 = 1_000;

/// What was asked for.
#[derive(Default)]
struct Asked {
    parts: Vec<String>,
    out: Option<PathBuf>,
}

fn main() -> Outcome {
    let mut asked = Asked::default();
    let runtime = tokio::runtime::Runtime::new()?;
    let mut words = std::env::args().skip(1);
    while let Some(word) = words.next() {
        match word.as_str() {
            "--out" => asked.out = Some(words.next().ok_or("--out needs a name")?.into()),
            // The three that other programs ask: a part of the bench, and e2e/million.mjs.
            "--probe" => {
                let library = words.next().ok_or("--probe needs a file")?;
                return runtime.block_on(parts::probe(Path::new(&library)));
            }
            "--home" => {
                let books = words.next().ok_or("--home needs a number")?.parse()?;
                let home = runtime.block_on(Home::of(&cache::folder()?, books))?;
                println!("{}", home.folder.display());
                return Ok(());
            }
            "--about" => {
                println!("{}", serde_json::to_string(&About::now()?)?);
                return Ok(());
            }
            _ => asked.parts.push(word),
        }
    }
    let known = Part::ALL.map(Part::name);
    let others = ["import", "growth", "million"];
    let all = || known.into_iter().chain(others);
    if let Some(unknown) = asked
        .parts
        .iter()
        .find(|part| !all().any(|name| name == part.as_str()))
    {
        let names = all().collect::<Vec<_>>().join(", ");
        return Err(format!("There is no part \"{unknown}\". Parts: {names}, window.").into());
    }
    runtime.block_on(run(&asked))
}

async fn run(asked: &Asked) -> Outcome {
    let started = Instant::now();
    let named = |part: &str| asked.parts.iter().any(|name| name == part);
    let million = named("million");
    let whole = asked.parts.iter().all(|name| name == "million");
    let mut bench = Bench {
        cache: cache::folder()?,
        taken: HashMap::new(),
        report: Report::new()?,
    };
    if named("import") || (whole && !million) {
        import::run(&bench.cache, &mut bench.report).await?;
    }
    let books = if million { MILLION } else { BOOKS };
    if million {
        cache::library(&bench.cache, MILLION).await?;
        let name = "making the library, 1,000,000 books";
        let seconds = cache::made_in(&bench.cache, MILLION)?;
        bench.report.info(
            name,
            seconds,
            "s",
            "import and search index, when it was made",
        );
    }
    for part in Part::ALL {
        if whole || named(part.name()) {
            bench.compare(part, books).await?;
        }
    }
    if named("growth") || whole {
        let sizes: &[u32] = if million {
            &[MILLION]
        } else {
            &[10_000, BOOKS]
        };
        bench.growth(sizes).await?;
    }
    let minutes = started.elapsed().as_secs_f64() / 60.0;
    bench.report.info(
        "this run",
        minutes,
        "min",
        "libraries that were made in it included",
    );
    bench.report.finish(asked.out.as_deref())
}

struct Bench {
    cache: PathBuf,
    taken: HashMap<(Part, u32), Vec<Value>>,
    report: Report,
}

impl Bench {
    /// The figures of a part, taken when they were not yet.
    async fn take(&mut self, part: Part, books: u32) -> Result<Vec<Value>, Box<dyn Error>> {
        if let Some(values) = self.taken.get(&(part, books)) {
            return Ok(values.clone());
        }
        let values = part.measure(&self.cache, books).await?;
        self.taken.insert((part, books), values.clone());
        Ok(values)
    }

    /// Notes the figures of a part beside those of a small library.
    async fn compare(&mut self, part: Part, books: u32) -> Outcome {
        let base = self.take(part, BASE).await?;
        let values = self.take(part, books).await?;
        for (value, base) in values.iter().zip(&base) {
            self.report.compare(books, value, BASE, base);
        }
        Ok(())
    }

    /// Notes how many times each figure grows while the library grows from 1,000 books to these sizes.
    async fn growth(&mut self, sizes: &[u32]) -> Outcome {
        for part in Part::ALL {
            let base = self.take(part, BASE).await?;
            for &books in sizes {
                let times = f64::from(books / BASE);
                for (value, base) in self.take(part, books).await?.iter().zip(&base) {
                    if matches!(value.unit, "x" | "")
                        || value.name.contains("max")
                        || base.amount <= 0.0
                    {
                        continue;
                    }
                    let name = format!("growth of {} to {} books", value.name, thousands(books));
                    let against = format!("the library grows {times:.0}x");
                    self.report
                        .info(&name, value.amount / base.amount, "x", &against);
                }
            }
        }
        Ok(())
    }
}
