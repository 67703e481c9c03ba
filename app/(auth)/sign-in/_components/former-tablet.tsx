"use client";

import { useEffect } from "react";
import { forgetTablet } from "@/lib/client/offline/forget-tablet";
import { leaveTabletAction } from "../actions";

/** A browser that was a tablet until it was taken out of use forgets what it kept, and after that that it was one. */
export function FormerTablet() {
  useEffect(() => {
    // What could not be removed is tried again when this page is opened the next time.
    void forgetTablet().then(
      () => leaveTabletAction(),
      () => undefined,
    );
  }, []);
  return null;
}
