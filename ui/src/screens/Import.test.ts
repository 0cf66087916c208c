import { render, screen, waitFor } from "@testing-library/svelte";
import userEvent from "@testing-library/user-event";
import { beforeEach, describe, expect, test, vi } from "vitest";
import { freshLibrary } from "../../dev/in-memory-api";
import { commands, type ImportPreview } from "../api";
import { app } from "../app.svelte";
import { ImportJob } from "../import/job.svelte";
import { Changes } from "../library/changes.svelte";
import { Library } from "../library.svelte";
import Import from "./Import.svelte";

vi.mock("../api", async (original) => (await import("../../dev/in-memory-api")).inMemory(original));

const onclose = vi.fn();
const ongo = vi.fn();
const file = { handle: 1, name: "goodreads_library_export.csv", bytes: 400_000 };
const preview: ImportPreview = {
  source: "Goodreads",
  layout: "CSV, 24 columns",
  rows: 20,
  new: 9,
  same: 2,
  filled: 1,
  rejected: 8,
  rejectedRows: Array.from({ length: 8 }, (_, i) => ({
    row: i + 2,
    says: `Row ${i + 2}`,
    reason: "The title is missing.",
  })),
  sample: [{ row: 1, title: "Dune", authors: "Frank Herbert", verdict: "new" }],
  notes: [{ text: "Dates read as day.month.year", count: 212 }],
};
const step = () =>
  screen.getByRole("list", { name: "Steps" }).querySelector("[aria-current='step']")?.textContent;

function openImport() {
  const job = new ImportJob();
  render(Import, { job, changes: new Changes(new Library()), onclose, ongo });
  return { job, user: userEvent.setup() };
}

beforeEach(() => {
  freshLibrary();
  app.openFile = null;
  vi.mocked(commands.importPreview).mockResolvedValue(preview);
  vi.mocked(commands.importList).mockResolvedValue([]);
  vi.mocked(commands.importRun).mockResolvedValue({
    changeId: 7,
    rows: 20,
    added: 9,
    same: 2,
    filled: 1,
    rejected: 8,
    seconds: 1.24,
  });
});

describe("an import", () => {
  test("goes from the file over the check to its end", async () => {
    const { user } = openImport();
    expect(step()).toBe("File");
    await user.click(screen.getByRole("button", { name: "Choose a file…" }));
    expect(await screen.findByRole("heading", { name: "Here is what would happen" })).toBeTruthy();
    expect(step()).toBe("Check");
    expect(screen.getByRole("button", { name: /9 ?new books/ })).toBeTruthy();
    expect(screen.getByRole("button", { name: /3 ?already here/ })).toBeTruthy();
    expect(commands.importRun).not.toHaveBeenCalled();
    await user.click(screen.getByRole("button", { name: "Import 10 books" }));
    expect(await screen.findByRole("heading", { name: "10 books imported" })).toBeTruthy();
    expect(screen.getByText("In 1.2 seconds.")).toBeTruthy();
    await user.click(screen.getByRole("button", { name: "Show the new books" }));
    expect(ongo).toHaveBeenCalledWith({ kind: "import", changeId: 7 });
  });

  test("shows rejected rows with their reasons, all of them when asked, and saves them", async () => {
    const { user } = openImport();
    await user.click(screen.getByRole("button", { name: "Choose a file…" }));
    expect(await screen.findAllByText("The title is missing.")).toHaveLength(5);
    await user.click(screen.getByRole("button", { name: "Show 3 more rows" }));
    expect(screen.getAllByText("The title is missing.")).toHaveLength(8);
    await user.click(screen.getByRole("button", { name: "Save these rows as CSV" }));
    expect(commands.importSaveRejected).toHaveBeenCalledWith(1);
    expect(await screen.findByText("Rows saved as CSV")).toBeTruthy();
    await user.click(screen.getByRole("button", { name: /new books/ }));
    expect(screen.getByText("Frank Herbert")).toBeTruthy();
  });

  test("counts while it runs and can be stopped", async () => {
    let stop: (reason: unknown) => void = () => {};
    vi.mocked(commands.importRun).mockImplementation(async (_handle, progress) => {
      progress.onmessage({ rows: 12, bytesRead: 240_000, bytes: 400_000, backup: null });
      return new Promise((_keep, reject) => (stop = reject));
    });
    vi.mocked(commands.importCancel).mockImplementation(async () => {
      stop({ code: "import_cancelled", message: "", field: null });
      return null;
    });
    const { user } = openImport();
    await user.click(screen.getByRole("button", { name: "Choose a file…" }));
    await user.click(await screen.findByRole("button", { name: "Import 10 books" }));
    expect(await screen.findByRole("heading", { name: "Importing 10 books" })).toBeTruthy();
    expect(
      screen.getByRole<HTMLProgressElement>("progressbar", { name: "Import progress" }).value,
    ).toBeCloseTo(0.6);
    expect(screen.getByText("12")).toBeTruthy();
    await user.click(screen.getByRole("button", { name: "Stop" }));
    expect(await screen.findByRole("heading", { name: "Here is what would happen" })).toBeTruthy();
    expect(screen.queryByRole("alert")).toBeNull();
  });

  test("says what is wrong with a file", async () => {
    vi.mocked(commands.importPreview).mockRejectedValue({
      code: "import_not_recognised",
      message: "",
      field: null,
    });
    const { user } = openImport();
    await user.click(screen.getByRole("button", { name: "Choose a file…" }));
    expect((await screen.findByRole("alert")).textContent).toContain(
      "does not know this kind of file",
    );
    expect(step()).toBe("File");
  });

  test("takes the file the system asked to open", async () => {
    app.openFile = file;
    openImport();
    await screen.findByRole("heading", { name: "Here is what would happen" });
    expect(commands.importPreview).toHaveBeenCalledWith(1, expect.anything());
    expect(app.openFile).toBeNull();
  });

  test("is undone from its end and from the list of earlier ones", async () => {
    const past = {
      changeId: 7,
      at: Date.now(),
      source: "Goodreads",
      fileName: file.name,
      added: 9,
      filled: 1,
      rejected: 8,
      undone: false,
    };
    vi.mocked(commands.importList).mockResolvedValue([past]);
    vi.mocked(commands.importUndo).mockResolvedValue({
      id: 8,
      kind: "import_undo",
      count: 9,
      subject: "",
    });
    const { user, job } = openImport();
    await user.click(await screen.findByRole("button", { name: "Undo" }));
    await waitFor(() => expect(commands.importUndo).toHaveBeenCalledWith(7));
    await job.read(file);
    await job.run();
    await user.click(await screen.findByRole("button", { name: "Undo this import" }));
    expect(await screen.findByRole("heading", { name: "The import is undone" })).toBeTruthy();
  });
});
