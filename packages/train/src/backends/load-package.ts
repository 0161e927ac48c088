/** Loads a module by its name; tests hand in their own. */
export type ImportModule = (name: string) => Promise<unknown>;

/** How the loading of an optional package ended. */
export type PackageLoad =
  | { readonly status: 'loaded'; readonly module: unknown }
  | { readonly status: 'not-installed' }
  | { readonly status: 'failed'; readonly reason: string };

/** Loads an optional package. Never throws for one that is absent or broken: that is an outcome. */
export async function loadPackage(packageName: string, importModule: ImportModule): Promise<PackageLoad> {
  try {
    return { status: 'loaded', module: await importModule(packageName) };
  } catch (error) {
    return isMissing(error, packageName)
      ? { status: 'not-installed' }
      : { status: 'failed', reason: firstLine(error) };
  }
}

/** CommonJS modules arrive with their exports on `default`, on the namespace, or on both. */
export function moduleOf<T>(module: unknown, member: string): T {
  const namespace = module as Record<string, unknown> & { default?: Record<string, unknown> };
  return (namespace[member] === undefined ? namespace.default : namespace) as T;
}

/** The first line of an error's message: native packages append pages of advice. */
export function firstLine(error: unknown): string {
  const message = (error as { message?: unknown } | null)?.message;
  return String(message ?? error)
    .split('\n')[0]!
    .trim();
}

/**
 * Whether a package itself could not be found. A package that is there, but whose own dependency is missing, is broken
 * and not absent. Node has an error code for it; bundlers and test runners, which resolve in Node's place, only a text.
 */
function isMissing(error: unknown, packageName: string): boolean {
  return new RegExp(
    `^(cannot find|could not resolve|failed to resolve)[^'"]*['"]${packageName}['"]`,
    'i',
  ).test(firstLine(error));
}
