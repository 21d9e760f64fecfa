import type { Scan } from "@chop/verifier";
import type { Core } from "../core/client";
import type { Language } from "@chop/kit";

/** Real codes made for practice, with the trust lists of the day on which they were made (training/make.mjs). */
export interface Pack {
  /** Signed trust lists with their roots, base64. */
  lists: Record<string, { root: string; bundle: string }>;
  samples: Sample[];
}

/** One thing to practise: what is scanned one after the other, and when. The last scan is the one that is shown. */
export interface Sample {
  id: string;
  list: string;
  scans: { text: string; at: number }[];
  site?: string;
  asked?: { challenge: string; audience: string };
  /** The code that the last scan ends with. */
  expect: string;
}

/** The pack, which is a file of the app. */
export async function loadPack(): Promise<Pack> {
  const response = await fetch(new URL("training.json", document.baseURI));
  if (!response.ok) throw new Error("training.json");
  return (await response.json()) as Pack;
}

/** Plays a sample with a verifier of its own, which remembers nothing of any other. */
export async function play(core: Core, pack: Pack, id: string, lang: Language): Promise<Scan> {
  const sample = pack.samples.find((sample) => sample.id === id);
  const list = sample === undefined ? undefined : pack.lists[sample.list];
  const first = sample?.scans[0];
  if (sample === undefined || list === undefined || first === undefined) throw new Error(id);
  const opened = await core.ask("open", {
    name: "training",
    root: bytes(list.root),
    bundle: bytes(list.bundle),
    state: null,
    at: first.at - 600,
  });
  if (opened.fault !== null) throw new Error(opened.fault);
  let last: Scan | null = null;
  for (const { text, at } of sample.scans) {
    const { scan } = await core.ask("verify", {
      name: "training",
      text,
      at,
      lang,
      site: sample.site ?? "",
      answering: false,
      ...(sample.asked === undefined ? {} : { asked: sample.asked }),
    });
    last = scan;
  }
  if (last === null) throw new Error(id);
  return last;
}

function bytes(base64: string): Uint8Array {
  return Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
}
