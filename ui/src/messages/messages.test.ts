// @vitest-environment node
import { IntlMessageFormat } from "intl-messageformat";
import { describe, expect, it } from "vitest";
import bindings from "../bindings.ts?raw";
import { failureText, type MessageKey, parts, t } from ".";
import { en } from "./en";

const sources = import.meta.glob<string>(["../**/*.{ts,svelte}", "!../**/*.test.ts", "!./en*.ts"], {
  query: "?raw",
  import: "default",
  eager: true,
});
const code = Object.values(sources).join("\n");
const keys = Object.keys(en) as MessageKey[];
/** Keys put together at run time, such as `error.${code}`. */
const prefixes = [...code.matchAll(/`([\w.]+[._])\$\{/g)].map(([, prefix]) => prefix ?? "");

describe("the catalogue", () => {
  it.each(keys)("has words that parse for %s", (key) => {
    expect(en[key]).not.toBe("");
    expect(() => new IntlMessageFormat(en[key], "en")).not.toThrow();
  });

  it("has no text nobody shows", () => {
    const unused = keys.filter(
      (key) => !code.includes(`"${key}"`) && !prefixes.some((prefix) => key.startsWith(prefix)),
    );
    expect(unused).toEqual([]);
  });

  it("has every text that is asked for", () => {
    const asked = [...code.matchAll(/\bt\(\s*"([^"]+)"/g)].map(([, key]) => key);
    expect(asked.length).toBeGreaterThan(50);
    expect(asked.filter((key) => key && !(key in en))).toEqual([]);
  });

  it("has words for every failure", () => {
    const union = /export type ErrorCode =([^;]+);/.exec(bindings)?.[1] ?? "";
    const codes = [...union.matchAll(/"(\w+)"/g)].map(([, name]) => name);
    expect(codes.length).toBeGreaterThan(30);
    expect(codes.filter((name) => !(`error.${name}` in en))).toEqual([]);
  });

  it("has words for every change, done and undone", () => {
    const union = /export type ChangeKind =([^;]+);/.exec(bindings)?.[1] ?? "";
    const kinds = [...union.matchAll(/"(\w+)"/g)].map(([, name]) => name);
    expect(kinds.length).toBeGreaterThan(5);
    expect(kinds.filter((kind) => !(`change.${kind}` in en && `undone.${kind}` in en))).toEqual([]);
  });

  it("never shouts", () => {
    expect(keys.filter((key) => en[key].includes("!"))).toEqual([]);
  });
});

describe("a failure", () => {
  it("is told in the catalogue's words", () => {
    const failure = { code: "account_exists", message: "x", field: null } as const;
    expect(failureText(failure)).toBe("User Account Already Exists");
  });

  it("is told in its own words when its code is unknown", () => {
    const failure = { code: "from_the_future" as "internal", message: "New trouble.", field: null };
    expect(failureText(failure)).toBe("New trouble.");
  });
});

it("sets values apart from the words around them", () => {
  expect(parts("none.spelling", { used: "ishiguro" }, { count: 7 })).toEqual([
    { text: "Did you mean ", value: false },
    { text: "ishiguro", value: true },
    { text: " (7 books)?", value: false },
  ]);
});

it("sets values into a sentence", () => {
  expect(t("account.signed_in", { username: "ilse" })).toBe("Signed in as ilse");
});
