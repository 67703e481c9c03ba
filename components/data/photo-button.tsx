"use client";

import { useState } from "react";
import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";
import { Photo } from "@/components/ui/photo";

/** Opens the photo of an entry of scrap or rework. `of`: what was entered, "2 scrap, SURFACE". */
export function PhotoButton({ id, of }: { id: string; of: string }) {
  const [open, setOpen] = useState(false);
  return (
    <>
      <Button icon="camera" aria-label={`Photo of ${of}`} onClick={() => setOpen(true)}>
        Photo
      </Button>
      {open ? (
        <Dialog wide onClose={() => setOpen(false)} title={`Photo of ${of}`}>
          <Photo
            photo={`/api/entry-photos/${id}`}
            alt={of}
            away={<p role="alert">The photo did not arrive. Look whether the network is there, and open it again.</p>}
            className="mx-auto max-h-[70dvh] max-w-full object-contain"
          />
        </Dialog>
      ) : null}
    </>
  );
}
