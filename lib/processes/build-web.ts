import { mkdirSync } from "node:fs";
import { constants, setPriority } from "node:os";
import { resolve } from "node:path";
import { env } from "@/lib/platform/env";
import { build, buildIsCurrent } from "./build";

// Builds the web app while other tests run, in what they leave of the machine: the journeys after them find it built.
setPriority(constants.priority.PRIORITY_BELOW_NORMAL);
const distDir = resolve(env.MILLRACE_DIST_DIR);
mkdirSync(".artifacts", { recursive: true });
if (!buildIsCurrent(distDir)) await build(distDir, ".artifacts/build.log");
