// The filters of what is shown. They are counted after the list is there and never while somebody types: each answer of
// the list is waited for a moment, and a late count is dropped.
import {
  answerOf,
  type Choice,
  commands,
  type Facet,
  type FacetField,
  type FacetValue,
} from "../api";
import { formatName, statuses, statusName } from "../book/words";
import type { Library } from "../library.svelte";
import { t } from "../messages";
import { languageName, number } from "../messages/format";

const REST_MS = 180;
/** Values read at once when a facet is opened. */
const MANY = 200;

/** What a value is called. The core knows values, the catalogue knows their names. */
export function valueName(field: FacetField, { value, label }: FacetValue): string {
  if (field === "language") return languageName(value);
  if (field === "rating") return t("rating.stars", { stars: number(Number(value)) });
  if (field === "year") return label.replace("..", "–");
  if (field === "format") return formatName(label);
  const status = statuses.find((one) => one === value);
  return field === "status" && status ? statusName(status) : label;
}

export class Facets {
  open = $state(false);
  all = $state.raw<readonly Facet[]>([]);
  /** The facet that is shown alone, with a box to find its values. */
  alone = $state.raw<Facet | null>(null);
  filter = $state("");
  /** Folded together, for as long as the library is open. */
  folded = $state.raw<ReadonlySet<FacetField>>(new Set(["publisher", "format"]));
  readonly #library: Library;
  #counting = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #writing: Promise<unknown> = Promise.resolve();

  constructor(library: Library) {
    this.#library = library;
  }

  /** Counts again, soon. */
  recount(wait = REST_MS): void {
    clearTimeout(this.#timer);
    const asked = ++this.#counting;
    this.#timer = setTimeout(async () => {
      const { id } = this.#library.view;
      const field = this.alone?.field;
      const [all, alone] = await Promise.all([
        answerOf(commands.facets(id)),
        field && answerOf(commands.facetValues(id, field, this.filter, MANY)),
      ]);
      if (asked !== this.#counting) return;
      if (all.ok) this.all = all.value;
      if (alone?.ok && this.alone) this.alone = alone.value;
    }, wait);
  }

  stop(): void {
    clearTimeout(this.#timer);
    this.#counting++;
  }

  fold(field: FacetField): void {
    const folded = new Set(this.folded);
    if (!folded.delete(field)) folded.add(field);
    this.folded = folded;
  }

  /** Shows one facet with all its values, null for all facets again. */
  show(facet: Facet | null): void {
    this.filter = "";
    this.alone = facet;
    if (facet) this.recount(0);
  }

  find(filter: string): void {
    this.filter = filter;
    this.recount(80);
  }

  /** Writes a value into the query, one after the other: the second press reads what the first one wrote. */
  write(field: FacetField, value: string, mode: Choice): void {
    this.#writing = this.#writing.then(async () => {
      const answer = await answerOf(commands.queryWith(this.#library.text, field, value, mode));
      if (answer.ok) this.#library.search(answer.value);
    });
  }

  /** Includes or excludes; the same again takes it away. */
  toggle(field: FacetField, { value, chosen }: FacetValue, exclude: boolean): void {
    const wanted = exclude ? "out" : "in";
    this.write(field, value, chosen === wanted ? "drop" : exclude ? "exclude" : "include");
  }
}
