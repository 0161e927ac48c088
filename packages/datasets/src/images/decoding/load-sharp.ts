import type sharpModule from 'sharp';

/** The function that sharp exports. */
export type Sharp = typeof sharpModule;

let loading: Promise<Sharp> | undefined;

/**
 * Loads sharp, which is an optional peer dependency, and sets it up once: one thread for each picture, because many
 * pictures are decoded at the same time, and no cache of files, because each is decoded once. Both settings are libvips's
 * own and hold for the whole process.
 *
 * @throws Error when sharp is not installed, or does not run on this machine
 */
export function loadSharp(): Promise<Sharp> {
  loading ??= importSharp();
  return loading;
}

async function importSharp(): Promise<Sharp> {
  try {
    const { default: sharp } = await import('sharp');
    sharp.concurrency(1);
    sharp.cache(false);
    return sharp;
  } catch (cause) {
    throw new Error(missingSharp(cause), { cause });
  }
}

/** What to say when loading sharp failed. */
export function missingSharp(cause: unknown): string {
  const { code, message } = cause as { code?: unknown; message?: unknown };
  return code === 'ERR_MODULE_NOT_FOUND' || code === 'MODULE_NOT_FOUND'
    ? 'Reading pictures needs the package sharp, which is not installed: npm install sharp'
    : `Reading pictures needs the package sharp, which does not run here: ${String(message ?? cause).split('\n')[0]}`;
}
