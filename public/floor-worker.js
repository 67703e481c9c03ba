// The tablet's pages without a network. Keeps the files of one build and the empty page of the floor in each language; that page fills itself from what
// the tablet keeps of its machines. No page with a person's name is ever kept, nor what the server says of orders: see docs/offline.md.
const BUILD = new URL(self.location.href).searchParams.get("build") ?? "unknown";
const CACHE = `floor-${BUILD}`;
const LANGUAGES = ["en", "de", "es"];
/** Where the language of this tablet is noted: a worker has no other memory. */
const LANGUAGE_NOTE = "/floor/language";
/** Reads codes from the camera's pictures. */
const DECODER = "/api/decoder";
/** Pictures and PDFs of instructions, named by their content. */
const DRAWINGS = "/api/instruction-files/";
/** So many bytes of them are kept. */
const ROOM_FOR_DRAWINGS = 100 * 2 ** 20;
/** Longer than this nobody waits for a page. */
const PATIENCE_MS = 8_000;

const shellOf = (language) => `/floor/${language}`;
const isFile = (pathname) => pathname.startsWith("/_next/static/") || pathname.startsWith(DRAWINGS) || pathname === DECODER;
const isFloorPage = ({ pathname, searchParams }) => (/^\/(station|lead|calls)(\/|$)/.test(pathname) || pathname === "/" || pathname === "/sign-in") && searchParams.get("way") !== "desk";

self.addEventListener("install", (event) => event.waitUntil(fill().then(() => self.skipWaiting())));

self.addEventListener("activate", (event) => event.waitUntil(takeLanguageOver().then(() => self.clients.claim())));

self.addEventListener("message", (event) => {
  const { language, files, drawings } = event.data ?? {};
  // A page that was opened while this worker began is nobody's yet.
  event.waitUntil(self.clients.claim());
  event.waitUntil(forgetUnusedBuilds());
  if (LANGUAGES.includes(language)) event.waitUntil(note(language));
  // What a page loaded before this worker was there.
  if (Array.isArray(files)) event.waitUntil(keepFiles(new Set(files.map((file) => new URL(file, self.location.origin).pathname).filter(isFile))));
  if (Array.isArray(drawings)) event.waitUntil((keptDrawings = keptDrawings.catch(() => undefined).then(() => keepDrawings(drawings))));
});

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== "GET" || url.origin !== self.location.origin) return;
  if (isFile(url.pathname)) event.respondWith(file(request));
  else if (request.mode === "navigate" && isFloorPage(url)) event.respondWith(page(request));
});

/** The empty pages with all that they load, now or later. A build of which something is missing does not replace the one before. */
async function fill() {
  const cache = await caches.open(CACHE);
  const files = new Set();
  for (const language of LANGUAGES) {
    const shell = await fetch(shellOf(language), { cache: "no-store", redirect: "error" });
    if (!shell.ok) throw new Error(`${shellOf(language)} answers ${shell.status}`);
    for (const file of namedIn(await shell.clone().text())) files.add(file);
    await cache.put(shellOf(language), shell);
  }
  await keepFiles(files);
}

/** Keeps files and all that they name; a set goes on with what is added to it meanwhile. */
async function keepFiles(files) {
  const cache = await caches.open(CACHE);
  for (const file of files) {
    let answer = await cache.match(file, { ignoreVary: true });
    if (answer === undefined) {
      answer = await fetch(file);
      if (!answer.ok) throw new Error(`${file} answers ${answer.status}`);
      await cache.put(file, answer.clone());
    }
    if (file.endsWith(".js")) for (const later of namedIn(await answer.text())) files.add(later);
  }
}

/** One round after the other: each forgets what the last one asks for no more. */
let keptDrawings = Promise.resolve();

/** Keeps pictures and PDFs of instructions, the first needed first, as far as there is room; what has none, or nobody needs any more, goes. */
async function keepDrawings(needed) {
  const cache = await caches.open(CACHE);
  const stay = new Set();
  let room = ROOM_FOR_DRAWINGS;
  for (const path of needed.filter((one) => one.startsWith(DRAWINGS))) {
    const kept = await cache.match(path, { ignoreVary: true });
    const answer = kept ?? (await fetch(path));
    if (!answer.ok) continue;
    room -= Number(answer.headers.get("content-length")) || (await answer.clone().blob()).size;
    if (room < 0) break;
    if (kept === undefined) await cache.put(path, answer);
    stay.add(path);
  }
  for (const { url } of await cache.keys()) {
    const { pathname } = new URL(url);
    if (pathname.startsWith(DRAWINGS) && !stay.has(pathname)) await cache.delete(pathname);
  }
}

/** Scripts and styles that a page or a script names: what opens later is a file of its own. */
function namedIn(text) {
  return [...text.matchAll(/static\/chunks\/[\w.~-]+\.(?:js|css)/g)].map(([path]) => `/_next/${path}`);
}

async function takeLanguageOver() {
  await note(await spoken());
}

/** A page that stands open over an update still opens parts of its own build, which the server has no longer: it holds a lock by the name of their cache. */
async function forgetUnusedBuilds() {
  const { held } = await self.navigator.locks.query();
  const needed = new Set([CACHE, ...held.map(({ name }) => name)]);
  for (const name of await caches.keys()) if (name.startsWith("floor-") && !needed.has(name)) await caches.delete(name);
}

async function note(language) {
  await (await caches.open(CACHE)).put(LANGUAGE_NOTE, new Response(language));
}

async function spoken() {
  const noted = (await (await caches.open(CACHE)).match(LANGUAGE_NOTE)) ?? (await caches.match(LANGUAGE_NOTE));
  return noted === undefined ? "en" : noted.text();
}

/** Files are named by their content: what is here is what the server has. */
async function file(request) {
  const kept = await caches.match(request, { ignoreVary: true });
  if (kept !== undefined) return kept;
  const answer = await fetch(request);
  if (answer.ok) await (await caches.open(CACHE)).put(request, answer.clone());
  return answer;
}

/** The server's page; without a network, or with a server that is not there, the empty page in the language of the tablet. */
async function page(request) {
  const late = new Promise((_, reject) => setTimeout(() => reject(new Error("late")), PATIENCE_MS));
  try {
    const answer = await Promise.race([fetch(request), late]);
    if (answer.status < 502 || answer.status > 504) return answer;
  } catch {
    // No network: what follows is for that.
  }
  const cache = await caches.open(CACHE);
  const shell = (await cache.match(shellOf(await spoken()))) ?? (await cache.match(shellOf("en")));
  return shell ?? Response.error();
}
