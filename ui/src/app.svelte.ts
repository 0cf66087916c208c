// Who is here and which screen is up. One of it; the library screens keep their own state.
import {
  type Account,
  answerOf,
  type ChosenFile,
  commands,
  type Failure,
  failureOf,
  type KeyringState,
  type Login,
  type NewAccount,
  onLoggedOut,
  type Preferences,
} from "./api";
import { shownDensity } from "./appearance";

declare global {
  /** The looks as they were left: the window puts them there before the page runs. */
  var booklyPreferences: Preferences | undefined;
}

export type Screen = "starting" | "welcome" | "recovery" | "login" | "library";

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
  account = $state.raw<Account | null>(null);
  accountCount = $state(0);
  lastName = $state("");
  keyring = $state.raw<KeyringState>({ available: true, reason: "none" });
  preferences = $state.raw<Preferences>(globalThis.booklyPreferences ?? defaults);
  version = $state("");
  /** Shown once after signing up; forgotten as soon as its screen is left. */
  recoveryCode = $state("");
  /** A file the system asked Bookly to open; the library screen takes it. */
  openFile = $state.raw<ChosenFile | null>(null);
  sheetOpen = $state(false);
  /** What the book list really uses: big text may ask for taller rows than were chosen. */
  density = $derived(shownDensity(this.preferences.density, this.preferences.textPercent));

  async start(): Promise<void> {
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
    if (start.account) this.enter(start.account);
    else this.screen = start.accountCount > 0 ? "login" : "welcome";
  }

  /** Makes an account. Returns the words of success, or the failure. */
  async signUp(newAccount: NewAccount) {
    const answer = await answerOf(commands.accountSignUp(newAccount));
    if (answer.ok) {
      this.accountCount += 1;
      this.recoveryCode = answer.value.recoveryCode;
      this.enter(answer.value.account);
    }
    return answer;
  }

  async logIn(login: Login): Promise<Failure | undefined> {
    const answer = await answerOf(commands.accountLogIn(login));
    if (!answer.ok) return answer.failure;
    this.enter(answer.value);
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
    if (!this.account) return;
    this.lastName = this.account.username;
    this.account = null;
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
    this.lastName = account.username;
    this.screen = account.recoveryConfirmed ? "library" : "recovery";
  }

  /** Done with the recovery code, stored or not. */
  openLibrary(): void {
    this.recoveryCode = "";
    this.screen = "library";
  }
}

export const app = new App();
onLoggedOut(() => app.leave());
