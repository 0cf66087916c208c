// One import from choosing the file to its end. It lives as long as the library is open, so that one can look at
// other things while it runs.
import {
  answerOf,
  type ChangeDone,
  type ChosenFile,
  commands,
  type Failure,
  type ImportPreview,
  type ImportProgress,
  type ImportSummary,
  importProgress,
  type PastImport,
} from "../api";

export type Stage = "file" | "reading" | "check" | "running" | "done";

export class ImportJob {
  stage = $state<Stage>("file");
  file = $state.raw<ChosenFile | null>(null);
  preview = $state.raw<ImportPreview | null>(null);
  progress = $state.raw<ImportProgress | null>(null);
  summary = $state.raw<ImportSummary | null>(null);
  failure = $state.raw<Failure | null>(null);
  past = $state.raw<readonly PastImport[]>([]);
  /** The rejected rows were saved to a file. */
  savedRejected = $state(false);
  undone = $state(false);

  get busy(): boolean {
    return this.stage === "reading" || this.stage === "running";
  }

  async choose(): Promise<void> {
    this.failure = null;
    const answer = await answerOf(commands.importChoose());
    if (!answer.ok) this.failure = answer.failure;
    else if (answer.value) await this.read(answer.value);
  }

  async read(file: ChosenFile): Promise<void> {
    this.#begin("reading");
    this.file = file;
    this.savedRejected = false;
    const answer = await answerOf(
      commands.importPreview(
        file.handle,
        importProgress((now) => (this.progress = now)),
      ),
    );
    if (answer.ok) {
      this.preview = answer.value;
      this.stage = "check";
    } else this.#back("file", answer.failure);
  }

  async run(): Promise<void> {
    if (!this.file) return;
    this.#begin("running");
    const answer = await answerOf(
      commands.importRun(
        this.file.handle,
        importProgress((now) => (this.progress = now)),
      ),
    );
    if (answer.ok) {
      this.summary = answer.value;
      this.undone = false;
      this.stage = "done";
      await this.readPast();
    } else
      this.#back(answer.failure.code === "import_handle_gone" ? "file" : "check", answer.failure);
  }

  async stop(): Promise<void> {
    await answerOf(commands.importCancel());
  }

  async saveRejected(): Promise<void> {
    if (!this.file) return;
    const answer = await answerOf(commands.importSaveRejected(this.file.handle));
    if (!answer.ok) this.failure = answer.failure;
    else if (answer.value) this.savedRejected = true;
  }

  async readPast(): Promise<void> {
    const answer = await answerOf(commands.importList());
    if (answer.ok) this.past = answer.value;
  }

  /** Takes an import back; what it did is returned, for the toast. */
  async undo(changeId: number): Promise<ChangeDone | null> {
    const answer = await answerOf(commands.importUndo(changeId));
    if (!answer.ok) {
      this.failure = answer.failure;
      return null;
    }
    if (this.summary?.changeId === changeId) this.undone = true;
    await this.readPast();
    return answer.value;
  }

  restart(): void {
    this.stage = "file";
    this.file = null;
    this.preview = null;
    this.summary = null;
    this.failure = null;
  }

  #begin(stage: Stage): void {
    this.stage = stage;
    this.failure = null;
    this.progress = null;
  }

  /** Stopping is what was asked for, so it is no failure to show. */
  #back(stage: Stage, failure: Failure): void {
    this.stage = stage;
    this.failure = failure.code === "import_cancelled" ? null : failure;
  }
}
