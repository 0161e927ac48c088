/**
 * Waits for a value, but no longer than until a signal aborts.
 *
 * @throws the signal's reason when it aborts first
 */
export async function abortable<T>(value: T | Promise<T>, signal: AbortSignal): Promise<T> {
  signal.throwIfAborted();
  let onAbort: () => void = () => {};
  const aborted = new Promise<never>((_, reject) => {
    onAbort = () => reject(signal.reason);
    signal.addEventListener('abort', onAbort);
  });
  try {
    return await Promise.race([value, aborted]);
  } finally {
    signal.removeEventListener('abort', onAbort);
  }
}

/** Tells a source that no more is wanted of it, and waits for that unless the source is still busy with a request. */
export async function closeSource(
  iterator: Iterator<unknown> | AsyncIterator<unknown>,
  isBusy: boolean,
): Promise<void> {
  const closing = Promise.resolve(iterator.return?.());
  if (isBusy) closing.catch(() => {});
  else await closing;
}
