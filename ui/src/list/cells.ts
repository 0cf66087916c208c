// What stands in the cells of a row. It is made once and then written by hand, one book after the other: a letter changes
// all rows on screen, and following each value by itself takes longer than writing all of them.
import type { BookRow } from "../api";
import { filledWidth, outlines, starsLabel } from "../book/stars";
import { statusMark } from "../book/status-mark";
import { formatName, statusName } from "../book/words";
import { day, languageName, moment, number, year } from "../messages/format";
import type { ColumnKey } from "./columns";
import { attribute, drawn, text, typedText, written } from "./write";

/** Writes what differs from the book before; undefined is a book on its way. */
export type Show = (row: BookRow | undefined) => void;

type Read = (row: BookRow) => string;
type Fill = (cell: Element) => Show;

/** What somebody typed. */
const typed = (read: Read): Fill => shows(read, typedText);
/** What Bookly says about a book. */
const words = (read: Read): Fill => shows(read, text);

function shows(read: Read, into: typeof text): Fill {
  return (cell) => {
    const write = into(cell);
    return (row) => write(row ? read(row) : "");
  };
}

function title(cell: Element): Show {
  const write = typedText(cell);
  const language = attribute(cell, "lang");
  return (row) => {
    write(row?.title ?? "");
    language(row?.language || null);
  };
}

function rating(cell: Element): Show {
  const outline = drawn("path", { class: "st-0", d: outlines });
  const filled = drawn("svg", { height: "12", "aria-hidden": "true" });
  filled.append(drawn("path", { class: "st-1", d: outlines }));
  const stars = drawn("svg", { viewBox: "0 0 64 12", role: "img" });
  stars.append(outline, filled);
  cell.append(stars);

  const classes = attribute(stars, "class");
  const label = attribute(stars, "aria-label");
  const width = attribute(filled, "width");
  const show = written((rating: number | null) => {
    classes(rating === null ? "stars unrated" : "stars");
    label(starsLabel(rating));
    width(String(filledWidth(rating)));
  });
  return (row) => show(row?.rating ?? null);
}

function status(cell: Element): Show {
  const circle = drawn("circle", { cx: "8", cy: "8" });
  const path = drawn("path", {});
  const glyph = drawn("svg", { class: "st", viewBox: "0 0 16 16", "aria-hidden": "true" });
  glyph.append(circle, path);
  cell.append(glyph);

  const circleClass = attribute(circle, "class");
  const pathClass = attribute(path, "class");
  const line = attribute(path, "d");
  const name = text(cell);
  return (row) => {
    const mark = statusMark(row?.status ?? "none");
    circleClass(mark.circle);
    pathClass(mark.path);
    line(mark.d);
    name(row ? statusName(row.status) : "");
  };
}

/** A day, and the time of it as its tooltip. */
function time(read: (row: BookRow) => number): Fill {
  return (cell) => {
    const write = text(cell);
    const tooltip = attribute(cell, "title");
    const show = written((at: number | null) => {
      write(at === null ? "" : day(at));
      tooltip(at === null ? null : moment(at));
    });
    return (row) => show(row ? read(row) : null);
  };
}

/** Fills an empty cell of a column. */
export const fillCell: Readonly<Record<ColumnKey, Fill>> = {
  title,
  author: typed((row) => row.authors),
  series: typed((row) => row.series),
  year: words((row) => (row.year === null ? "" : year(row.year))),
  rating,
  status,
  tags: typed((row) => row.tags),
  publisher: typed((row) => row.publisher),
  pages: words((row) => (row.pageCount === null ? "" : number(row.pageCount))),
  language: words((row) => languageName(row.language)),
  format: typed((row) => formatName(row.format)),
  added: time((row) => row.addedAt),
  updated: time((row) => row.updatedAt),
};
