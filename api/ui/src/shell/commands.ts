// Everything that can be done by key or from the command list. What is on screen registers what it offers; one
// listener carries it out, so that no two parts of the page fight over a key.
import { useEffect, useRef, useSyncExternalStore } from 'react';

export interface Command {
  /** As `j`, `]`, `Enter`, `mod+Enter` (Ctrl or ⌘), `mod+k`. Several keys may do the same. */
  keys?: readonly string[];
  title: string;
  group: string;
  run: () => void;
  /** Also acts while an input has the focus; always so for keys with `mod`. */
  inInputs?: boolean;
  enabled?: boolean;
}

type Registered = readonly Command[];

let sets: readonly Registered[] = [];
let all: Registered = [];
let singleKeys = true;
const listeners = new Set<() => void>();

function changed(next: readonly Registered[]): void {
  sets = next;
  all = sets.flat();
  for (const listener of listeners) listener();
}

/** Offer commands while a part of the page is on screen. A later part wins a key over an earlier one. */
export function useCommands(commands: readonly Command[]): void {
  const newest = useRef(commands);
  newest.current = commands;
  const shape = commands.map((c) => `${c.title}|${c.keys?.join(' ')}|${c.enabled !== false}`).join('\n');
  // biome-ignore lint/correctness/useExhaustiveDependencies: the set is registered anew where its shape changes
  useEffect(() => {
    const own = newest.current.map((command, at) => ({ ...command, run: () => newest.current[at]?.run() }));
    changed([...sets, own]);
    return () => changed(sets.filter((set) => set !== own));
  }, [shape]);
}

/** Every command on offer now. */
export function useAllCommands(): Registered {
  return useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => all,
  );
}

/** Whether keys without a modifier act; a setting of the person's. */
export function setSingleKeys(on: boolean): void {
  singleKeys = on;
}

function written(event: KeyboardEvent): string {
  const mod = event.ctrlKey || event.metaKey ? 'mod+' : '';
  return mod + (event.key.length === 1 && mod ? event.key.toLowerCase() : event.key);
}

function typing(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLElement &&
    (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName)) &&
    !(target instanceof HTMLInputElement && /^(checkbox|radio|button)$/.test(target.type))
  );
}

/** Starts the one listener; returns how to stop it. */
export function listenForKeys(): () => void {
  function pressed(event: KeyboardEvent): void {
    if (event.defaultPrevented || event.isComposing || event.altKey) return;
    const key = written(event);
    const modified = key.startsWith('mod+');
    // A button that has the focus is pressed by Enter and Space itself.
    if ((key === 'Enter' || key === ' ') && event.target instanceof HTMLElement) {
      if (event.target.closest('button, a, summary, [role="option"]')) return;
    }
    const found = all.findLast(
      (command) =>
        command.enabled !== false &&
        command.keys?.includes(key) &&
        (modified || command.inInputs || (!typing(event.target) && (singleKeys || key === 'Escape'))),
    );
    if (found === undefined) return;
    event.preventDefault();
    found.run();
  }
  window.addEventListener('keydown', pressed);
  return () => window.removeEventListener('keydown', pressed);
}
