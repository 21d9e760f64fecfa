import { KINDS, type Counts } from "./counts";

/** The report of a shift: numbers, never a person. Its signed form is a compact JWS (RFC 7515) with ES256. */
export interface Report {
  schema: "chop-scanner-shift-1";
  /** Counts up on each device: a report that is missing is seen. */
  number: number;
  /** SHA-256 of the report before, base64url; null for the first. */
  previous: string | null;
  door: string;
  from: string;
  until: string;
  totals: Record<string, number>;
  hours: Counts["hours"];
}

const TYPE = "chop-scanner-shift-1+jws";

/** A key of this device: it signs reports and requests, and cannot be taken out of the browser. */
export async function newKey(): Promise<CryptoKeyPair> {
  return crypto.subtle.generateKey({ name: "ECDSA", namedCurve: "P-256" }, false, ["sign", "verify"]);
}

/** The report of a shift that ends now. */
export async function report(
  counts: Counts,
  door: string,
  until: number,
  last: { jws: string; number: number } | undefined,
): Promise<Report> {
  return {
    schema: "chop-scanner-shift-1",
    number: (last?.number ?? 0) + 1,
    previous: last === undefined ? null : await digest(last.jws),
    door,
    from: new Date(counts.since).toISOString(),
    until: new Date(until).toISOString(),
    totals: Object.fromEntries(
      KINDS.map((what) => [what, Object.values(counts.hours).reduce((sum, hour) => sum + (hour[what] ?? 0), 0)]),
    ),
    hours: counts.hours,
  };
}

/** The report signed by this device. The public key is in its head; who it belongs to, its fingerprint says. */
export async function sign(content: Report, key: CryptoKeyPair): Promise<string> {
  const { kty, crv, x, y } = await crypto.subtle.exportKey("jwk", key.publicKey);
  const head = base64url(utf8(JSON.stringify({ alg: "ES256", typ: TYPE, jwk: { kty, crv, x, y } })));
  const body = base64url(utf8(JSON.stringify(content)));
  const signature = await crypto.subtle.sign(ES256, key.privateKey, utf8(`${head}.${body}`));
  return `${head}.${body}.${base64url(new Uint8Array(signature))}`;
}

/** Reads a report and checks its signature; null if anything is not as it must be. */
export async function check(jws: string): Promise<{ report: Report; fingerprint: string } | null> {
  try {
    const [head = "", body = "", signature = "", ...rest] = jws.trim().split(".");
    if (rest.length > 0) return null;
    const { alg, typ, jwk } = JSON.parse(new TextDecoder().decode(unbase64url(head)));
    if (alg !== "ES256" || typ !== TYPE) return null;
    const publicKey = await crypto.subtle.importKey(
      "jwk",
      { kty: jwk.kty, crv: jwk.crv, x: jwk.x, y: jwk.y },
      { name: "ECDSA", namedCurve: "P-256" },
      true,
      ["verify"],
    );
    const signed = utf8(`${head}.${body}`);
    if (!(await crypto.subtle.verify(ES256, publicKey, unbase64url(signature), signed))) return null;
    const report = JSON.parse(new TextDecoder().decode(unbase64url(body))) as Report;
    if (report.schema !== "chop-scanner-shift-1") return null;
    return { report, fingerprint: await fingerprint(publicKey) };
  } catch {
    return null;
  }
}

const ES256 = { name: "ECDSA", hash: "SHA-256" } as const;

/** The thumbprint of a public key (RFC 7638), in groups of four that can be read out. */
export async function fingerprint(key: CryptoKey): Promise<string> {
  const { crv, kty, x, y } = await crypto.subtle.exportKey("jwk", key);
  const hash = await crypto.subtle.digest("SHA-256", utf8(JSON.stringify({ crv, kty, x, y })));
  const words = [...new Uint8Array(hash).slice(0, 16)].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return words.match(/.{4}/g)!.join(" ");
}

/** The public key in PEM (SubjectPublicKeyInfo), as `chop trust add` takes it. */
export async function pem(key: CryptoKey): Promise<string> {
  const der = new Uint8Array(await crypto.subtle.exportKey("spki", key));
  const lines = btoa(String.fromCharCode(...der)).match(/.{1,64}/g)!.join("\n");
  return `-----BEGIN PUBLIC KEY-----\n${lines}\n-----END PUBLIC KEY-----\n`;
}

async function digest(text: string): Promise<string> {
  return base64url(new Uint8Array(await crypto.subtle.digest("SHA-256", utf8(text))));
}

function utf8(text: string): Uint8Array<ArrayBuffer> {
  return new TextEncoder().encode(text);
}

function base64url(bytes: Uint8Array): string {
  return btoa(String.fromCharCode(...bytes)).replaceAll("+", "-").replaceAll("/", "_").replace(/=+$/, "");
}

function unbase64url(text: string): Uint8Array<ArrayBuffer> {
  if (!/^[A-Za-z0-9_-]*$/.test(text)) throw new Error("base64url");
  return Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (letter) => letter.charCodeAt(0));
}
