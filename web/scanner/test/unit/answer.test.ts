import type { Scan, VerifyResult, Words } from "@chop/verifier";
import { expect, test } from "vitest";
import { answer, withoutFacts } from "../../src/verdict/answer";

const PIXEL = "data:image/webp;base64,UklGRiIAAABXRUJQVlA4IBYAAAAwAQCdASoBAAEAD8D+JaQAA3AAAAAA";

function scan(result: Partial<VerifyResult>, words: Partial<Words> | null = {}): Scan {
  return {
    result: {
      schema: "chop-verify-result-1", verdict: "verified", code: "ok", genuine: true, in_force: "yes", level: "1",
      kind: "personal-code", issuer: null, claims: null, cautions: [], valid_until: null, replay: "recorded",
      message: "The document is genuine and in force.", advice: null, ...result,
    },
    words: words === null ? null : {
      verdict: "Verified", message: "", advice: null, in_force: { word: "Yes, valid", entitlements: [] },
      level: { level: "1", words: "one scan", stops: "", does_not_stop: "" }, cautions: [], when: "",
      documents: [{
        name: "Certificate", issuer: "Department", note: "A note.",
        rows: [
          { id: "family_name", label: "Surname", text: "CHAN", picture: null },
          { id: "release_date", label: "Date of release", text: "1 May 2020", picture: null },
          { id: "portrait", label: "Photo", text: "", picture: PIXEL },
        ],
      }],
      ...words,
    },
  };
}

test("each verdict has its own face, and only a held document in force says come in", () => {
  const face = (result: Partial<VerifyResult>): string[] => {
    const shown = answer(scan(result), () => true);
    return [shown.face, shown.head];
  };
  expect(face({})).toEqual(["pass", "head-pass"]);
  expect(face({ in_force: "partly", entitlements: ["2"] })).toEqual(["part", "head-part"]);
  expect(face({ level: null, cautions: ["holder.unproven"] })).toEqual(["part", "head-unheld"]);
  expect(face({ verdict: "not_in_force", code: "status.revoked", in_force: "no" })).toEqual(["fail", "head-fail"]);
  expect(face({ verdict: "rejected", code: "signature.issuer" })).toEqual(["fail", "head-fail"]);
  expect(face({ verdict: "undecided", code: "trust.stale" })).toEqual(["doubt", "head-doubt"]);
  expect(face({ verdict: "undecided", code: "clock.doubtful" })).toEqual(["doubt", "answer-clock"]);
});

test("a discreet kind is never named: neither its name, nor its issuer, nor a label that would tell", () => {
  const open = answer(scan({}), () => true).documents[0];
  expect(open?.name).toBe("Certificate");
  expect(open?.rows.map((row) => row.id)).toEqual(["release_date"]);
  const discreet = answer(scan({}), () => false).documents[0];
  expect(discreet).toEqual({
    name: null, issuer: "", note: null, portrait: PIXEL, rows: [],
    names: [{ id: "family_name", label: "Surname", text: "CHAN" }],
  });
});

test("what was not judged has its sentence and no fact", () => {
  const shown = answer(scan({ verdict: "rejected", code: "input.web-address", genuine: false }, null), () => true);
  expect(shown.documents).toEqual([]);
  expect(shown.level).toBeNull();
});

test("an answer without its facts has nothing of the person left", () => {
  const left = JSON.stringify(withoutFacts(answer(scan({}), () => true)));
  expect(left).not.toContain("CHAN");
  expect(left).not.toContain("data:image");
});
