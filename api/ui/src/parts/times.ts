// Times as a desk speaks of them. The desk's own clock counts, not the browser's: `me.now` sets the difference.
import { useSyncExternalStore } from 'react';

let ahead = 0;
let zone: string | undefined;
let locale: string | undefined;
let currency = 'USD';

/** Take over the desk's clock, zone, locale and currency. */
export function setDeskTime(now: string, deskZone: string, deskLocale: string, deskCurrency: string): void {
  ahead = new Date(now).getTime() - Date.now();
  zone = deskZone;
  locale = deskLocale;
  currency = deskCurrency;
}

/** The desk's time. */
export function deskNow(): Date {
  return new Date(Date.now() + ahead);
}

function subscribe(listener: () => void): () => void {
  const timer = window.setInterval(listener, 15_000);
  return () => window.clearInterval(timer);
}

/** The desk's time to a quarter of a minute; what uses it is drawn again as time passes. */
export function useNow(): Date {
  const quarter = useSyncExternalStore(subscribe, () => Math.floor((Date.now() + ahead) / 15_000));
  return new Date(quarter * 15_000);
}

/** A day in words; its year only where it is not this one. */
function dated(at: Date, timeZone: string | undefined): string {
  const year = (instant: Date) =>
    new Intl.DateTimeFormat('en', { year: 'numeric', timeZone }).format(instant);
  const format = new Intl.DateTimeFormat(locale, {
    weekday: 'short', day: 'numeric', month: 'short', timeZone,
    year: year(at) === year(deskNow()) ? undefined : 'numeric',
  }); // biome-ignore format: short
  return format.format(at);
}

export function day(iso: string): string {
  return dated(new Date(`${iso}T00:00:00Z`), 'UTC');
}

/** The day of an instant, where the desk stands. */
export function dayAt(iso: string): string {
  return dated(new Date(iso), zone);
}

/** As a mail client says it: today the time, else the day. */
export function when(iso: string): string {
  return dayAt(iso) === dayAt(deskNow().toISOString()) ? clock(iso) : dayAt(iso);
}

export function clock(iso: string): string {
  return new Intl.DateTimeFormat(locale, { hour: '2-digit', minute: '2-digit', timeZone: zone }).format(
    new Date(iso),
  );
}

export function moment(iso: string): string {
  return new Intl.DateTimeFormat(locale, {
    weekday: 'short', day: 'numeric', month: 'short', hour: '2-digit', minute: '2-digit', timeZone: zone,
  }).format(new Date(iso)); // biome-ignore format: short
}

/** Time left or passed: `2:14`, `3 days`; negative is how late it is. */
export function span(milliseconds: number): string {
  const minutes = Math.floor(Math.abs(milliseconds) / 60_000);
  const days = Math.floor(minutes / 1440);
  if (days >= 1) return days === 1 ? '1 day' : `${days} days`;
  return `${Math.floor(minutes / 60)}:${String(minutes % 60).padStart(2, '0')}`;
}

/** How far a cut-off is: the truck's time, late in words. */
export function untilCutoff(
  iso: string | null,
  now: Date,
): { text: string; late: boolean; soon: boolean } | null {
  if (iso === null) return null;
  const left = new Date(iso).getTime() - now.getTime();
  if (left < 0) return { text: `${span(left)} late`, late: true, soon: false };
  return { text: span(left), late: false, soon: left < 3_600_000 };
}

export function money(amount: string | null): string {
  if (amount === null) return '–';
  return new Intl.NumberFormat(locale, { style: 'currency', currency }).format(Number(amount));
}

/** A quantity as it is written: no trailing zeros. */
export function amount(quantity: string | null): string {
  if (quantity === null) return '?';
  return quantity.includes('.') ? quantity.replace(/\.?0+$/, '') : quantity;
}

/** How far the desk's wall clock is ahead of UTC at an instant, in milliseconds. */
export function deskOffset(at: Date): number {
  const parts = new Intl.DateTimeFormat('en-US', {
    timeZone: zone, hourCycle: 'h23',
    year: 'numeric', month: 'numeric', day: 'numeric', hour: 'numeric', minute: 'numeric', second: 'numeric',
  }).formatToParts(at); // biome-ignore format: short
  const of = (type: string) => Number(parts.find((part) => part.type === type)?.value ?? 0);
  const wall = Date.UTC(of('year'), of('month') - 1, of('day'), of('hour'), of('minute'), of('second'));
  return wall - Math.floor(at.getTime() / 1000) * 1000;
}
