// The one door to the Rust side: nothing else imports the bindings or @tauri-apps.
import { Channel } from "@tauri-apps/api/core";
import { listen } from "@tauri-apps/api/event";
import {
  type CopyProgress,
  type Damaged,
  commands as doors,
  type Failure,
  type ImportProgress,
  type LibraryChanged,
  type Locked,
  type ReencryptProgress,
  type SalvageProgress,
  type ViewAnswer,
} from "./bindings";

export * from "./bindings";

/** What is wrong with a query that cannot be read. */
export type Unreadable = Omit<Extract<ViewAnswer, { kind: "unreadable" }>, "kind">;

let loggedOut = () => {};

/** Calls back when any command finds that nobody is logged in any more. */
export function onLoggedOut(callback: () => void): void {
  loggedOut = callback;
}

let foundLocked = () => {};

/** Calls back when any command finds that the library is locked. */
export function onFoundLocked(callback: () => void): void {
  foundLocked = callback;
}

let foundDamaged = () => {};

/** Calls back when any command finds that the library is damaged or gone. */
export function onFoundDamaged(callback: () => void): void {
  foundDamaged = callback;
}

type Door = (...args: never[]) => Promise<unknown>;

const ofDamage: readonly Failure["code"][] = ["library_damaged", "library_missing"];

function watched(door: Door): Door {
  return async (...args) => {
    try {
      return await door(...args);
    } catch (reason) {
      if (isFailure(reason) && reason.code === "not_logged_in") loggedOut();
      if (isFailure(reason) && reason.code === "locked") foundLocked();
      if (isFailure(reason) && ofDamage.includes(reason.code)) foundDamaged();
      throw reason;
    }
  };
}

/** Every command of the Rust side. */
export const commands = Object.fromEntries(
  Object.entries(doors).map(([name, door]) => [name, watched(door)]),
) as typeof doors;

function isFailure(reason: unknown): reason is Failure {
  if (typeof reason !== "object" || reason === null) return false;
  return "code" in reason && "message" in reason && "field" in reason;
}

/** What a rejected command means. Anything that is not a failure of ours becomes "internal". */
export function asFailure(reason: unknown): Failure {
  if (isFailure(reason)) return reason;
  const message = reason instanceof Error ? reason.message : String(reason);
  return { code: "internal", message, field: null };
}

export type Answer<T> = { ok: true; value: T } | { ok: false; failure: Failure };

/** Waits for a command and gives its value or its failure; never rejects. */
export async function answerOf<T>(command: Promise<T>): Promise<Answer<T>> {
  try {
    return { ok: true, value: await command };
  } catch (reason) {
    return { ok: false, failure: asFailure(reason) };
  }
}

/** Waits for a command whose value does not matter and gives its failure, if any; never rejects. */
export async function failureOf(command: Promise<unknown>): Promise<Failure | undefined> {
  const answer = await answerOf(command);
  return answer.ok ? undefined : answer.failure;
}

/** Calls back after every commit and when the search index gets ready. Returns how to stop. */
export function onLibraryChanged(callback: (changed: LibraryChanged) => void): () => void {
  const stopping = listen<LibraryChanged>("library-changed", (event) => callback(event.payload));
  return () => void stopping.then((stop) => stop());
}

/** Calls back when the library locks, by itself or because somebody asked for it. */
export function onLocked(callback: (locked: Locked) => void): () => void {
  const stopping = listen<Locked>("library-locked", (event) => callback(event.payload));
  return () => void stopping.then((stop) => stop());
}

/** Calls back when the library may be damaged; it may have been closed since. */
export function onDamaged(callback: () => void): () => void {
  const stopping = listen<Damaged>("library-damaged", () => callback());
  return () => void stopping.then((stop) => stop());
}

/** A channel that tells how much of a damaged library is read. */
export function salvageProgress(
  callback: (progress: SalvageProgress) => void,
): Channel<SalvageProgress> {
  const channel = new Channel<SalvageProgress>();
  channel.onmessage = callback;
  return channel;
}

/** A channel that tells how far the encryption of the library is. */
export function reencryptProgress(
  callback: (progress: ReencryptProgress) => void,
): Channel<ReencryptProgress> {
  const channel = new Channel<ReencryptProgress>();
  channel.onmessage = callback;
  return channel;
}

/** A channel that tells how far a backup, a restore or an export is. */
export function copyProgress(callback: (progress: CopyProgress) => void): Channel<CopyProgress> {
  const channel = new Channel<CopyProgress>();
  channel.onmessage = callback;
  return channel;
}

/** A channel a running import reports its progress through. */
export function importProgress(
  callback: (progress: ImportProgress) => void,
): Channel<ImportProgress> {
  const channel = new Channel<ImportProgress>();
  channel.onmessage = callback;
  return channel;
}
