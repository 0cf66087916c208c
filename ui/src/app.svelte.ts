// Who is here and which screen is up. One of it; the library screens keep their own state.
import { tick } from "svelte";
import {
  type Account,
  type Answer,
  answerOf,
  type ChosenFile,
  commands,
  type Damaged,
  type Failure,
  failureOf,
  type KeyringState,
  type Locked,
  type Login,
  type NewAccount,
  onFoundDamaged,
  onFoundLocked,
  onLoggedOut,
  type Preferences,
  type Recovery,
  type Refusal,
  type RestoredAccount,
} from "./api";
import { shownDensity } from "./appearance";
import { keepNow } from "./book/keeping";
import { Pause } from "./pause.svelte";

declare global {
  /** The looks as they were left: the window puts them there before the page runs. */
  var booklyPreferences: Preferences | undefined;
  /** Why the data folder could not be opened; nothing else answers then. */
  var booklyRefusal: Refusal | null | undefined;
}

export type Screen =
  | "starting"
  | "welcome"
  | "recovery"
  | "login"
  | "recover"
  | "restore"
  | "locked"
  | "damaged"
  | "refused"
  | "library";

const defaults: Preferences = {
  theme: "system",
  density: "regular",
  textPercent: 100,
  singleKeys: true,
};
export const textPercents = { smallest: 80, usual: 100, largest: 200, step: 10 } as const;

export class App {
  screen = $state<Screen>("starting");
  /** Why Bookly could not start, while it could not. */
  startFailure = $state.raw<Failure>();
  /** Why the data folder could not be opened. */
  refusal = $state.raw<Refusal | null>(globalThis.booklyRefusal ?? null);
  account = $state.raw<Account | null>(null);
  accountCount = $state(0);
  lastName = $state("");
  keyring = $state.raw<KeyringState>({ available: true, reason: "none" });
  preferences = $state.raw<Preferences>(globalThis.booklyPreferences ?? defaults);
  version = $state("");
  /** Shown once after it was made; forgotten as soon as its screen is left. */
  recoveryCode = $state("");
  /** The code belongs to signing up: its screen is the second page of that. */
  signingUp = $state(false);
  /** What is known of a locked library: who was here, and why it is locked. */
  locked = $state.raw<Locked | null>(null);
  /** What is known of a library that cannot be opened. */
  damaged = $state.raw<Damaged | null>(null);
  /** After wrong passwords. */
  readonly pause = new Pause();
  /** A file the system asked Bookly to open; the library screen takes it. */
  openFile = $state.raw<ChosenFile | null>(null);
  sheetOpen = $state(false);
  /** What the book list really uses: big text may ask for taller rows than were chosen. */
  density = $derived(shownDensity(this.preferences.density, this.preferences.textPercent));

  async start(): Promise<void> {
    if (this.refusal) {
      this.screen = "refused";
      return;
    }
    this.screen = "starting";
    this.startFailure = undefined;
    const answer = await answerOf(commands.appStart());
    if (!answer.ok) {
      this.startFailure = answer.failure;
      return;
    }
    const start = answer.value;
    this.preferences = start.preferences;
    this.keyring = start.keyring;
    this.version = start.version;
    this.accountCount = start.accountCount;
    this.lastName = start.lastName ?? "";
    this.openFile = start.openFile;
    this.pause.begin(start.pause);
    if (start.account) this.enter(start.account);
    else if (start.locked) this.showLocked(start.locked);
    else if (start.damaged) this.showDamaged(start.damaged);
    else this.screen = start.accountCount > 0 ? "login" : "welcome";
  }

  /** Tries once more to open the data folder. */
  async retryStart(): Promise<Failure | undefined> {
    const answer = await answerOf(commands.appRetry());
    if (!answer.ok) return answer.failure;
    this.refusal = answer.value;
    if (!this.refusal) await this.start();
    return undefined;
  }

  /** Makes an account. Returns the words of success, or the failure. */
  async signUp(newAccount: NewAccount) {
    const answer = await answerOf(commands.accountSignUp(newAccount));
    if (answer.ok) {
      this.accountCount += 1;
      this.signingUp = true;
      this.recoveryCode = answer.value.recoveryCode;
      this.enter(answer.value.account);
    }
    return answer;
  }

  async logIn(login: Login): Promise<Failure | undefined> {
    return this.entered(await answerOf(commands.accountLogIn(login)));
  }

  async unlock(password: string): Promise<Failure | undefined> {
    return this.entered(await answerOf(commands.accountUnlock(password)));
  }

  /** Opens a library by its recovery code; the new code is shown next. */
  async recover(recovery: Recovery): Promise<Failure | undefined> {
    const answer = await answerOf(commands.accountRecover(recovery));
    if (!answer.ok) {
      this.pause.begin(answer.failure.tries);
      return answer.failure;
    }
    this.pause.end();
    this.account = answer.value.account;
    this.showCode(answer.value.recoveryCode);
    return undefined;
  }

  /** A code that was just made, in the place of an older one. */
  showCode(code: string): void {
    this.signingUp = false;
    this.recoveryCode = code;
    this.locked = null;
    this.screen = "recovery";
    if (this.account) this.lastName = this.account.username;
  }

  private entered(answer: Answer<Account>): Failure | undefined {
    if (!answer.ok) {
      this.pause.begin(answer.failure.tries);
      return answer.failure;
    }
    this.pause.end();
    this.enter(answer.value);
    return undefined;
  }

  /** A backup is in the place of the library: whatever was shown of it is read anew. */
  async restored(account: Account): Promise<void> {
    this.account = account;
    this.damaged = null;
    this.screen = "starting";
    await tick();
    this.enter(account);
  }

  /** A backup has become a library of this computer. */
  takenUp({ account, recoveryCode }: RestoredAccount): void {
    this.accountCount += 1;
    this.pause.end();
    this.account = account;
    if (recoveryCode) this.showCode(recoveryCode);
    else this.enter(account);
  }

  /** Closes the library; the Rust side has done so even when it reports a failure. */
  async lock(): Promise<void> {
    if (!this.account) return;
    const { username, lockAfterMinutes } = this.account;
    await keepNow();
    const answer = await answerOf(commands.accountLock());
    const asked = { username, why: "asked", afterMinutes: lockAfterMinutes } as const;
    this.showLocked(answer.ok ? answer.value : asked);
  }

  /** The library is locked: nothing of it stays on the page. */
  showLocked(locked: Locked): void {
    this.locked = locked;
    this.damaged = null;
    this.lastName = locked.username;
    this.account = null;
    this.recoveryCode = "";
    this.sheetOpen = false;
    this.screen = "locked";
  }

  /** A command found the library locked; the Rust side knows why. */
  async findLocked(): Promise<void> {
    if (this.screen === "locked") return;
    const answer = await answerOf(commands.appStart());
    if (answer.ok && answer.value.locked) this.showLocked(answer.value.locked);
    else this.leave();
  }

  /** The library cannot be opened: nothing of it stays on the page. */
  showDamaged(damaged: Damaged): void {
    this.damaged = damaged;
    this.lastName = damaged.username;
    this.account = null;
    this.locked = null;
    this.sheetOpen = false;
    // A new recovery code is shown first: the old one opens nothing any more.
    if (!this.recoveryCode) this.screen = "damaged";
  }

  /** A command found the library damaged; the Rust side knows whether it is. */
  async findDamaged(): Promise<void> {
    if (this.screen === "damaged") return;
    const answer = await answerOf(commands.appStart());
    if (answer.ok && answer.value.damaged) this.showDamaged(answer.value.damaged);
  }

  /** Tries once more to open a library that could not be opened. */
  async retryDamaged(): Promise<Failure | undefined> {
    const answer = await answerOf(commands.damageRetry());
    if (!answer.ok) return answer.failure;
    if (answer.value) this.damaged = answer.value;
    else await this.reopened();
    return undefined;
  }

  /** The library is open again. */
  async reopened(): Promise<void> {
    this.damaged = null;
    await this.start();
  }

  /** The account is gone with its library; who is left decides what is shown. */
  async deleted(): Promise<void> {
    this.account = null;
    this.lastName = "";
    this.pause.end();
    await this.start();
  }

  async lockAfter(minutes: number): Promise<Failure | undefined> {
    const answer = await answerOf(commands.accountLockAfter(minutes));
    if (!answer.ok) return answer.failure;
    this.account = answer.value;
    return undefined;
  }

  async logOut(): Promise<Failure | undefined> {
    const failure = await failureOf(commands.accountLogOut());
    if (failure && failure.code !== "not_logged_in") return failure;
    this.leave();
    return undefined;
  }

  /** Nobody is logged in any more. */
  leave(): void {
    if (!this.account && !this.locked && !this.damaged) return;
    this.lastName = this.account?.username ?? this.lastName;
    this.account = null;
    this.locked = null;
    this.damaged = null;
    this.recoveryCode = "";
    this.screen = "login";
  }

  async staySignedIn(stay: boolean): Promise<Failure | undefined> {
    const answer = await answerOf(commands.accountStaySignedIn(stay));
    if (!answer.ok) return answer.failure;
    this.account = answer.value;
    return undefined;
  }

  async retryKeyring(): Promise<void> {
    const answer = await answerOf(commands.keyringRetry());
    this.keyring = answer.ok ? answer.value : { available: false, reason: "failed" };
  }

  /** Keeps a choice of looks. What is seen changes at once; a failed save only loses it for next time. */
  async prefer(change: Partial<Preferences>): Promise<Failure | undefined> {
    this.preferences = { ...this.preferences, ...change };
    return failureOf(commands.preferencesChange(this.preferences));
  }

  resizeText(steps: number): void {
    const { smallest, largest, step } = textPercents;
    const wanted = this.preferences.textPercent + steps * step;
    void this.prefer({ textPercent: Math.min(largest, Math.max(smallest, wanted)) });
  }

  /** A code was never confirmed: there must be one, or a forgotten password loses the library. */
  private enter(account: Account): void {
    this.account = account;
    this.locked = null;
    this.lastName = account.username;
    this.screen = account.recoveryConfirmed ? "library" : "recovery";
  }

  /** Done with the recovery code, stored or not. */
  openLibrary(): void {
    this.recoveryCode = "";
    this.signingUp = false;
    this.screen = this.damaged ? "damaged" : "library";
  }
}

export const app = new App();
onLoggedOut(() => app.leave());
onFoundLocked(() => void app.findLocked());
onFoundDamaged(() => void app.findDamaged());
