// Stands in for @tauri-apps/api where there is no Tauri.
export class Channel<T> {
  onmessage: (message: T) => void = () => {};
}

type Listener = (event: { payload: unknown }) => void;
const listeners = new Map<string, Set<Listener>>();

export async function listen(name: string, listener: Listener): Promise<() => void> {
  const set = listeners.get(name) ?? new Set();
  listeners.set(name, set.add(listener));
  return () => set.delete(listener);
}

export function emit(name: string, payload: unknown): void {
  for (const listener of listeners.get(name) ?? []) listener({ payload });
}
