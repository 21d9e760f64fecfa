import type { Level, Scan, VerifyResult, Words } from "@chop/verifier";

/** What an answer looks like from across the gate: four shapes, four words, four sounds. */
export type Face = "pass" | "part" | "fail" | "doubt";

/** One fact in words. */
export interface Row {
  id: string;
  label: string;
  text: string;
}

/** One document of an answer, in words. Everything in it is personal. */
export interface ShownDocument {
  /** Null where its name is kept private. */
  name: string | null;
  issuer: string;
  note: string | null;
  portrait: string | null;
  /** Names first, and largest. */
  names: Row[];
  rows: Row[];
}

/** An answer as the screen shows it. All words but `head` are the core's. */
export interface Answer {
  face: Face;
  /** The key of the word that fills the screen. */
  head: string;
  code: string;
  message: string;
  advice: string | null;
  /** Whether the time of this device must be looked at. */
  clock: boolean;
  genuine: "yes" | "no" | "unknown";
  inForce: "yes" | "partly" | "no" | "unknown";
  /** Words for what is in force, where only a part is. */
  only: string[];
  level: { level: Level; words: string; stops: string; does_not_stop: string } | null;
  cautions: { code: string; sentence: string }[];
  /** Gone after five seconds. */
  documents: ShownDocument[];
  /** Whether facts were here, and were taken off. */
  gone: boolean;
}

/** Rejections that a wrong clock brings about as well as a wrong code. */
const CLOCK = new Set(["clock.doubtful", "freshness.future", "freshness.stale", "time.not-yet", "replay.before-start"]);

const NAMES = ["family_name", "given_name", "name_zh"];

/** The answer for a scan. `isPublic` says whether the name of a kind may stand on a screen at a door. */
export function answer({ result, words }: Scan, isPublic: (kind: string) => boolean): Answer {
  const shape = face(result);
  const kinds = result.documents?.map((document) => document.kind) ?? [result.kind];
  return {
    face: shape,
    head: head(result, shape),
    code: result.code,
    message: result.message,
    advice: result.advice,
    clock: CLOCK.has(result.code),
    genuine: result.genuine === null ? "unknown" : result.genuine ? "yes" : "no",
    inForce: result.in_force ?? "unknown",
    only: words?.in_force?.entitlements.map((entry) => entry.label) ?? [],
    level: words?.level ?? null,
    cautions: words?.cautions ?? [],
    documents:
      words?.documents.map((document, at) => {
        const kind = kinds[at] ?? null;
        return shown(document, kind === null || isPublic(kind));
      }) ?? [],
    gone: false,
  };
}

/** A letter, or a document that nobody is shown to hold, never says “come in”: it says what it proves. */
function face(result: VerifyResult): Face {
  switch (result.verdict) {
    case "verified":
      return result.in_force === "partly" || isUnheld(result) ? "part" : "pass";
    case "not_in_force":
    case "rejected":
      return "fail";
    case "undecided":
      return "doubt";
  }
}

function head(result: VerifyResult, shape: Face): string {
  if (shape === "part" && isUnheld(result)) return "head-unheld";
  if (result.code === "clock.doubtful") return "answer-clock";
  return `head-${shape}`;
}

function isUnheld(result: VerifyResult): boolean {
  return result.level === null;
}

/** Of a document whose very name hurts, only the names and the photo of its holder are shown: other labels would tell. */
function shown(document: Words["documents"][number], isPublic: boolean): ShownDocument {
  const rows = document.rows.filter((row) => row.picture === null);
  const others = isPublic ? rows.filter((row) => !NAMES.includes(row.id)) : [];
  return {
    name: isPublic ? document.name : null,
    issuer: isPublic ? document.issuer : "",
    note: isPublic ? document.note : null,
    portrait: document.rows.find((row) => row.picture !== null)?.picture ?? null,
    names: rows.filter((row) => NAMES.includes(row.id)).map(row),
    rows: others.map(row),
  };
}

function row({ id, label, text }: Row): Row {
  return { id, label, text };
}

/** An answer where nothing could be judged. */
export function undecided(code: string, message: string, advice: string | null): Answer {
  const clock = code === "clock.doubtful";
  return {
    face: "doubt", head: clock ? "answer-clock" : "head-doubt", code, message, advice, clock, genuine: "unknown",
    inForce: "unknown", only: [], level: null, cautions: [], documents: [], gone: false,
  };
}

/** The same answer with everything personal gone. */
export function withoutFacts(shown: Answer): Answer {
  return { ...shown, only: [], documents: [], gone: shown.gone || shown.documents.length > 0 };
}
