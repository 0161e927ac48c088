/** How far to read ahead, and when to stop. */
export interface PrefetchOptions {
  /** Pieces that are on the way at the same time, counted from the one that is to be given next; ≥ 1. */
  readonly ahead: number;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Starts work ahead of where it is needed and gives the results in order. Only so many are on the way, so neither a slow
 * consumer nor a slow piece lets memory grow.
 *
 * @throws what the work throws, or the signal's reason as soon as it aborts, even while a piece is on the way
 */
export async function* prefetched<Item, Result>(
  items: Iterable<Item> | AsyncIterable<Item>,
  work: (item: Item) => Promise<Result>,
  { ahead, signal }: PrefetchOptions,
): AsyncGenerator<Result, void, undefined> {
  let onAbort = (): void => {};
  const aborted = new Promise<never>((_, reject) => {
    onAbort = () => reject(signal!.reason);
    if (signal?.aborted) onAbort();
    signal?.addEventListener('abort', onAbort, { once: true });
  });
  // Heard by the race below; nobody may be waiting there at the time.
  aborted.catch(() => {});
  const onTheWay: Promise<Result>[] = [];
  const start = (item: Item): void => {
    const result = work(item);
    // It is awaited below, or no longer wanted.
    result.catch(() => {});
    onTheWay.push(result);
  };
  try {
    signal?.throwIfAborted();
    for await (const item of items) {
      start(item);
      if (onTheWay.length >= ahead) {
        yield await Promise.race([onTheWay[0]!, aborted]);
        onTheWay.shift();
      }
      signal?.throwIfAborted();
    }
    while (onTheWay.length > 0) {
      yield await Promise.race([onTheWay[0]!, aborted]);
      onTheWay.shift();
      signal?.throwIfAborted();
    }
  } finally {
    signal?.removeEventListener('abort', onAbort);
  }
}
