import { expect, test } from "vitest";
import { TEST, testKeyboard, Typing, type Typed } from "../../src/input/wedge";

function type(typing: Typing, text: string, gap: number, from = 1000): { last: Typed; at: number } {
  let last: Typed = null;
  let at = from;
  for (const key of text) {
    last = typing.key({ key, at });
    at += gap;
  }
  return { last, at };
}

test("a scanner's text is taken whole: two spaces stay two, and those at the end stay", () => {
  const typing = new Typing();
  const { at } = type(typing, "PC1:A  B C  ", 8);
  expect(typing.key({ key: "Enter", at })).toEqual({ text: "PC1:A  B C  " });
});

test("a scanner that sends no Enter is taken after a pause", () => {
  const typing = new Typing();
  const { at } = type(typing, "PC1:6BF", 8);
  expect(typing.waiting).toBe(true);
  expect(typing.pause(at)).toBeNull();
  expect(typing.pause(at + 400)).toEqual({ text: "PC1:6BF" });
});

test("somebody who presses keys is no scanner", () => {
  const typing = new Typing();
  expect(type(typing, "hello world", 400).last).toEqual({ pressed: "d" });
  expect(typing.key({ key: "Enter", at: 9_000 })).toEqual({ pressed: "Enter" });
});

test("keys that are no character belong to nobody's text", () => {
  const typing = new Typing();
  type(typing, "PC1:", 5);
  expect(typing.key({ key: "Shift", at: 1021 })).toBeNull();
  expect(typing.key({ key: "A", at: 1023 })).toBe("typing");
  expect(typing.key({ key: "Enter", at: 1027 })).toEqual({ text: "PC1:A" });
});

test("a text without end does not fill the memory", () => {
  const typing = new Typing();
  const { at } = type(typing, "A".repeat(20_000), 1);
  const typed = typing.key({ key: "Enter", at });
  expect(typed !== null && typeof typed === "object" && "text" in typed ? typed.text.length : 0).toBe(4_400);
});

test("the test string has every character of Base45 and two spaces in a row", () => {
  for (const letter of "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:") expect(TEST).toContain(letter);
  expect(TEST).toContain("  ");
});

test("each fault of a connected scanner is told apart", () => {
  expect(testKeyboard(TEST)).toBeNull();
  expect(testKeyboard(TEST.toLowerCase())).toEqual({ fault: "case" });
  expect(testKeyboard(TEST.replace("  ", " "))).toEqual({ fault: "spaces" });
  // A German layout.
  const german = [...TEST].map((letter) => ({ Y: "Z", Z: "Y" })[letter] ?? letter).join("");
  expect(testKeyboard(german)).toEqual({ fault: "layout", want: "Y", got: "Z" });
  expect(testKeyboard(TEST.slice(0, 20))).toEqual({ fault: "short" });
});
