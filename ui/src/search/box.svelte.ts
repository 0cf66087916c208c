// The search box. The text of the library is the truth; what is settled of it is drawn as chips, the rest is in the
// field. Typing never makes a chip: leaving the box, Enter, a chosen suggestion or a filter does.
import { answerOf, type Completion, type Completions, commands } from "../api";
import type { Library } from "../library.svelte";
import { type Chip, chipsFirst, isNarrowing, joined } from "./text";

/** Suggestions wait for a short rest, so that the search itself always goes first. */
const SUGGEST_MS = 60;

export class SearchBox {
  /** The field in the document. */
  input = $state<HTMLInputElement>();
  open = $state(false);
  /** Which suggestion the arrows are at; -1 is the field itself. */
  active = $state(-1);
  suggestions = $state.raw<Completions | null>(null);
  #chips = $state.raw<readonly Chip[]>([]);
  readonly #library: Library;
  #settling = 0;
  #suggesting = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #noted = "";
  /** Somebody asked for suggestions, so they stay while words are typed. */
  #wanted = false;
  /** The text that the suggestions are for. They are shown a little longer, until others come. */
  #suggestedFor = "";

  readonly #prefix: string = $derived(joined({ chips: this.#chips, free: "" }));
  /** None while the text was changed elsewhere and the chips of it are not known yet. */
  readonly chips: readonly Chip[] = $derived.by(() => {
    const { text } = this.#library;
    const begins = text === this.#prefix || text.startsWith(`${this.#prefix} `);
    return begins ? this.#chips : [];
  });
  /** What is in the field. */
  readonly free: string = $derived.by(() => {
    const { text } = this.#library;
    return this.chips.length === 0 ? text : text.slice(this.#prefix.length + 1);
  });
  readonly items: readonly Completion[] = $derived(this.suggestions?.items ?? []);
  readonly expanded: boolean = $derived(this.open && this.items.length > 0);
  /** What Tab takes while nothing is chosen: the first value of the field that is being written. */
  readonly offered: number = $derived.by(() => {
    const { suggestions } = this;
    if (!this.expanded || this.active >= 0 || suggestions?.items[0]?.kind !== "value")
      return this.active;
    return isNarrowing(this.#library.text.slice(0, suggestions.end)) ? 0 : -1;
  });

  constructor(library: Library) {
    this.#library = library;
  }

  /**
   * The field has other text now. Suggestions lie over the books that are found, so they come by themselves only while
   * the value of a field is written, where they are the quickest way on, and while nothing is looked for.
   */
  write(free: string): void {
    if (free === this.free) return;
    this.#library.search(joined({ chips: this.chips, free }));
    const { text } = this.#library;
    if (!text) this.#wanted = false;
    if (this.#wanted || !text || isNarrowing(text.slice(0, this.#caret))) this.suggest();
    else this.close();
  }

  /** Shows what could stand at the caret, whatever it is. */
  ask(): void {
    this.#wanted = true;
    this.suggest(0);
  }

  get #caret(): number {
    const { text } = this.#library;
    return text.length - this.free.length + (this.input?.selectionStart ?? 0);
  }

  clear(): void {
    this.#library.search("");
    this.input?.focus();
  }

  /** Draws as chips what can be one. */
  async settle(): Promise<void> {
    const asked = ++this.#settling;
    const { text } = this.#library;
    const answer = text.trim() ? await answerOf(commands.queryChips(text)) : null;
    if (asked !== this.#settling || text !== this.#library.text) return;
    if (answer && !answer.ok) return;
    const parts = answer ? chipsFirst(text, answer.value) : { chips: [], free: "" };
    this.#chips = parts.chips;
    if (text.trim()) this.#library.reword(joined(parts));
  }

  remove(at: number): void {
    const chips = this.chips.filter((_, other) => other !== at);
    const { free } = this;
    this.#settling++;
    this.#chips = chips;
    this.#library.search(joined({ chips, free }));
  }

  /** Makes a chip text again, in front of the rest. Gives where the caret belongs. */
  edit(at: number): number {
    const raw = this.chips[at]?.raw ?? "";
    const chips = this.chips.filter((_, other) => other !== at);
    const free = [raw, this.free].filter(Boolean).join(" ");
    this.#settling++;
    this.#chips = chips;
    this.#library.reword(joined({ chips, free }));
    return raw.length;
  }

  /** Looks up what could stand at the caret and shows it. A late answer is dropped. */
  suggest(wait = SUGGEST_MS): void {
    clearTimeout(this.#timer);
    const asked = ++this.#suggesting;
    this.#timer = setTimeout(async () => {
      const { text } = this.#library;
      const answer = await answerOf(commands.queryComplete(text, this.#caret));
      if (asked !== this.#suggesting || text !== this.#library.text) return;
      this.suggestions = answer.ok ? answer.value : null;
      this.#suggestedFor = text;
      this.active = -1;
      this.open = true;
    }, wait);
  }

  close(): void {
    clearTimeout(this.#timer);
    this.#suggesting++;
    this.open = false;
    this.active = -1;
    this.#wanted = false;
  }

  /** Puts a suggestion into the text. Gives where the caret belongs, null when the box is done with it. */
  choose(at: number): number | null {
    const item = this.items[at];
    const { suggestions } = this;
    if (!item || !suggestions) return null;
    const { text } = this.#library;
    if (text !== this.#suggestedFor) return null; // their place is one in another text
    const before = text.slice(0, suggestions.start) + item.insert;
    const from = text.length - this.free.length;
    this.close();
    this.#library.search(before + text.slice(suggestions.end));
    if (item.kind === "field") {
      this.suggest(0);
      return before.length - from;
    }
    void this.settle();
    return null;
  }

  /** The box was left: its text is settled, and worth remembering. */
  left(): void {
    this.close();
    void this.settle();
    this.note();
  }

  note(): void {
    const text = this.#library.text.trim();
    if (!text || text === this.#noted || this.#library.view.problem) return;
    this.#noted = text;
    void answerOf(commands.recentSearchNote(text));
  }

  /** Forgets one of the recent searches that are shown; the next one takes its place. */
  async forget(at: number): Promise<void> {
    const { suggestions } = this;
    const item = this.items[at];
    if (!suggestions || item?.kind !== "recent") return;
    if (this.#noted === item.insert) this.#noted = "";
    const items = this.items.filter((other) => other !== item);
    this.suggestions = { ...suggestions, items };
    if (this.active >= 0) this.active = Math.min(this.active, items.length - 1);
    await answerOf(commands.recentSearchForget(item.insert));
  }

  async forgetAll(): Promise<void> {
    this.#noted = "";
    await answerOf(commands.recentSearchesClear());
    this.suggest(0);
  }
}
