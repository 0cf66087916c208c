// `npm run fuzz -- --minutes 10 [target]`: bytes that nobody thought of, for every reader of bytes from outside.
// It needs a nightly compiler and nothing else: the flags below are what `cargo fuzz` would set.
import { spawnSync } from "node:child_process";
import { mkdirSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { answer, main, root, run, Stop } from "./lib/run.mjs";
import { setUp } from "./lib/setup.mjs";

const folder = join(root, "fuzz");
const targets = readdirSync(join(folder, "targets")).map((file) => file.replace(/\.rs$/, ""));

// A crash, an input that takes longer than this, or more memory ends the run.
const limits = { seconds: 10, mebibytes: 512 };

const flags = [
  "--cfg fuzzing",
  "-Cpasses=sancov-module",
  "-Cllvm-args=-sanitizer-coverage-level=4",
  "-Cllvm-args=-sanitizer-coverage-inline-8bit-counters",
  "-Cllvm-args=-sanitizer-coverage-pc-table",
  "-Cllvm-args=-sanitizer-coverage-trace-compares",
  "-Ccodegen-units=1",
].join(" ");

await main(() => {
  const { minutes, wanted } = read(process.argv.slice(2));
  setUp();
  const host = /^host: (.+)$/m.exec(answer("rustc", ["+nightly", "-vV"]) ?? "")?.[1];
  if (!host)
    throw new Stop(
      "Fuzzing needs a nightly compiler: rustup toolchain install nightly --profile minimal",
    );
  // Naming the target keeps the flags away from build scripts.
  const built = join(process.env.CARGO_TARGET_DIR ?? join(folder, "target"), "fuzz");
  run(
    "cargo",
    ["+nightly", "build", "--release", "--locked", "--target", host, "--target-dir", built],
    {
      cwd: folder,
      env: { RUSTFLAGS: flags },
    },
  );
  const broken = wanted.filter(
    (target) => !fuzz(join(built, host, "release", target), target, minutes),
  );
  if (broken.length > 0)
    throw new Stop(
      `Broken: ${broken.join(", ")}. The input lies in fuzz/artifacts; keep it in fuzz/corpus under a name that says what it is.`,
    );
});

function read(asked) {
  const at = asked.indexOf("--minutes");
  const minutes = at < 0 ? 1 : Number(asked[at + 1]);
  const wanted = asked.filter((_, place) => at < 0 || (place !== at && place !== at + 1));
  const unknown = wanted.find((target) => !targets.includes(target));
  if (unknown || !(minutes > 0))
    throw new Stop(
      `Usage: npm run fuzz -- [--minutes N] [target …]. Targets: ${targets.join(", ")}.`,
    );
  return { minutes, wanted: wanted.length > 0 ? wanted : targets };
}

function fuzz(program, target, minutes) {
  console.log(`\n== ${target}, ${minutes} min ==`);
  const [found, artifacts] = ["found", "artifacts"].map((name) => join(folder, name, target));
  for (const place of [found, artifacts]) mkdirSync(place, { recursive: true });
  const options = [
    `-max_total_time=${Math.round(minutes * 60)}`,
    `-timeout=${limits.seconds}`,
    `-rss_limit_mb=${limits.mebibytes}`,
    "-max_len=65536",
    "-len_control=50",
    "-print_final_stats=1",
    `-artifact_prefix=${artifacts}/`,
  ];
  // New inputs go to the first folder; the second is the kept corpus.
  const done = spawnSync(program, [...options, found, join(folder, "corpus", target)], {
    encoding: "utf8",
    maxBuffer: 256 * 1024 * 1024,
  });
  const said = done.stderr ?? "";
  const stats = said.match(/^stat::.*$/gm) ?? [];
  const coverage = said.match(/cov: \d+ ft: \d+/g)?.at(-1) ?? "";
  console.log([...stats, coverage].join("\n"));
  if (done.status !== 0) console.log(said.split("\n").slice(-60).join("\n"));
  return done.status === 0;
}
