import { describe, expect, test } from "vitest";
import { clothOf, coverDesign, firstLetter, hash } from "./covers";

describe("a generated cover", () => {
  test("is the same for the same book, today and later", () => {
    expect(hash("")).toBe(hash(""));
    const design = coverDesign("Piranesi", "Susanna Clarke");
    expect(design).toEqual(coverDesign("Piranesi", "Susanna Clarke"));
    expect({
      cloth: design.cloth,
      layout: design.layout,
      seed: design.seed,
    }).toMatchInlineSnapshot(`
      {
        "cloth": 4,
        "layout": "rules",
        "seed": 1774964160,
      }
    `);
  });

  test("has the same cloth where it is tiny", () => {
    expect(clothOf("Piranesi", "Susanna Clarke")).toBe(4);
  });

  test("differs between authors of one title", () => {
    const seeds = new Set(["A", "B", "C", "D"].map((author) => coverDesign("Poems", author).seed));
    expect(seeds.size).toBe(4);
  });

  test("uses every cloth and every layout", () => {
    const designs = Array.from({ length: 2000 }, (_, i) =>
      coverDesign(`Book ${i}`, `Author ${i % 97}`),
    );
    expect(new Set(designs.map((d) => d.cloth)).size).toBe(14);
    expect(new Set(designs.map((d) => d.layout)).size).toBe(6);
  });

  test("sets Chinese and Japanese on a slip, Korean like the rest", () => {
    expect(coverDesign("雪国", "川端康成").layout).toBe("slip");
    expect(coverDesign("三体", "刘慈欣").layout).toBe("slip");
    expect(coverDesign("채식주의자", "한강").layout).not.toBe("slip");
    expect(coverDesign("吾輩は猫である", "夏目漱石").longSlip).toBe(true);
  });

  test("binds right-to-left titles on the right", () => {
    expect(coverDesign("موسم الهجرة إلى الشمال", "الطيب صالح").rtl).toBe(true);
    expect(coverDesign("סיפור על אהבה וחושך", "עמוס עוז").rtl).toBe(true);
    expect(coverDesign("Solaris", "Stanisław Lem").rtl).toBe(false);
  });

  test("makes long words and long titles smaller", () => {
    const sizes = ["l", "m", "s", "xs", "xxs"];
    const short = sizes.indexOf(coverDesign("Emma", "").fit);
    const long = sizes.indexOf(coverDesign("Donaudampfschifffahrtsgesellschaft", "").fit);
    expect(long).toBeGreaterThan(short);
    expect(coverDesign(`${"word ".repeat(40)}`, "").fit).toBe("xxs");
  });

  test("takes the first letter as people see it", () => {
    expect(firstLetter("गोदान")).toBe("गो");
    expect(firstLetter("İnce Memed")).toBe("İ");
    expect(firstLetter("Émile")).toBe("É");
    expect(firstLetter("E\u0301mile")).toBe("E\u0301");
    expect(firstLetter("Q")).toBe("Q");
    expect(firstLetter("")).toBe("");
  });
});
