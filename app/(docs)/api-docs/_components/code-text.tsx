/** Text in which words between backticks are code. */
export function CodeText({ children }: { children: string }) {
  return (
    <>
      {children.split("`").map((part, index) =>
        index % 2 === 1 ? (
          <code key={index} className="font-sans font-medium text-ink">
            {part}
          </code>
        ) : (
          part
        ),
      )}
    </>
  );
}
