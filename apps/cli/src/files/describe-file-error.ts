/** What the operating system says no to on a user's own files: a wrong path, no rights, a full disk. */
const fileErrors: Readonly<Record<string, string>> = {
  ENOENT: 'no such file or folder',
  // From making folders: what is there is no folder.
  EEXIST: 'this is a file, expected a folder',
  EACCES: 'permission denied',
  EPERM: 'permission denied',
  EISDIR: 'this is a folder, expected a file',
  ENOTDIR: 'this is a file, expected a folder',
  EROFS: 'the file system is read-only',
  ENOSPC: 'no space is left on the device',
  EMFILE: 'too many files are open',
};

/**
 * What the operating system refused, in words: `pictures: permission denied`.
 *
 * @returns undefined where the error is none that a user's own files can lead to
 */
export function describeFileError(error: unknown): string | undefined {
  if (!(error instanceof Error) || !('code' in error) || !('path' in error) || !('syscall' in error))
    return undefined;
  const words = fileErrors[String(error.code)];
  // Of two files the second is the one that was to be made.
  const path = 'dest' in error ? error.dest : error.path;
  return words === undefined ? undefined : `${String(path)}: ${words}`;
}
