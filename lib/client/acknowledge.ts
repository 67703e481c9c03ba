let sound: AudioContext | undefined;

/** UI-06: a tap is felt and heard at once, whatever becomes of it. Devices without either simply stay silent. */
export function acknowledgeTap(kind: "taken" | "refused" = "taken"): void {
  navigator.vibrate?.(kind === "taken" ? 25 : [60, 50, 60]);
  if (typeof AudioContext === "undefined") return;
  sound ??= new AudioContext();
  const tone = sound.createOscillator();
  const volume = sound.createGain();
  const now = sound.currentTime;
  tone.frequency.value = kind === "taken" ? 880 : 220;
  volume.gain.setValueAtTime(0.08, now);
  volume.gain.exponentialRampToValueAtTime(0.001, now + (kind === "taken" ? 0.06 : 0.25));
  tone.connect(volume).connect(sound.destination);
  tone.start(now);
  tone.stop(now + 0.3);
}
