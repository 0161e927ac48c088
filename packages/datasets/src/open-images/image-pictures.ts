import { opendir } from 'node:fs/promises';
import { join, relative, resolve, sep } from 'node:path';
import { failAt, quote } from '../reading/fail-at.js';
import { formatImageId, parseImageId } from './image-id.js';
import { createImageIdMap } from './image-id-map.js';
import type { ImageRows } from './image-rows.js';

const picture = /^([0-9a-f]{16})\.(jpe?g|png|webp)$/;

/**
 * Pictures below a folder, named by their ids: `000026e7ee790996.jpg`.
 *
 * @param folder where the prepared folder is, to which their paths are relative
 * @throws InputError when the folder cannot be read, has no such picture, or an image twice
 */
export async function openImagePictures(source: string, folder: string): Promise<ImageRows> {
  const paths: string[] = [];
  const placeOf = createImageIdMap();
  await scan(resolve(source));
  if (placeOf.size === 0) {
    failAt(
      { file: source },
      'empty-file',
      'Expected pictures named by their ids, such as 000026e7ee790996.jpg, got none.',
    );
  }
  return {
    inputs: 'images',
    has: (image) => placeOf.get(image) !== undefined,
    place(image) {
      const [path, extension] = splitPath(paths[placeOf.get(image)!]!);
      return join(path, `${formatImageId(image)}${extension}`).replaceAll(sep, '/');
    },
    write: async () => {},
  };

  async function scan(path: string): Promise<void> {
    const opened = await opendir(path).catch((cause: NodeJS.ErrnoException) =>
      failAt(
        { file: path },
        'file-not-readable',
        `The folder cannot be read (${cause.code}).`,
        undefined,
        cause,
      ),
    );
    const here = relative(folder, path);
    for await (const entry of opened) {
      if (entry.isDirectory()) {
        await scan(join(path, entry.name));
        continue;
      }
      const match = picture.exec(entry.name);
      if (match === null) continue;
      // A path for each folder and extension, not one for each of a million pictures.
      const kind = `${here}\0.${match[2]}`;
      if (!paths.includes(kind)) paths.push(kind);
      if (!placeOf.add(parseImageId(match[1]!)!, paths.indexOf(kind))) {
        failAt(
          { file: join(path, entry.name) },
          'duplicate-name',
          `There are two pictures of ${quote(match[1]!)}.`,
        );
      }
    }
  }
}

function splitPath(kind: string): [folder: string, extension: string] {
  const at = kind.indexOf('\0');
  return [kind.slice(0, at), kind.slice(at + 1)];
}
