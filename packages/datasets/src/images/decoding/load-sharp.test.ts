import { expect, it } from 'vitest';
import { loadSharp, missingSharp } from './load-sharp.js';

it('says what to install where sharp is not, and why where it does not run', () => {
  const absent = Object.assign(new Error('Cannot find package'), { code: 'ERR_MODULE_NOT_FOUND' });
  expect(missingSharp(absent)).toMatch(/not installed: npm install sharp$/);
  expect(missingSharp(new Error('Could not load the "sharp" module\nusing the linux-x64 runtime'))).toMatch(
    /does not run here: Could not load the "sharp" module$/,
  );
});

it('gives each picture one thread', async () => {
  const sharp = await loadSharp();
  expect(sharp.concurrency()).toBe(1);
  expect(await loadSharp()).toBe(sharp);
});
