// A text with what was made of its words marked in it.
import { useMemo } from 'react';
import type { Writing } from '../../../parts/FileText';
import { strings } from '../../../strings';
import { cut, type Mark, marksOn, useEvidence } from '../evidence';
import styles from './Source.module.css';

/** How a piece under these marks looks. What has the focus goes before all else. */
export function lookOf(marks: readonly Mark[], active: string | null): string {
  if (active !== null && marks.some((mark) => mark.owner === active)) return styles.strong ?? '';
  if (marks.some((mark) => mark.kind === 'caution')) return styles.caution ?? '';
  if (marks.some((mark) => mark.kind === 'value')) return styles.value ?? '';
  return styles.leftover ?? '';
}

/** What clicking under these marks gives the focus to: the line rather than the head. */
export function ownerOf(marks: readonly Mark[]): string | null {
  const owned = marks.filter((mark) => mark.owner !== null);
  return (owned.find((mark) => mark.owner?.startsWith('line:')) ?? owned[0])?.owner ?? null;
}

/** How to write the pieces of a text whose words are marked. */
export function marking(marks: readonly Mark[]): Writing {
  const on = marksOn(marks);
  return (slice) => {
    const found = on(slice);
    return found.length === 0 ? slice.text : <MarkedText text={slice.text} marks={found} />;
  };
}

export function MarkedText({ text, marks }: { text: string; marks: readonly Mark[] }) {
  const { active } = useEvidence();
  const pieces = useMemo(() => cut(text, marks), [text, marks]);
  return (
    <>
      {pieces.map((piece) =>
        piece.marks.length === 0 ? (
          piece.text
        ) : (
          <mark
            key={piece.start}
            className={lookOf(piece.marks, active)}
            data-mark={ownerOf(piece.marks) ?? undefined}
            title={titleOf(piece.marks)}
          >
            {piece.text}
          </mark>
        ),
      )}
    </>
  );
}

function titleOf(marks: readonly Mark[]): string | undefined {
  if (marks.some((mark) => mark.kind === 'caution')) return strings.review.source.caution;
  if (marks.every((mark) => mark.kind === 'leftover')) return strings.review.source.unread;
  return undefined;
}
