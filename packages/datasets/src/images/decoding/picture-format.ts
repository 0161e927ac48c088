/** The formats that are read. */
export type PictureFormat = 'JPEG' | 'PNG' | 'WebP';

/** Names of picture files end in one of these, in upper or lower case. */
export const pictureExtensions: readonly string[] = ['.jpg', '.jpeg', '.png', '.webp'];

/** Names of files that are pictures, too, but are not read. */
export const otherPictureExtensions: readonly string[] = [
  '.avif',
  '.bmp',
  '.gif',
  '.heic',
  '.heif',
  '.jp2',
  '.jxl',
  '.svg',
  '.tif',
  '.tiff',
];

/**
 * The format of a file by its first bytes, whatever its name is; undefined when it is none that is read. sharp alone
 * would also open what a data set has no business to have, such as an SVG with references to other files.
 */
export function pictureFormat(bytes: Uint8Array): PictureFormat | undefined {
  const starts = (text: string, at: number = 0): boolean =>
    bytes.length >= at + text.length &&
    [...text].every((character, i) => bytes[at + i] === character.charCodeAt(0));
  if (starts('\xff\xd8\xff')) return 'JPEG';
  if (starts('\x89PNG\r\n\x1a\n')) return 'PNG';
  return starts('RIFF') && starts('WEBP', 8) ? 'WebP' : undefined;
}
