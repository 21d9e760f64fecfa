/** What is counted. Nothing else is known of anybody. */
export const KINDS = ["in", "part", "refused", "undecided", "manual", "manual_refused", "undone"] as const;

/** One of the things that are counted. */
export type Count = (typeof KINDS)[number];

/** The numbers of a shift. An hour is `YYYY-MM-DDTHH` in Hong Kong. */
export interface Counts {
  since: number;
  hours: Record<string, Partial<Record<Count, number>>>;
}

/** A shift that begins now. */
export function begin(now: number): Counts {
  return { since: now, hours: {} };
}

/** The hour of a time in milliseconds, in Hong Kong, which has no summer time. */
export function hourOf(now: number): string {
  return new Date(now + 8 * 3600_000).toISOString().slice(0, 13);
}

/** The counts with one more. */
export function add(counts: Counts, what: Count, now: number, by = 1): Counts {
  const hour = hourOf(now);
  const entry = counts.hours[hour] ?? {};
  return { ...counts, hours: { ...counts.hours, [hour]: { ...entry, [what]: (entry[what] ?? 0) + by } } };
}

/** The counts with one thing taken back, in the hour in which it was counted, and said so. */
export function undo(counts: Counts, what: Count, hour: string, now: number): Counts {
  const entry = counts.hours[hour];
  const number = entry?.[what] ?? 0;
  if (entry === undefined || number === 0) return counts;
  return add({ ...counts, hours: { ...counts.hours, [hour]: { ...entry, [what]: number - 1 } } }, "undone", now);
}

/** The sum over all hours. */
export function total(counts: Counts, what: Count): number {
  return Object.values(counts.hours).reduce((sum, hour) => sum + (hour[what] ?? 0), 0);
}

/** Whether nothing was counted. */
export function isEmpty(counts: Counts): boolean {
  return KINDS.every((what) => total(counts, what) === 0);
}
