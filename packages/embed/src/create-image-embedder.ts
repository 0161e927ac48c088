import { readFile } from 'node:fs/promises';
import type { Tensor } from '@huggingface/transformers';
import { InputError } from '@sbn/core';
import type { Embedder, EmbedderOptions, ReadyInput } from './embedder.js';
import { findModel } from './models/find-model.js';
import { loadTransformers } from './models/load-transformers.js';
import { openModel } from './models/open-model.js';
import { type PictureScaling, scalePicture } from './pictures/scale-picture.js';

/**
 * A frozen encoder of pictures. An input is the path of a file (JPEG, PNG, WebP, and what else sharp reads), or the
 * bytes of one. Pictures are scaled (as Pillow does), cropped and shifted as the model's `preprocessor_config.json` says.
 *
 * @throws InputError when the model is not there, incomplete, damaged or does not fit the options, or the package
 *   @huggingface/transformers is not installed
 */
export async function createImageEmbedder(options: EmbedderOptions): Promise<Embedder<string | Uint8Array>> {
  const transformers = await loadTransformers();
  const { AutoImageProcessor, RawImage, Tensor: TensorClass } = transformers;
  const found = await findModel(options, ['preprocessor_config.json']);
  const processor = await AutoImageProcessor.from_pretrained(found.name, {
    local_files_only: found.localFilesOnly,
  }).catch((cause: Error) => {
    throw new InputError(`preprocessor_config.json cannot be loaded: ${cause.message}`, {
      code: 'bad-model',
      file: options.model,
      cause,
    });
  });
  const pixelsOf = async (image: InstanceType<typeof RawImage>): Promise<ReadyInput> => {
    const scaled = await scalePicture(
      image,
      processor as unknown as PictureScaling,
      (bytes, width, height) => new RawImage(bytes, width, height, 3),
    );
    const { pixel_values: pixels } = (await processor(scaled)) as { pixel_values: Tensor };
    const shape = pixels.dims.slice(1);
    return { data: pixels.data as Float32Array, shape, truncated: false, blank: false };
  };
  const inputsOf = (batch: readonly ReadyInput[]): { pixel_values: Tensor } => {
    const { data, shape } = batch[0]!;
    const pixels = new Float32Array(batch.length * data.length);
    for (const [row, picture] of batch.entries()) {
      if (picture.shape.some((length, axis) => length !== shape[axis])) {
        throw new InputError(
          `the model's preprocessor_config.json makes pictures of different sizes ([${shape.join(', ')}] and [${picture.shape.join(', ')}]).`,
          {
            code: 'bad-model',
            file: options.model,
            hint: 'Give it a size with height and width, or a crop_size; or run batches of one.',
          },
        );
      }
      pixels.set(picture.data, row * data.length);
    }
    return { pixel_values: new TensorClass('float32', pixels, [batch.length, ...shape]) };
  };
  const ready = async (picture: string | Uint8Array): Promise<ReadyInput> => {
    const file = typeof picture === 'string' ? picture : undefined;
    let image: InstanceType<typeof RawImage>;
    try {
      const bytes = typeof picture === 'string' ? await readFile(picture) : picture;
      // Decoders give one channel, or an opacity, where a file has it; models want red, green and blue.
      image = (await RawImage.fromBlob(new Blob([new Uint8Array(bytes)]))).rgb();
    } catch (cause) {
      const { code, message } = cause as NodeJS.ErrnoException;
      throw new InputError(
        code === 'ENOENT'
          ? 'There is no such picture.'
          : `The picture cannot be read: ${message.split('\n', 1)[0]}.`,
        { code: 'bad-picture', file, cause },
      );
    }
    return pixelsOf(image);
  };
  // Grey, and of no special size: the processor brings it to the model's.
  const probe = await pixelsOf(new RawImage(new Uint8ClampedArray(64 * 64 * 3).fill(128), 64, 64, 3));
  const model = await openModel(transformers, found, options, inputsOf([probe]), 'cls');
  const run = (batch: readonly ReadyInput[]): Promise<Float32Array> =>
    batch.length === 0 ? Promise.resolve(new Float32Array(0)) : model.rows(inputsOf(batch));
  return {
    dim: model.dim,
    identity: {
      kind: 'image',
      model: found.identity,
      ...model.choice,
      normalise: options.normalise ?? false,
      device: options.device ?? 'cpu',
    },
    variesInLength: false,
    ready,
    run,
    embed: async (pictures) => run(await Promise.all(pictures.map(ready))),
    dispose: model.dispose,
  };
}
