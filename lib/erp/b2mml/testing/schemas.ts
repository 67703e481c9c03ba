import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { Ajv2020 } from "ajv/dist/2020";

/** Says of each document why the published schema does not allow it; null where it does. */
export type Check = (texts: readonly string[]) => (string | null)[];
/** The check, or why there can be none on this machine. */
export type Checker = { readonly kind: "ready"; readonly check: Check } | { readonly kind: "unavailable"; readonly reason: string };

const BESIDE = fileURLToPath(new URL("../../../../../shared/b2mml/schema", import.meta.url));

/** Where MESA's schemas lie, which are not ours to pass on: a folder that the caller names, else the one beside the repository. */
function schemaFolder(named: string | undefined): string | null {
  const folder = named ?? BESIDE;
  return existsSync(join(folder, "AllSchemas.xsd")) ? folder : null;
}

const NOWHERE = "MESA's schemas are neither in $MILLRACE_B2MML_SCHEMAS nor in ../shared/b2mml/schema";

/** Checks XML against the XSD with xmllint (Debian: libxml2-utils). */
export function xmlChecker(named: string | undefined): Checker {
  const folder = schemaFolder(named);
  if (folder === null) return { kind: "unavailable", reason: NOWHERE };
  if (spawnSync("xmllint", ["--version"]).error !== undefined) return { kind: "unavailable", reason: "xmllint is not installed" };
  return { kind: "ready", check: (texts) => xmllint(join(folder, "AllSchemas.xsd"), texts) };
}

/** All documents in one call: reading the schema takes longer than checking a hundred of them. */
function xmllint(schema: string, texts: readonly string[]): (string | null)[] {
  const folder = mkdtempSync(join(tmpdir(), "millrace-b2mml-"));
  try {
    const files = texts.map((text, index) => {
      const file = join(folder, `${index}.xml`);
      writeFileSync(file, text);
      return file;
    });
    const { status, stderr, error } = spawnSync("xmllint", ["--nonet", "--noout", "--schema", schema, ...files], { encoding: "utf8", maxBuffer: 64 * 1024 * 1024 });
    if (error !== undefined) throw error;
    // 3 is "not valid", 4 as well in other releases; anything else means that nothing was checked.
    if (status !== 0 && status !== 3 && status !== 4) throw new Error(`xmllint ended with ${status}: ${stderr.slice(0, 2000)}`);
    const lines = stderr.split("\n");
    return files.map((file) => {
      if (lines.includes(`${file} validates`)) return null;
      return lines.filter((line) => line.startsWith(file)).join("\n") || "xmllint says nothing of it";
    });
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** Checks JSON against the published JSON schema, which knows names, required members and lists, but no dates and few enumerations. */
export function jsonChecker(named: string | undefined): Checker {
  const folder = schemaFolder(named);
  if (folder === null) return { kind: "unavailable", reason: NOWHERE };
  const ajv = new Ajv2020({ strict: false, validateSchema: false, validateFormats: false, unicodeRegExp: false });
  ajv.addSchema(JSON.parse(readFileSync(join(folder, "AllSchemas.json"), "utf8")) as object, "b2mml");
  return { kind: "ready", check: (texts) => texts.map((text) => wrongBy(ajv, text)) };
}

/** Each message has a schema of its own in there: compiling all seven hundred takes many times as long as the few that we speak. */
function wrongBy(ajv: Ajv2020, text: string): string | null {
  const [member, ...more] = Object.entries(JSON.parse(text) as object);
  if (member === undefined || more.length > 0) return "it is not one message";
  const validate = ajv.getSchema(`b2mml#/$defs/${member[0]}`);
  if (validate === undefined) return `there is no message ${member[0]}`;
  return validate(member[1]) === true ? null : JSON.stringify(validate.errors);
}
