"use server";

import { redirect } from "next/navigation";
import { leaveTablet, signOut } from "@/lib/edge/sign-in";

/** Ends the session of this browser and shows the sign-in page. */
export async function signOutAction(): Promise<void> {
  await signOut();
  redirect("/sign-in");
}

/** This browser was a tablet until it was taken out of use, and has forgotten what it kept as one. */
export async function leaveTabletAction(): Promise<void> {
  await leaveTablet();
}
