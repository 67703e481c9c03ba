"use server";

import { redirect } from "next/navigation";
import { wallHref } from "@/lib/client/planner/links";
import { enrolThisBrowser } from "@/lib/edge/sign-in";

export type EnrolState = { readonly code?: string };

/** Makes this browser an enrolled tablet or wall display, and goes to where people sign on or to what it shows; a code works once. */
export async function enrolAction(_: EnrolState, form: FormData): Promise<EnrolState> {
  const code = form.get("code");
  const enrolled = await enrolThisBrowser(typeof code === "string" ? code : "");
  if (!enrolled.ok) return { code: enrolled.code };
  const { kind, siteCode, workCentreCode } = enrolled.device;
  redirect(kind === "WALL" ? wallHref(siteCode, workCentreCode ?? undefined) : "/sign-in");
}
