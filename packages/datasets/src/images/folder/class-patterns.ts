import picomatch from 'picomatch';

/**
 * Tells which classes some patterns name. A pattern is the path of a class folder, of a folder above it, or a glob of either:
 * `Balinese`, `Balinese/*`, `Balinese/character0?`.
 *
 * @param place the option, for messages
 * @param classes all class paths there are
 * @returns those that at least one pattern names
 * @throws TypeError when the patterns are no texts; RangeError when one names no class, which is a slip of the pen
 */
export function matchClasses(
  place: string,
  patterns: readonly string[],
  classes: readonly string[],
): ReadonlySet<string> {
  if (!Array.isArray(patterns) || patterns.some((pattern) => typeof pattern !== 'string' || pattern === '')) {
    throw new TypeError(`${place} must be an array of the names of class folders, or of globs`);
  }
  const matched = new Set<string>();
  for (const pattern of patterns) {
    const isMatch = picomatch(pattern, { dot: true });
    const found = classes.filter((path) => foldersOf(path).some((part) => part === pattern || isMatch(part)));
    if (found.length === 0) {
      const some = classes.slice(0, 5).join(', ');
      throw new RangeError(
        `${place}: ${JSON.stringify(pattern)} names no class folder; there are ${some}, …`,
      );
    }
    for (const path of found) matched.add(path);
  }
  return matched;
}

/** `a/b/c` → `a`, `a/b`, `a/b/c`. */
function foldersOf(path: string): string[] {
  const parts = path.split('/');
  return parts.map((_, i) => parts.slice(0, i + 1).join('/'));
}
