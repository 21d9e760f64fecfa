import type { Kind, Language } from "@chop/kit";

/** What can be asked of a kind in one touch: a view of its descriptor. */
export interface Asked {
  kind: string;
  view: Kind["views"][number];
}

/** Every view of every kind that can be shown as a code, for a list. */
export function choices(kinds: Record<string, Kind>, language: Language): { value: string; label: string }[] {
  return askable(kinds).map(({ kind, view }) => ({
    value: `${kind}/${view.id}`,
    label: `${kinds[kind]?.names[language] ?? kind} – ${view.names[language]}`,
  }));
}

/** The view that is set, or the first of the personal code. */
export function chosen(kinds: Record<string, Kind>, setting: string): Asked {
  const all = askable(kinds);
  const found =
    all.find(({ kind, view }) => `${kind}/${view.id}` === setting) ?? all.find(({ kind }) => kind === "personal-code");
  if (found === undefined) throw new Error("the personal code has no view");
  return found;
}

function askable(kinds: Record<string, Kind>): Asked[] {
  return Object.entries(kinds).flatMap(([kind, { profile, views }]) =>
    profile === null ? [] : views.map((view) => ({ kind, view })),
  );
}
