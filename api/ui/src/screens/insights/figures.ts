// Figures as they are said.

export function percent(share: number | null): string {
  return share === null ? '–' : `${Math.round(share * 100)}%`;
}

/** Minutes in the unit that one would say them in. */
export function minutes(value: number | null): string {
  if (value === null) return '–';
  if (value < 1) return `${Math.max(1, Math.round(value * 60))} s`;
  if (value < 90) return `${Math.round(value)} min`;
  if (value < 48 * 60) return `${(value / 60).toFixed(1)} h`;
  return `${Math.round(value / 1440)} days`;
}

export function count(value: number): string {
  return value.toLocaleString('en-US');
}
