import { describe, expect, test } from "vitest";
import { checkLanguage, checkPages, checkPublished, checkTitle, publishedOf } from "./check";
import { languageCode } from "./languages";

describe("the fields of a book", () => {
  test("a title is needed", () => {
    expect(checkTitle("  ")).not.toBe("");
    expect(checkTitle("Emma")).toBe("");
  });

  test.each(["", "1999", "1999-06", "1999-06-18", "-0043", "843", "2027"])(
    "%s is a date",
    (text) => {
      expect(checkPublished(text, 2026)).toBe("");
    },
  );

  test.each(["2028", "1999-13", "1999-02-30", "June 1999", "1999-6"])("%s is not", (text) => {
    expect(checkPublished(text, 2026)).not.toBe("");
  });

  test("short years are filled up", () => {
    expect(publishedOf("843")).toBe("0843");
    expect(publishedOf("-43")).toBe("-0043");
    expect(publishedOf("99-06")).toBe("0099-06");
  });

  test("pages are a whole number above zero", () => {
    expect(checkPages("304")).toBe("");
    for (const text of ["0", "-3", "3.5", "many"]) expect(checkPages(text)).not.toBe("");
  });

  test("a language is chosen by name or written as a code", () => {
    expect(languageCode("french")).toBe("fr");
    expect(languageCode("gsw")).toBe("gsw");
    expect(checkLanguage("gsw")).toBe("");
    expect(checkLanguage("not a language")).not.toBe("");
  });
});
