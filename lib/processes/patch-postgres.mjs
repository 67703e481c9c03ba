// postgres.js 3.4.9 writes to a socket that is null when its server goes away in the middle of a transaction: an exception that nobody can
// catch, and a connection that never sends again (porsager/postgres, issues 1066, 1154 and 1208; fixes are proposed, none is released).
// Every process of ours must outlive its database, so the three places are mended here, after each installation and before each start.
// lib/processes/faults/database-stopped.faults.test.ts fails without it.
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

const mends = [
  [
    `    const x = socket.write(chunk, fn)
    nextWriteTimer !== null && clearImmediate(nextWriteTimer)
    chunk = nextWriteTimer = null
    return x
`,
    `    const waiting = chunk
    nextWriteTimer !== null && clearImmediate(nextWriteTimer)
    chunk = nextWriteTimer = null
    if (socket !== null)
      return socket.write(waiting, fn)
    error(Errors.connection('CONNECTION_CLOSED', options))
    return true
`,
  ],
  [
    `    clearImmediate(nextWriteTimer)
    if (socket) {
`,
    `    clearImmediate(nextWriteTimer)
    chunk = nextWriteTimer = null
    if (socket) {
`,
  ],
  [
    `    clearImmediate(nextWriteTimer)
    socket.removeListener('data', data)
`,
    `    clearImmediate(nextWriteTimer)
    chunk = nextWriteTimer = null
    socket.removeListener('data', data)
`,
  ],
];

const folder = fileURLToPath(new URL("../../node_modules/postgres/", import.meta.url));
for (const name of ["src/connection.js", "cjs/src/connection.js"]) {
  const path = `${folder}${name}`;
  if (existsSync(path)) mend(path);
}

function mend(path) {
  const text = readFileSync(path, "utf8");
  let mended = text;
  for (const [broken, whole] of mends) {
    if (mended.includes(whole)) continue;
    if (!mended.includes(broken))
      throw new Error(`${path} is another version than the one that needs mending: see whether it still does, then change or remove ${fileURLToPath(import.meta.url)}`);
    mended = mended.replace(broken, whole);
  }
  if (mended !== text) writeFileSync(path, mended);
}
