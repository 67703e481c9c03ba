"use client";

import { useEffect, useEffectEvent, useRef, useState } from "react";
import { type CameraProblem, cameraProblem } from "@/lib/client/camera-reason";

type CameraViewProps = {
  /** The first code that is seen; the camera is off by then. */
  onCode: (code: string) => void;
  /** What to say while it starts; null once the picture is there. */
  onState: (state: "STARTING" | "SEEING" | CameraProblem) => void;
  /** What the picture is, to who cannot see it. */
  label: string;
};

/** Between two looks: enough for a steady hand, and the tablet stays cool. */
const LOOK_MS = 150;

/** The rear camera with a frame to hold a code into. The decoder is fetched when it appears, not before; the camera is off as soon as it is gone. */
export function CameraView({ onCode, onState, label }: CameraViewProps) {
  const video = useRef<HTMLVideoElement>(null);
  const [seeing, setSeeing] = useState(false);
  const seen = useEffectEvent(onCode);
  const say = useEffectEvent(onState);
  useEffect(() => {
    const picture = video.current;
    let over = false;
    let stream: MediaStream | undefined;
    const watch = async (element: HTMLVideoElement) => {
      // Browsers leave the camera out altogether on addresses that are not secure.
      if (!window.isSecureContext || navigator.mediaDevices === undefined) return say("INSECURE");
      say("STARTING");
      try {
        const opened = await navigator.mediaDevices.getUserMedia({ audio: false, video: { facingMode: "environment", width: { ideal: 1280 }, height: { ideal: 720 } } });
        // From here on it is turned off whatever fails, the decoder too.
        stream = opened;
        if (over) return stop(opened);
        element.srcObject = opened;
        const [decode] = await Promise.all([import("@/lib/client/barcode-decoder").then(({ openDecoder }) => openDecoder()), element.play()]);
        say("SEEING");
        setSeeing(true);
        while (!over) {
          const code = await decode(element);
          // Gone meanwhile: nobody waits for it any more.
          if (code !== null && !over) {
            over = true;
            stop(opened);
            return seen(code);
          }
          await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
        }
      } catch (fault) {
        if (stream !== undefined) stop(stream);
        if (!over) say(cameraProblem(fault, window.isSecureContext));
      }
    };
    if (picture !== null) void watch(picture);
    return () => {
      over = true;
      if (stream !== undefined) stop(stream);
    };
  }, []);
  return (
    <div className="relative grid aspect-video max-h-[52dvh] w-full overflow-hidden rounded border border-line bg-sunken">
      <video ref={video} muted playsInline aria-label={label} className="size-full object-cover" />
      {seeing ? <span aria-hidden="true" className="pointer-events-none absolute inset-[12%_20%] rounded border-3 border-accent" /> : null}
    </div>
  );
}

function stop(stream: MediaStream): void {
  for (const track of stream.getTracks()) track.stop();
}
