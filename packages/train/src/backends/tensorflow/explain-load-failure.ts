/**
 * What to tell a person whose native TensorFlow package is installed but does not load.
 *
 * @param reason the first line of the package's own error
 */
export function explainLoadFailure(packageName: string, reason: string): string {
  const repair = `its install script did not run (pnpm, and npm with --ignore-scripts, leave it out) or could not download. Run: npm rebuild ${packageName}, or with pnpm: pnpm approve-builds`;
  if (/native addon module .* can ?not be found/i.test(reason)) {
    return `${packageName} is there, but its native add-on is not: ${repair}`;
  }
  const library = /^(?:Error: )?([^\s:]+): cannot open shared object file/.exec(reason)?.[1];
  if (library === undefined) return `${packageName} does not load: ${reason}`;
  return library.startsWith('libtensorflow')
    ? `${packageName} is there, but not the TensorFlow library ${library}: ${repair}`
    : `${packageName} needs the library ${library}, which is not on this machine; install it, or name its folder in LD_LIBRARY_PATH`;
}
