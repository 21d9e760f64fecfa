import { getContext, setContext } from "svelte";
import type { Install } from "./offline/install.svelte";
import type { Session } from "./door/session.svelte";

const KEY = Symbol("session");

/** What every screen is handed: the shift, and where the installed copy stands. */
export interface Shared {
  session: Session;
  install: Install;
}

/** To be called once, by the root of the app. */
export function share(shared: Shared): void {
  setContext(KEY, shared);
}

/** The shift that a screen belongs to. */
export function shared(): Shared {
  return getContext<Shared>(KEY);
}
