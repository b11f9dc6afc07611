// Short words at the edge of the page: what was done, and how to take it back.
import { useEffect, useSyncExternalStore } from 'react';
import { strings } from '../strings';
import styles from './toasts.module.css';

export interface Toast {
  id: number;
  text: string;
  bad?: boolean;
  action?: { title: string; run: () => void };
  seconds: number;
}

let toasts: readonly Toast[] = [];
let count = 0;
const listeners = new Set<() => void>();

function set(next: readonly Toast[]): void {
  toasts = next;
  for (const listener of listeners) listener();
}

/** Say something; it goes by itself. Returns its id. */
export function say(text: string, more: Partial<Omit<Toast, 'id' | 'text'>> = {}): number {
  count += 1;
  set([...toasts.slice(-2), { id: count, text, seconds: more.bad ? 12 : 5, ...more }]);
  return count;
}

/** Say what went wrong, in the desk's own sentence. */
export function sayError(error: unknown): void {
  say(error instanceof Error ? error.message : String(error), { bad: true });
}

export function unsay(id: number): void {
  set(toasts.filter((toast) => toast.id !== id));
}

export function useToasts(): readonly Toast[] {
  return useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => toasts,
  );
}

export function Toasts() {
  const shown = useToasts();
  return (
    <div className={styles.toasts} role="status" aria-live="polite">
      {shown.map((toast) => (
        <OneToast key={toast.id} toast={toast} />
      ))}
    </div>
  );
}

function OneToast({ toast }: { toast: Toast }) {
  useEffect(() => {
    const timer = window.setTimeout(() => unsay(toast.id), toast.seconds * 1000);
    return () => window.clearTimeout(timer);
  }, [toast]);
  return (
    <div className={toast.bad ? `${styles.toast} ${styles.bad}` : styles.toast}>
      <span>{toast.text}</span>
      {toast.action && (
        <button
          type="button"
          onClick={() => {
            toast.action?.run();
            unsay(toast.id);
          }}
        >
          {toast.action.title}
        </button>
      )}
      <button type="button" className="plain" aria-label={strings.close} onClick={() => unsay(toast.id)}>
        ×
      </button>
    </div>
  );
}
