// How sure something is: a shape, a word and a number, never colour alone.
import type { Sureness } from '../api/schema';
import { strings } from '../strings';
import styles from './Sure.module.css';

const SHAPES: Record<Sureness, string> = { settled: '●', likely: '◐', unsure: '○' };

export function Sure({
  level,
  probability,
  brief,
}: {
  level: Sureness;
  probability: number;
  brief?: boolean;
}) {
  const percent = `${Math.floor(probability * 100 + 1e-9)}%`;
  const word = strings.sureness[level];
  return (
    <span className={`${styles.sure} ${styles[level]}`} title={`${word}, ${percent}`}>
      <span aria-hidden="true">{SHAPES[level]}</span>
      <span className={brief ? 'unseen' : undefined}>{word}</span> <span>{percent}</span>
    </span>
  );
}
