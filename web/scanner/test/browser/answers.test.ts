import { LANGUAGES, type Language } from "@chop/kit/language";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { serious } from "./axe";
import { own, sentence } from "./core-text";
import { Door, last, pack } from "./door";

/** The word that fills the screen, and what it looks like, by sample. */
const HEADS: Record<string, [head: string, face: string]> = {
  "come-in": ["head-pass", "pass"],
  photo: ["head-pass", "pass"],
  asked: ["head-pass", "pass"],
  part: ["head-part", "part"],
  again: ["head-pass", "pass"],
  list: ["head-doubt", "doubt"],
  clock: ["answer-clock", "doubt"],
  other: ["head-doubt", "doubt"],
};

describe("training shows every outcome, judged by the core itself", () => {
  let door: Door;
  beforeAll(async () => {
    door = await Door.open();
  });
  afterAll(() => door.close());

  for (const language of LANGUAGES) {
    test(`in ${language}`, { timeout: 120_000 }, async () => {
      const { page } = door;
      await page.evaluate(() => document.querySelector<HTMLElement>(".answer .next button")?.click());
      await choose(door, language);
      await open(door, "more-training", language);
      for (const { id, expect: code } of pack.samples) {
        await page.getByRole("button", { name: own(`training-${id}`, language), exact: true }).click();
        await page.locator(`.answer[data-code="${code}"]`).waitFor({ timeout: 10_000 });
        const [head, face] = HEADS[id] ?? ["head-fail", "fail"];
        const alert = page.locator(".answer").getByRole("alert");
        expect(await alert.getByRole("heading").innerText(), id).toBe(own(head, language));
        expect(await page.locator(`.answer.${face}`).count(), id).toBe(1);
        expect(await page.locator(".banner").innerText()).toBe(own("training-banner", language));
        if (code !== "ok") {
          expect((await alert.innerText()).replaceAll("\n", " "), id).toMatch(sentence(code, language) ?? /^$/);
          const advice = sentence(code, language, "advice");
          if (advice !== null) expect(await page.locator(".advice").innerText(), id).toMatch(advice);
        }
        expect(await serious(page), `${id} in ${language}`).toEqual([]);
        await page.keyboard.press("Enter");
        await page.locator(".answer").waitFor({ state: "detached" });
      }
    });
  }

  test("nothing was counted, and nothing in the page was refused by its policy", async () => {
    expect((await door.storage()).text).not.toMatch(/"(?:in|refused|undecided)"/);
    expect(door.errors).toEqual([]);
  });
});

describe("at the door", () => {
  let door: Door;
  beforeAll(async () => {
    door = await Door.open({ at: last("come-in").at });
    await door.withoutCamera();
  });
  afterAll(() => door.close());

  test("a document in force: come in, with name and level in words, and the facts are gone after five seconds", async () => {
    const { page } = door;
    await door.type(last("come-in").text);
    const answer = page.locator(".answer");
    expect(await answer.getAttribute("data-code")).toBe("ok");
    expect(await page.getByRole("alert").innerText()).toContain("Come in");
    expect(await page.locator(".names").innerText()).toContain("CHAN");
    expect(await answer.innerText()).toContain("Level 1");
    expect(await answer.innerText()).toContain("one scan");
    expect(await page.getByText("In: 1").count()).toBe(1);
    await answer.waitFor({ state: "detached", timeout: 6_500 });
    expect(await page.content()).not.toContain("CHAN");
  });

  test("the same code again says when it was used", async () => {
    await door.type(last("come-in").text);
    expect(await door.page.locator(".answer").getAttribute("data-code")).toBe("replay.seen");
    expect(await door.page.locator(".answer").getByRole("alert").innerText()).toMatch(sentence("replay.seen", "en") ?? /^$/);
  });

  test("the same holder's next code is let in with a caution that says how long ago", async () => {
    await door.type(last("again").text);
    expect(await door.page.locator(".answer.pass").count()).toBe(1);
    expect(await door.page.locator(".caution").innerText()).toMatch(/The same holder was admitted .* ago\./);
    expect(await door.page.getByText("In: 2").count()).toBe(1);
  });

  test("an admission that was a mistake is taken back", async () => {
    await door.page.getByRole("button", { name: own("undo-last", "en") }).click();
    await door.page.locator(".answer").waitFor({ state: "detached" });
    expect(await door.page.getByText("In: 1").count()).toBe(1);
  });

  test("the next scan takes the place of an answer at once, and nothing of the one before stays", async () => {
    await door.type(last("photo").text);
    expect(await door.page.locator(".answer img").count()).toBe(1);
    const begin = Date.now();
    await door.type(last("revoked").text);
    expect(Date.now() - begin).toBeLessThan(1_000);
    expect(await door.page.locator(".answer img").count()).toBe(0);
    expect(await door.page.locator(".answer").getByRole("alert").innerText()).toContain("Not accepted");
    const halves = await door.page.locator(".halves").innerText();
    expect(halves).toMatch(/Genuine\s+Yes/);
    expect(halves).toMatch(/In force\s+No, not valid/);
    await door.page.locator(".names").waitFor({ state: "detached", timeout: 6_500 });
    expect(await door.page.locator(".answer.fail").count()).toBe(1);
  });

  test("a licence with one class ended says which are valid", async () => {
    await door.type(last("part").text);
    expect(await door.page.locator(".answer").getByRole("alert").innerText()).toContain("Valid in part");
    expect(await door.page.locator(".only").innerText()).toContain("Light goods vehicle");
    expect(await door.page.locator(".only").innerText()).not.toContain("Private car");
  });

  test("facts leave the screen when the page is hidden", async () => {
    await door.type(last("suspended").text);
    await door.page.evaluate(() => dispatchEvent(new Event("blur")));
    expect(await door.page.locator(".names").count()).toBe(0);
  });
});

async function choose(door: Door, language: Language): Promise<void> {
  if ((await door.page.locator("main.stack").count()) === 0) return;
  await door.page.locator(`.look input[value="${language}"]`).check({ force: true });
  await door.page.waitForFunction((language) => document.documentElement.lang.startsWith(language), language);
}

async function open(door: Door, key: string, language: Language): Promise<void> {
  const { page } = door;
  if ((await page.locator(".go").count()) > 0) await door.withoutCamera();
  if ((await page.locator(".scan").count()) > 0) await page.getByRole("button", { name: own("more-button", language) }).click();
  if ((await page.getByRole("button", { name: own(key, language), exact: true }).count()) === 0) {
    await page.getByRole("button", { name: own("back", language) }).click();
  }
  await page.getByRole("button", { name: own(key, language), exact: true }).click();
}
