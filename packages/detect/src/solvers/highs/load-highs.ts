import type { Highs, InitOptions } from 'highs';

export type { Highs, Model } from 'highs';

let loading: Promise<Highs> | undefined;

/**
 * Loads HiGHS (WebAssembly) on first use and hands out the same instance from then on; models on it are independent.
 *
 * The one place that imports the package: its types describe a CommonJS module, so that TypeScript takes the default
 * import of its ES module for the whole namespace.
 *
 * @throws Error with the cause when the WebAssembly module cannot be loaded
 */
export function loadHighs(): Promise<Highs> {
  loading ??= import('highs').then((module) =>
    (module.default as unknown as (options?: InitOptions) => Promise<Highs>)(),
  );
  return loading.catch((cause: unknown) => {
    loading = undefined;
    throw new Error('The HiGHS solver could not be loaded. Is the package "highs" installed?', { cause });
  });
}
