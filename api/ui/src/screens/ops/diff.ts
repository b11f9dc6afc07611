// What differs between two texts, line by line: the longest common sequence of lines stays.

export interface DiffLine {
  kind: 'same' | 'removed' | 'added';
  text: string;
}

export function diffLines(before: string, after: string): DiffLine[] {
  const [from, to] = [before.split('\n'), after.split('\n')];
  // common[i][j]: how many lines stay of from[i..] and to[j..]. Prompts have hundreds of lines, not thousands.
  const common = Array.from({ length: from.length + 1 }, () => new Uint16Array(to.length + 1));
  const at = (i: number, j: number) => common[i]?.[j] ?? 0;
  for (let i = from.length - 1; i >= 0; i--)
    for (let j = to.length - 1; j >= 0; j--)
      (common[i] as Uint16Array)[j] =
        from[i] === to[j] ? at(i + 1, j + 1) + 1 : Math.max(at(i + 1, j), at(i, j + 1));

  const lines: DiffLine[] = [];
  let [i, j] = [0, 0];
  while (i < from.length || j < to.length) {
    if (i < from.length && j < to.length && from[i] === to[j]) {
      lines.push({ kind: 'same', text: from[i] as string });
      i += 1;
      j += 1;
    } else if (i < from.length && (j === to.length || at(i + 1, j) >= at(i, j + 1))) {
      lines.push({ kind: 'removed', text: from[i] as string });
      i += 1;
    } else {
      lines.push({ kind: 'added', text: to[j] as string });
      j += 1;
    }
  }
  return lines;
}

/** A diff with only `around` lines kept beside what changed; numbers say how many alike were left out. */
export function folded(lines: readonly DiffLine[], around = 2): (DiffLine | number)[] {
  const near = lines.map((_, at) =>
    lines.slice(Math.max(0, at - around), at + around + 1).some((line) => line.kind !== 'same'),
  );
  const shown: (DiffLine | number)[] = [];
  lines.forEach((line, at) => {
    if (near[at]) shown.push(line);
    else if (typeof shown.at(-1) === 'number') shown[shown.length - 1] = (shown.at(-1) as number) + 1;
    else shown.push(1);
  });
  return shown;
}
