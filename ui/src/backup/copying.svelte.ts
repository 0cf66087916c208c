import {
  type Answer,
  answerOf,
  type CopyProgress,
  commands,
  copyProgress,
  type Failure,
} from "../api";

/** One backup, restore or export under way. */
export class Copying {
  busy = $state(false);
  progress = $state.raw<CopyProgress | null>(null);
  failure = $state.raw<Failure | null>(null);

  /** Runs one. Stopping is what was asked for, so it is no failure to show. */
  async run<T>(
    work: (progress: ReturnType<typeof copyProgress>) => Promise<T>,
  ): Promise<Answer<T>> {
    this.busy = true;
    this.failure = null;
    const answer = await answerOf(work(copyProgress((now) => (this.progress = now))));
    this.busy = false;
    this.progress = null;
    if (!answer.ok && answer.failure.code !== "copy_cancelled") this.failure = answer.failure;
    return answer;
  }

  stop(): void {
    void answerOf(commands.backupCancel());
  }
}
