import "@chop/kit/kit.css";
import coreText from "virtual:core-text";
import { KIT_TEXT, LANGUAGES, Texts, type Sources } from "@chop/kit";
import { mount } from "svelte";
import App from "./App.svelte";
import { Session } from "./door/session.svelte";
import { Store } from "./keep/store";
import { Install } from "./offline/install.svelte";
import { APP_TEXT } from "./text";

const sources = Object.fromEntries(
  LANGUAGES.map((language) => [language, [coreText[language], KIT_TEXT[language], APP_TEXT[language]]]),
) as unknown as Sources;

let session: Session | null = null;
const store = await Store.open((broken) => {
  if (session !== null) session.storeBroken = broken;
});
const opened = new Session(
  new Texts(sources),
  store,
  () => new Worker(new URL("./core/worker.ts", import.meta.url), { type: "module", name: "core" }),
);
session = opened;
opened.storeBroken = store.closed;
const install = new Install();
const root = document.getElementById("app");
if (root === null) throw new Error("the page has no place for the app");
root.replaceChildren();
mount(App, { target: root, props: { session: opened, install } });
await opened.begin();
await install.begin();
