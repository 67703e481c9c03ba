import type { MetadataRoute } from "next";

/** What a tablet needs to know to install the floor as an app of its own: full screen, in either orientation. */
export default function manifest(): MetadataRoute.Manifest {
  return {
    id: "/station",
    name: "Millrace",
    short_name: "Millrace",
    description: "Production on the shop floor: orders, quantities, material, checks and calls.",
    start_url: "/station",
    scope: "/",
    display: "standalone",
    background_color: "#0e1113",
    theme_color: "#0e1113",
    icons: [
      { src: "/icons/192.png", sizes: "192x192", type: "image/png" },
      { src: "/icons/512.png", sizes: "512x512", type: "image/png" },
      { src: "/icons/512-maskable.png", sizes: "512x512", type: "image/png", purpose: "maskable" },
    ],
  };
}
