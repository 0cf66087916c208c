// @vitest-environment node
import { describe, expect, it } from "vitest";

const read = (files: Record<string, string>) => Object.entries(files);
const sheets = read(
  import.meta.glob<string>("./*.css", { query: "?raw", import: "default", eager: true }),
);
const components = read(
  import.meta.glob<string>("../**/*.svelte", { query: "?raw", import: "default", eager: true }),
);
const tokens = sheets.find(([name]) => name === "./tokens.css")?.[1] ?? "";
const withoutComments = (css: string) => css.replace(/\/\*[\s\S]*?\*\//g, "");

describe.each(sheets.filter(([name]) => name !== "./tokens.css"))("%s", (name, source) => {
  const css = withoutComments(source);

  it("takes every colour and duration from tokens.css", () => {
    expect(
      css.match(/#[0-9a-f]{3,8}\b|\b(?:rgba?|hsla?|oklch)\(|(?<![\w-])\d*\.?\d+m?s\b/gi) ?? [],
    ).toEqual([]);
  });

  it("uses only tokens that exist", () => {
    const used = [...css.matchAll(/var\((--[\w-]+)/g)].map(([, token]) => token ?? "");
    // Set by a style sheet, or by a component through `style:--name`.
    const own = (token: string) =>
      sheets.some(([, sheet]) => sheet.includes(`${token}:`)) ||
      components.some(([, component]) => component.includes(`style:${token}=`));
    expect(used.filter((token) => !own(token))).toEqual([]);
  });

  it("uses nothing older web views lack", () => {
    expect(
      css.match(
        /light-dark\(|backdrop-filter|content-visibility|scrollbar-(gutter|color)|field-sizing/,
      ),
    ).toBeNull();
  });

  // The web view keeps each style of a row with properties of its own for good, see docs/decisions/0015.
  it("gives no row properties of its own", () => {
    const own = /\.(?:row|td|tiny|dye-\d+)(?![\w-])[^{}]*\{[^}]*[\s;{]--[\w-]+\s*:/g;
    expect(css.match(own) ?? []).toEqual([]);
  });

  // Every element would be looked at for its three styles, with each change of one.
  it("gives no pseudo-element to everything", () => {
    expect(css.match(/(?:^|[\s,>+~])\*?::?(?:before|after)/g) ?? []).toEqual([]);
  });

  // Generated covers are bound left or right by the script of the book, whatever Bookly's language.
  it.skipIf(/covers|cover-layouts|spines/.test(name))(
    "turns with the direction of the text",
    () => {
      const physical =
        /(?:^|[\s;{])(?:(?:margin|padding|border)-(?:left|right)|left|right|text-align:\s*(?:left|right)|float)\s*:/gm;
      expect(css.match(physical) ?? []).toEqual([]);
    },
  );
});

// `style:name={…}` is fine: Svelte sets it through the CSSOM.
it.each(components)("%s keeps to the content security policy", (_, source) => {
  expect(source).not.toMatch(/\sstyle=|\{@html|<style|javascript:/);
});

type Theme = Record<string, string>;

/** The tokens of a theme; dark says only what differs. */
function theme(name: "light" | "dark"): Theme {
  const [light = "", dark = ""] = tokens.split(':root[data-theme="dark"]');
  const read = (css: string) =>
    Object.fromEntries(
      [...css.matchAll(/(--[\w-]+):\s*(#[0-9a-f]{6})/g)].map(([, k, v]) => [k, v]),
    );
  const darkOnly = dark.slice(0, dark.indexOf("\n}"));
  return name === "light" ? read(light) : { ...read(light), ...read(darkOnly) };
}

function luminance(hex: string): number {
  const [r = 0, g = 0, b = 0] = [1, 3, 5].map((at) => {
    const part = Number.parseInt(hex.slice(at, at + 2), 16) / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

function contrast(colours: Theme, one: string, two: string): number {
  const [dark = 0, light = 0] = [one, two]
    .map((token) => luminance(colours[token] ?? "#808080"))
    .sort((a, b) => a - b);
  return (light + 0.05) / (dark + 0.05);
}

const grounds = ["--c-surface", "--c-canvas", "--c-sidebar", "--c-sunken", "--c-raised"];
const textPairs = [
  ...grounds.flatMap((ground) => [
    ["--c-text", ground],
    ["--c-text-2", ground],
    ["--c-text-3", ground],
    ["--c-accent-text", ground],
  ]),
  ["--c-on-accent", "--c-accent"],
  ["--c-danger", "--c-surface"],
  ["--c-danger", "--c-canvas"],
  ["--c-danger", "--c-danger-soft"],
  ["--c-warn", "--c-canvas"],
  ["--c-text", "--c-gilt-soft"],
  ["--c-text", "--c-accent-soft"],
  ["--c-on-toast", "--c-toast"],
  ["--c-toast-action", "--c-toast"],
  ["--c-on-brandwall-2", "--c-brandwall"],
  ...Array.from({ length: 14 }, (_, at) => [`--ink-${at}`, `--cloth-${at}`]),
] as [string, string][];
const shapePairs = [
  ["--c-line-strong", "--c-surface"],
  ["--c-line-strong", "--c-canvas"],
  ["--c-focus", "--c-surface"],
  ["--c-focus", "--c-canvas"],
  ["--c-gilt", "--c-surface"],
] as [string, string][];

describe.each(["light", "dark"] as const)("in the %s theme", (name) => {
  const colours = theme(name);
  it.each(textPairs)("%s is readable on %s", (ink, ground) => {
    expect(contrast(colours, ink, ground)).toBeGreaterThanOrEqual(4.5);
  });
  it.each(shapePairs)("%s can be told from %s", (shape, ground) => {
    expect(contrast(colours, shape, ground)).toBeGreaterThanOrEqual(3);
  });
});
