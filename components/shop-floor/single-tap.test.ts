import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect, it } from "vitest";

const root = fileURLToPath(new URL("../../", import.meta.url));

/** What a gloved finger cannot do, or does by accident: holding, dragging, tapping twice, hovering. */
const NO_TAP = /\bon(PointerDown|PointerUp|TouchStart|TouchEnd|MouseDown|MouseEnter|DoubleClick|ContextMenu|Drag[A-Za-z]*)=/g;

const files = ["components/shop-floor", "app/(operator)", "app/(auth)"].flatMap((room) =>
  readdirSync(`${root}${room}`, { recursive: true, encoding: "utf8" })
    .filter((path) => path.endsWith(".tsx"))
    .map((path) => `${room}/${path}`),
);

it.each(files)("UI-01 %s answers to a single tap alone", (path) => {
  expect([...readFileSync(`${root}${path}`, "utf8").matchAll(NO_TAP)].map(([found]) => found)).toEqual([]);
});
