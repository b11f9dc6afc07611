// Until when a review can be put off, by the desk's own time.
import { deskNow, deskOffset } from '../../../parts/times';
import { strings } from '../../../strings';

const HOUR = 3_600_000;
const MORNING = 7;

export interface SnoozeChoice {
  title: string;
  until: Date;
}

export function snoozeChoices(cutoff: string | null): SnoozeChoice[] {
  const words = strings.review.foot;
  const now = deskNow();
  const choices: SnoozeChoice[] = [
    { title: words.hour, until: new Date(now.getTime() + HOUR) },
    { title: words.morning, until: tomorrowMorning(now) },
  ];
  const before = cutoff === null ? null : new Date(new Date(cutoff).getTime() - HOUR);
  if (before !== null && before > now) choices.push({ title: words.beforeCutoff, until: before });
  return choices;
}

/** Seven in the morning of the next day, where the desk is. */
function tomorrowMorning(now: Date): Date {
  const local = new Date(now.getTime() + deskOffset(now));
  const wall = Date.UTC(local.getUTCFullYear(), local.getUTCMonth(), local.getUTCDate() + 1, MORNING);
  return new Date(wall - deskOffset(new Date(wall - deskOffset(now))));
}
