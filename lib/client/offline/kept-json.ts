/** What a storage of the browser has under a key, as JSON; undefined where it has nothing, or something spoiled, which is as good as nothing and must not stand in the way for ever. */
export function keptJson(storage: Storage, key: string): unknown {
  const text = storage.getItem(key);
  if (text === null) return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
