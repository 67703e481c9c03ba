/** The first stop of the keyboard: past the navigation, to what the page is about. */
export function SkipLink({ label = "To the content" }: { label?: string }) {
  return (
    <a href="#content" className="sr-only z-50 rounded bg-primary px-4 py-2 text-on-primary focus:not-sr-only focus:absolute focus:top-2 focus:left-2">
      {label}
    </a>
  );
}
