// What stands where content is not: loading, empty, or an error with a way on.
import type { ReactNode } from 'react';
import { strings } from '../strings';
import styles from './States.module.css';

export function Loading({ what }: { what?: string }) {
  return (
    <p className={styles.state} role="status">
      {what ?? strings.loading}
    </p>
  );
}

export function Empty({ title, children }: { title: string; children?: ReactNode }) {
  return (
    <div className={styles.state}>
      <h2>{title}</h2>
      {children}
    </div>
  );
}

export function Failed({ error, again }: { error: unknown; again?: () => void }) {
  return (
    <div className={styles.state} role="alert">
      <p>{error instanceof Error ? error.message : String(error)}</p>
      {again && (
        <button type="button" onClick={again}>
          {strings.again}
        </button>
      )}
    </div>
  );
}
