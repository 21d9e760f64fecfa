import type { OpenChallenge, Scan, Trust } from "@chop/verifier";

/** What the page asks its worker, and what it gets. The worker holds the verification core; the page has no rule of its own. */
export interface Questions {
  /** Opens a verifier under a name. A trust list that is not accepted is told by its code. */
  open: { ask: Opening; get: { fault: string | null; state: string | null } };
  /** Takes a newer trust list; on a refusal, told by its code, the old one goes on. */
  renew: { ask: { name: Name; bundle: Uint8Array; at: number }; get: { fault: string | null } };
  /** Judges a text. */
  verify: { ask: Showing; get: { scan: Scan; state: string } };
  /** Asks first (level 2). The key signs in the worker and cannot be read there. */
  challenge: { ask: Asking; get: { open: OpenChallenge | null; fault: string | null } };
  trust: { ask: { name: Name; at: number; lang: string }; get: Trust | null };
  /** Sentence and advice of a stable code. */
  explain: { ask: { code: string; lang: string }; get: { sentence: string; advice: string | null } };
  /** The texts of the symbols in a picture. The picture is gone afterwards. */
  read: { ask: { picture: ImageBitmap }; get: string[] };
}

/** The door's own verifier, or one for practice. */
export type Name = "door" | "training";

/** What a verifier is opened with. Times are in seconds since 1970. */
export interface Opening {
  name: Name;
  root: Uint8Array | null;
  bundle: Uint8Array;
  state: string | null;
  at: number;
}

/** Something that was shown. */
export interface Showing {
  name: Name;
  text: string;
  at: number;
  lang: string;
  site: string;
  /** Whether it must answer the request that is open here. */
  answering: boolean;
  /** A request that was made elsewhere, as practice has it. */
  asked?: { challenge: string; audience: string };
}

/** A request to the holder. */
export interface Asking {
  name: Name;
  kind: string;
  elements: string[];
  purpose: string;
  at: number;
  key: CryptoKeyPair;
}

/** A question on its way. */
export interface Request<Q extends keyof Questions = keyof Questions> {
  id: number;
  question: Q;
  ask: Questions[Q]["ask"];
}

/** The answer to a question. */
export type Reply = { id: number; got: unknown } | { id: number; failed: string };
