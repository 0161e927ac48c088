const watchedEvents = ['uncaughtException', 'unhandledRejection'] as const;

/**
 * Runs a start and takes the hooks off again that it left on the process. The start-up code of the WebAssembly backend
 * hooks uncaught errors of the whole process and rethrows them from minified code, which buries every later stack trace.
 */
export async function withoutNewListeners<T>(start: () => Promise<T>): Promise<T> {
  const before = watchedEvents.map((event) => process.listeners(event as 'uncaughtException'));
  try {
    return await start();
  } finally {
    watchedEvents.forEach((event, i) => {
      for (const listener of process.listeners(event as 'uncaughtException')) {
        if (!before[i]!.includes(listener)) process.removeListener(event, listener);
      }
    });
  }
}
