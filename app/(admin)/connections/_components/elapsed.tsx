"use client";

import { useEffect, useState } from "react";

/** What is under way, and for how many seconds: "Asking the ERP, 3 s". */
export function Elapsed({ children }: { children: string }) {
  const [seconds, setSeconds] = useState(0);
  useEffect(() => {
    const timer = setInterval(() => setSeconds((past) => past + 1), 1000);
    return () => clearInterval(timer);
  }, []);
  return (
    <p role="status" className="text-sm text-ink-2">
      {children}
      {seconds < 2 ? "" : <span aria-hidden="true">{`, ${seconds} s`}</span>}
    </p>
  );
}
