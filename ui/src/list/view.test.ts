import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { type BookRow, commands, type ViewAnswer } from "../api";
import { PAGE, REST_MS } from "./pages";
import { BookView } from "./view.svelte";

vi.mock("../api", async (original) => ({
  ...(await original<typeof import("../api")>()),
  commands: { viewOpen: vi.fn(), viewWindow: vi.fn(), viewPosition: vi.fn() },
}));

const query = (text: string) => ({
  text,
  place: { kind: "all" } as const,
  sort: [],
  asTyped: false,
  longTexts: false,
});
const row = (id: number) => ({ id, title: `Book ${id}` }) as BookRow;
/** Rows that come with a view: less than a page. */
const FIRST = 50;
const view = (id: number, total: number): ViewAnswer => ({
  kind: "view",
  id,
  total,
  of: total,
  ready: true,
  tookMs: 1,
  corrections: [],
  longTextsLeft: false,
  first: Array.from({ length: Math.min(FIRST, total) }, (_, i) => row(id * 1000 + i)),
});

/** A promise to keep when the test says so. */
function later<T>() {
  let keep: (value: T) => void = () => {};
  const promise = new Promise<T>((resolve) => (keep = resolve));
  return { promise, keep };
}
const settled = (ms = 0) => new Promise((resolve) => setTimeout(resolve, ms));

beforeEach(() => {
  vi.resetAllMocks();
  vi.mocked(commands.viewWindow).mockImplementation(async (id, start, len) =>
    Array.from({ length: len }, (_, i) => row(id * 1000 + start + i)),
  );
});

// What a list would still read ahead must not be taken for the next one's.
afterEach(() => settled(REST_MS));

describe("a view", () => {
  test("keeps the order of its rows until those of the next question are there", async () => {
    const [byTitle, byMatch] = [
      [{ by: "title", descending: false } as const],
      [{ by: "match", descending: false } as const],
    ];
    vi.mocked(commands.viewOpen).mockResolvedValueOnce(view(1, 1000));
    const books = new BookView(() => {});
    await books.open({ ...query(""), sort: byTitle });
    const answer = later<ViewAnswer>();
    vi.mocked(commands.viewOpen).mockReturnValueOnce(answer.promise);
    const asked = books.open({ ...query("a"), sort: byMatch });
    expect(books.sort).toEqual(byTitle);
    answer.keep(view(2, 10));
    await asked;
    expect(books.sort).toEqual(byMatch);
  });

  test("reads the rest of its first page when that is seen", async () => {
    vi.mocked(commands.viewOpen).mockResolvedValue(view(1, 1000));
    const books = new BookView(() => {});
    await books.open(query(""));
    books.show({ first: 0, last: FIRST - 1 });
    expect(books.row(FIRST - 1)?.id).toBe(1000 + FIRST - 1);
    books.show({ first: 10, last: FIRST + 9 });
    await settled();
    expect(books.row(FIRST + 9)?.id).toBe(1000 + FIRST + 9);
  });

  test("drops the late answer to an old question", async () => {
    const slow = later<ViewAnswer>();
    vi.mocked(commands.viewOpen)
      .mockReturnValueOnce(slow.promise)
      .mockResolvedValueOnce(view(2, 5));
    const books = new BookView(() => {});
    const first = books.open(query("a"));
    await books.open(query("ab"));
    slow.keep(view(1, 99));
    expect(await first).toBe(false);
    expect(books.total).toBe(5);
    expect(books.row(0)?.id).toBe(2000);
  });

  test("keeps the old rows until the new ones are there", async () => {
    const slow = later<ViewAnswer>();
    vi.mocked(commands.viewOpen)
      .mockResolvedValueOnce(view(1, 10))
      .mockReturnValueOnce(slow.promise);
    const books = new BookView(() => {});
    await books.open(query(""));
    void books.open(query("x"));
    expect(books.row(0)?.id).toBe(1000);
    slow.keep(view(2, 3));
    await settled();
    expect(books.row(0)?.id).toBe(2000);
  });

  describe("that is dragged", () => {
    /** Reads that wait until the test answers them, in the order they were asked. */
    async function dragged() {
      vi.mocked(commands.viewOpen).mockResolvedValue(view(1, 1_000_000));
      const answers: (() => Promise<void>)[] = [];
      vi.mocked(commands.viewWindow).mockImplementation((id, start, len) => {
        const { promise, keep } = later<BookRow[]>();
        answers.push(async () => {
          keep(Array.from({ length: len }, (_, i) => row(id * 1000 + start + i)));
          await settled();
        });
        return promise;
      });
      const books = new BookView(() => {});
      await books.open(query(""));
      const asked = () => vi.mocked(commands.viewWindow).mock.calls.map(([, start]) => start);
      const to = (at: number) => books.show({ first: at, last: at + 20 });
      return { books, answers, asked, to };
    }

    test("asks for the newest place at once, while the one before is being read", async () => {
      const { asked, to } = await dragged();
      to(500_000);
      to(700_000);
      expect(asked()).toEqual([500_000, 700_000]);
    });

    test("leaves out the places that were passed while two are being read", async () => {
      const { books, answers, asked, to } = await dragged();
      for (let at = 1000; at <= 900_000; at += 1000) to(at);
      expect(asked()).toEqual([1000, 2000]);
      await answers[0]?.();
      expect(asked()).toEqual([1000, 2000, 900_000]);
      await answers[2]?.();
      expect(books.row(900_010)?.id).toBe(901_010);
      expect(books.row(500_000)).toBeUndefined();
    });

    test("reads what is around only once what is seen is here, first where it goes to", async () => {
      const { answers, asked, to } = await dragged();
      to(500_070);
      await answers[0]?.();
      expect(asked()).toEqual([500_000]);
      await settled(REST_MS);
      expect(asked()).toEqual([500_000, 500_100]);
      to(600_000);
      expect(asked().at(-1)).toBe(600_000);
    });

    test("reads nothing ahead for a list that another one took the place of", async () => {
      const { books, asked } = await dragged();
      books.show({ first: 0, last: FIRST - 1 });
      vi.mocked(commands.viewOpen).mockResolvedValue(view(2, 5));
      await books.open(query("a"));
      await settled(2 * REST_MS);
      expect(asked()).toEqual([]);
    });

    test("reads all that is seen with one question", async () => {
      const { books, asked } = await dragged();
      books.show({ first: 450, last: 690 });
      expect(vi.mocked(commands.viewWindow).mock.calls).toEqual([[1, 400, 3 * PAGE]]);
      expect(asked().length).toBe(1);
    });

    test("keeps what it read last, and not all of it", async () => {
      const { books, answers, to } = await dragged();
      for (let place = 1; place <= 100; place++) {
        to(place * 5000);
        for (let read = 0; read < answers.length; read++) await answers[read]?.();
        answers.length = 0;
      }
      expect(books.has({ first: 500_000, last: 500_020 })).toBe(true);
      expect(books.has({ first: 490_000, last: 490_020 })).toBe(true);
      expect(books.has({ first: 5000, last: 5020 })).toBe(false);
    });
  });

  test("asks to be opened anew when the library has forgotten it", async () => {
    vi.mocked(commands.viewOpen).mockResolvedValue(view(1, 1000));
    vi.mocked(commands.viewWindow).mockRejectedValue({
      code: "view_gone",
      message: "",
      field: null,
    });
    const gone = vi.fn();
    const books = new BookView(gone);
    await books.open(query(""));
    books.show({ first: 500, last: 520 });
    await settled();
    expect(gone).toHaveBeenCalledOnce();
  });

  test("looks up again when the person moved on meanwhile", async () => {
    vi.mocked(commands.viewOpen).mockResolvedValue(view(1, 10));
    const books = new BookView(() => {});
    let asked = 0;
    const applied: number[] = [];
    await books.open(query(""), 10, async () => {
      asked++;
      const mine = asked;
      return { at: null, stale: () => mine < 3, apply: () => applied.push(mine) };
    });
    expect(applied).toEqual([3]);
  });

  test("reads the ids of a stretch that is not here", async () => {
    vi.mocked(commands.viewOpen).mockResolvedValue(view(1, 1000));
    const books = new BookView(() => {});
    await books.open(query(""));
    expect(await books.ids(98, 101)).toEqual([1098, 1099, 1100, 1101]);
  });
});
