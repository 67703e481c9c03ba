import type { DeviceKind } from "@/lib/auth/devices";

/** What a browser is enrolled as. */
export const KIND_WORDS: Readonly<Record<DeviceKind, string>> = { TABLET: "Tablet", WALL: "Wall display" };
