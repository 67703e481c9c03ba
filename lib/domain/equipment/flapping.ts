/** KP-04: a Sparkplug node or device that began anew so often in so many minutes comes and goes, and its machines are UNKNOWN whenever it is gone; it is named to IT. */
export const FLAPPING = { births: 3, minutes: 10 } as const;
/** As many of its last births are kept: more in that time are counted no further. */
export const KEPT_BIRTHS = 100;
