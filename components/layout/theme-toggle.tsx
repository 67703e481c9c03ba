"use client";

import { IconButton } from "@/components/ui/icon-button";
import { useTheme } from "@/components/ui/use-theme";

/** Switches between light and dark on this device, at once and for good. */
export function ThemeToggle({ label = "Switch between light and dark" }: { label?: string }) {
  const [theme, setTheme] = useTheme();
  return <IconButton icon="contrast" label={label} onClick={() => setTheme(theme === "dark" ? "light" : "dark")} />;
}
