import { afterEach, describe, expect, it } from 'vitest';
import { withoutNewListeners } from './process-listeners.js';

const own = () => {};
const hook = () => {};

describe('withoutNewListeners', () => {
  afterEach(() => {
    for (const event of ['uncaughtException', 'unhandledRejection']) {
      for (const listener of [own, hook]) process.removeListener(event, listener);
    }
  });

  it.each([
    ['uncaughtException', false],
    ['unhandledRejection', false],
    ['uncaughtException', true],
  ])('takes off what a start left on %s, its failure: %s', async (event, fails) => {
    process.on(event, own);
    const start = withoutNewListeners(async () => {
      await Promise.resolve();
      process.on(event, hook);
      if (fails) throw new Error('no start');
      return 7;
    });
    if (fails) await expect(start).rejects.toThrow('no start');
    else expect(await start).toBe(7);
    const listeners = process.listeners(event as 'uncaughtException');
    expect(listeners).toContain(own);
    expect(listeners).not.toContain(hook);
  });
});
