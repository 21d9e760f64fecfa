// Makes public/training.json: real codes for practice, by chop itself, and the trust lists that judge them.
//
//   node training/make.mjs [CHOP]        CHOP is the command; target/release/chop if left out
//
// What it makes is new each time: keys are drawn and thrown away with the folder. Everybody in it is invented, with
// identity numbers of the prefix O. A test judges every sample and holds it to the code that it names.
import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { decode, encode } from "./base45.mjs";

const here = new URL(".", import.meta.url).pathname;
const chopPath = resolve(process.argv[2] ?? join(here, "../../../target/release/chop"));
const folder = mkdtempSync(join(tmpdir(), "chop-training-"));
const env = { ...process.env, CHOP_PASSPHRASE: "a passphrase for practice", CHOP_STATE: join(folder, "door"), CHOP_LANG: "en" };
const SITE = "9c868f82cebe19b4";

function chop(...words) {
  return execFileSync(chopPath, words, { cwd: folder, env, encoding: "utf8", stdio: ["ignore", "pipe", "pipe"] });
}

const now = () => Math.floor(Date.now() / 1000);
const tdate = (seconds) => new Date(seconds * 1000).toISOString().replace(/\.\d+/, "");
const day = (days) => tdate(now() + 8 * 3600 + days * 86_400).slice(0, 10);
const files = (name) => readdirSync(join(folder, name)).sort().map((file) => `${name}/${file}`);

const photo = `data:image/png;base64,${readFileSync(join(here, "face.png")).toString("base64")}`;
const PEOPLE = "holder_ref,family_name,given_name,name_zh,id_number,birth_date,issue_date,portrait\n";
const DRIVERS =
  "holder_ref,family_name,given_name,name_zh,document_number,reference_number,birth_date,licence_type,issue_date," +
  "expiry_date,entitlements,portrait,points\n";

function person(reference, surname, given, chinese, number, portrait = "") {
  return `${reference},${surname},${given},${chinese},${number},1958-06-03,2021-11-30,"${portrait}"\n`;
}

function driver(reference, until, classes) {
  return `${reference},CHAN,Tai Man,陳大文,O123456(1),DL2026000001,1958-06-03,full,2017-11-27,${until},"${classes}",,0\n`;
}

const DEPARTMENTS = [
  {
    name: "identity",
    kind: "personal-code",
    names: ["en=Identity Office", "zh-Hant=身份事務處", "zh-Hans=身份事务处"],
    rows:
      PEOPLE +
      person("P-1", "CHAN", "Tai Man", "陳大文", "O123456(1)", photo) +
      person("P-2", "WONG", "Ka Yan", "黃嘉欣", "O100003(A)") +
      person("P-3", "LEE", "Siu Ming", "李小明", "O100008(0)"),
    wallets: { "P-1": "one", "P-2": "revoked", "P-3": "suspended" },
  },
  {
    name: "transport",
    kind: "driving-licence",
    names: ["en=Transport Department", "zh-Hant=運輸署", "zh-Hans=运输署"],
    rows:
      DRIVERS +
      driver("D-1", day(3650), `1:2017-11-27/${day(-30)};2:2017-11-27/${day(2500)}`) +
      driver("D-2", day(0), `1:2017-11-27/${day(0)}`),
    wallets: { "D-1": "one", "D-2": "ending" },
  },
];

function addToRegistry(registry, { name, kind, names }) {
  rmSync(join(folder, `${name}-lists`), { recursive: true, force: true });
  chop("issuer", "publish", name, "--out", `${name}-lists`);
  const lists = files(`${name}-lists`).filter((file) => file.endsWith(".cwt"));
  chop(
    "trust", "add", registry, "--key", `${name}/issuer.pem`, "--kind", kind,
    ...names.flatMap((name) => ["--name", name]),
    ...lists.flatMap((file) => ["--status-list", file]),
  );
}

function issue({ name, kind, rows, names, wallets }) {
  chop(
    "issuer", "init", name, ...names.flatMap((name) => ["--name", name]), "--kind", kind,
    "--status-prefix", `https://status.example/${name}/`,
  );
  writeFileSync(join(folder, `${name}.csv`), rows);
  chop("issuer", "issue", name, "--kind", kind, "--records", `${name}.csv`, "--report", `${name}.report`);
  const letters = readFileSync(join(folder, `${name}.report`), "utf8").trim().split("\n").map((line) => JSON.parse(line));
  return () => {
    for (const [reference, wallet] of Object.entries(wallets)) {
      const claim = letters.find((row) => row.holder_ref === reference).claim_code;
      const requests = `${name}-${wallet}-requests`;
      mkdirSync(join(folder, requests));
      chop("wallet", "--wallet", wallet, "request", "--kind", kind, "--claim-code", claim, "--out", `${requests}/r.chop-request`);
      chop("issuer", "issue", name, "--kind", kind, "--records", `${name}.csv`, "--requests", requests, "--out", `${name}-${wallet}`);
      for (const file of files(`${name}-${wallet}`)) chop("wallet", "--wallet", wallet, "add", file);
    }
  };
}

function code(wallet, kind, ...more) {
  return chop("wallet", "--wallet", wallet, "code", kind, ...more, "--once", "--text").trimEnd();
}

/** The code with one byte changed, found by what is before it. */
function changed(text, change) {
  return `PC1:${encode(change(decode(text.slice(4))))}`;
}

chop("trust", "init", "registry");
chop("trust", "init", "others");
const give = DEPARTMENTS.map(issue);
chop("verifier", "init", "--key", "door.key.pem", "--public", "door.pem");
chop("trust", "add", "registry", "--name", "en=Block 3", "--key", "door.pem", "--verifier", "*");
for (const department of DEPARTMENTS) addToRegistry("registry", department);
chop("trust", "sign", "registry", "--out", "early.chop");
chop("trust", "pin", "early.chop");
for (const wallet of ["one", "revoked", "suspended", "ending"]) chop("wallet", "--wallet", wallet, "init", "--trust", "early.chop");
for (const each of give) each();
chop("issuer", "revoke", "identity", "--holder", "P-2", "--reason", "lost");
chop("issuer", "suspend", "identity", "--holder", "P-3", "--reason", "inquiry");
addToRegistry("registry", DEPARTMENTS[0]);
chop("trust", "sign", "registry", "--out", "day.chop");
chop("trust", "sign", "others", "--out", "others.chop");
chop("trust", "sign", "registry", "--out", "old.chop", "--at", tdate(now() - 8 * 86_400));
chop("trust", "sign", "registry", "--out", "later.chop", "--at", tdate(now() + 2 * 86_400));

const NAME = ["--show", "family_name", "given_name", "name_zh", "age_over_18"];
const plain = code("one", "personal-code", ...NAME);
const photoCode = code("one", "personal-code", "--show", "family_name", "given_name", "portrait");
const next = code("one", "personal-code", ...NAME);
const licence = code("one", "driving-licence", "--show", "family_name", "given_name");
const ending = code("ending", "driving-licence", "--show", "family_name", "given_name");
const revoked = code("revoked", "personal-code", ...NAME);
const suspended = code("suspended", "personal-code", ...NAME);
const elsewhere = code("one", "personal-code", ...NAME, "--site", SITE);
const made = JSON.parse(
  chop(
    "verifier", "challenge", "--key", "door.key.pem", "--trust", "day.chop", "--purpose", "Visitor register, Block 3",
    "--elements", "family_name", "given_name", "--no-wait", "--json",
  ),
);
const asked = { challenge: made.challenge, audience: made.audience };
const answer = code("one", "personal-code", "--challenge", made.text, "--agree");
const at = now();

const flip = (text, letters) =>
  changed(text, (bytes) => {
    const place = Buffer.from(bytes).indexOf(letters);
    bytes.subarray(place, place + letters.length).reverse();
    return bytes;
  });
const unknownKind = changed(plain, (bytes) => {
  // [1, profile, …]: the third byte is profile 1; 23 is nobody's.
  bytes[2] = 23;
  return bytes;
});

const one = (text, when = at) => [{ text, at: when }];
const samples = [
  { id: "come-in", list: "day", scans: one(plain), expect: "ok" },
  { id: "photo", list: "day", scans: one(photoCode), expect: "ok" },
  { id: "asked", list: "day", scans: one(answer), asked, expect: "ok" },
  { id: "part", list: "day", scans: one(licence), expect: "ok" },
  { id: "again", list: "day", scans: [{ text: plain, at: at - 1 }, { text: next, at }], expect: "ok" },
  { id: "seen", list: "day", scans: [{ text: plain, at: at - 1 }, { text: plain, at }], expect: "replay.seen" },
  { id: "late", list: "day", scans: one(plain, at + 300), expect: "freshness.stale" },
  { id: "expired", list: "later", scans: one(ending, at + 2 * 86_400 + 60), expect: "document.expired" },
  { id: "revoked", list: "day", scans: one(revoked), expect: "status.revoked" },
  { id: "suspended", list: "day", scans: one(suspended), expect: "status.suspended" },
  { id: "edited", list: "day", scans: one(flip(plain, "CHAN")), expect: "signature.issuer" },
  { id: "stranger", list: "others", scans: one(plain), expect: "issuer.unknown" },
  { id: "place", list: "day", scans: one(elsewhere), site: "00f00f00f00f00f0", expect: "audience" },
  { id: "web", list: "day", scans: one("https://www.example/free-wifi"), expect: "input.web-address" },
  { id: "list", list: "old", scans: one(plain), expect: "trust.stale" },
  { id: "clock", list: "day", scans: one(plain, at - 7200), expect: "clock.doubtful" },
  { id: "other", list: "day", scans: one(unknownKind), expect: "code.profile" },
];
const base64 = (name) => readFileSync(join(folder, name)).toString("base64");
const list = (registry, name) => ({ root: base64(`${registry}/root.chop-root`), bundle: base64(`${name}.chop`) });
const lists = {
  day: list("registry", "day"),
  old: list("registry", "old"),
  later: list("registry", "later"),
  others: list("others", "others"),
};
writeFileSync(join(here, "../public/training.json"), `${JSON.stringify({ lists, samples })}\n`);
rmSync(folder, { recursive: true });
console.log(`${samples.length} samples`);
