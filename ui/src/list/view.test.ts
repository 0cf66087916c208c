import { beforeEach, describe, expect, test, vi } from "vitest";
import { type BookRow, commands, type ViewAnswer } from "../api";
import { BookView, PAGE } from "./view.svelte";

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
const view = (id: number, total: number): ViewAnswer => ({
  kind: "view",
  id,
  total,
  of: total,
  ready: true,
  tookMs: 1,
  corrections: [],
  longTextsLeft: false,
  first: Array.from({ length: Math.min(PAGE, total) }, (_, i) => row(id * 1000 + i)),
});

/** A promise to keep when the test says so. */
function later<T>() {
  let keep: (value: T) => void = () => {};
  const promise = new Promise<T>((resolve) => (keep = resolve));
  return { promise, keep };
}
const settled = () => new Promise((resolve) => setTimeout(resolve));

beforeEach(() => {
  vi.resetAllMocks();
  vi.mocked(commands.viewWindow).mockImplementation(async (id, start, len) =>
    Array.from({ length: len }, (_, i) => row(id * 1000 + start + i)),
  );
});

describe("a view", () => {
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

  test("reads only where a fast drag ends, one read at a time", async () => {
    vi.mocked(commands.viewOpen).mockResolvedValue(view(1, 1_000_000));
    const first = later<BookRow[]>();
    const books = new BookView(() => {});
    await books.open(query(""));
    vi.mocked(commands.viewWindow).mockReturnValueOnce(first.promise);
    for (let at = 1000; at <= 900_000; at += 1000) books.show({ first: at, last: at + 20 });
    expect(commands.viewWindow).toHaveBeenCalledTimes(1);
    first.keep([]);
    await settled();
    expect(vi.mocked(commands.viewWindow).mock.calls.length).toBeLessThan(5);
    expect(books.row(900_010)?.id).toBe(901_010);
    expect(books.row(500_000)).toBeUndefined();
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
    await books.open(query(""), async () => {
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
