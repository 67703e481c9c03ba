"use client";

import { IconButton } from "@/components/ui/icon-button";
import { useSurface } from "@/components/ui/surface";

/** Switches between light and dark on this device, at once and for good. */
export function ThemeToggle({ label = "Switch between light and dark" }: { label?: string }) {
  const { theme, setTheme } = useSurface();
  return <IconButton icon="contrast" label={label} onClick={() => setTheme(theme === "dark" ? "light" : "dark")} />;
}
