/** The folder for pictures of no class. */
export const unknownFolder: string = 'unknown';

/**
 * The folder of a class: its name, with what a file system would take for something else replaced. A `/` in a name stays
 * and makes a folder in a folder, as it was read from one.
 *
 * @param name undefined for a picture of no class
 */
export function classFolder(name: string | undefined): string {
  if (name === undefined) return unknownFolder;
  const folder = name.split('/').map(safeSegment).join('/');
  // A class of that name is not the same as no class.
  return folder.toLowerCase() === unknownFolder ? `${folder}-class` : folder;
}

function safeSegment(segment: string): string {
  // Windows cuts off dots and spaces at the end, which would put two classes into one folder.
  const plain = segment
    .replaceAll(/[\p{Cc}<>:"\\|?*]/gu, '_')
    .replace(/[. ]+$/, (end) => '_'.repeat(end.length));
  return plain === '' ? '_' : plain;
}

/** The folder inside that of a class for pictures of about one score: `0.9-1.0`, by tenths. */
export function scoreFolder(score: number): string {
  const tenth = Math.min(9, Math.max(0, Math.floor(score * 10)));
  return `${(tenth / 10).toFixed(1)}-${((tenth + 1) / 10).toFixed(1)}`;
}
