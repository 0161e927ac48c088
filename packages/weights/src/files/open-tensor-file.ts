import { stat } from 'node:fs/promises';
import type { TensorFile } from '../tensor-file.js';
import { openByteSource } from './byte-source.js';
import { failAt } from './fail-at.js';
import { parseJson, readText } from './read-text.js';

// Each format brings its parser along, and nobody waits for the parsers of formats that are not there.
const formats = {
  csv: async () => (await import('../formats/csv.js')).openCsv,
  folder: async () => (await import('../formats/folder.js')).openFolder,
  numpy: async () => (await import('../formats/numpy.js')).openNumpy,
  onnx: async () => (await import('../formats/onnx/onnx.js')).openOnnx,
  safetensors: async () => (await import('../formats/safetensors.js')).openSafetensors,
  tfjs: async () => (await import('../formats/tfjs/tfjs.js')).openTfjs,
};

/** Files that people have, which are not read, by their endings. */
const foreign: readonly (readonly [ending: RegExp, what: string, instead: string])[] = [
  [
    /\.(pt|pth|ckpt|pkl|pickle|joblib)$/i,
    'a Python pickle, which is a program',
    'Save the weights with safetensors.torch.save_file or numpy.savez.',
  ],
  [
    /\.(h5|hdf5|keras)$/i,
    'a Keras file',
    'Convert it with tensorflowjs_converter, or save the weights with numpy.savez.',
  ],
  [/\.(pb|tflite)$/i, 'a TensorFlow file', 'Convert it with tensorflowjs_converter or tf2onnx.'],
  [/\.gguf$/i, 'a GGUF file', 'Use the safetensors file that it was made from.'],
  [/\.ort$/i, 'an ONNX Runtime file', 'Use the .onnx file that it was made from.'],
];

/**
 * Opens a file or folder of any format that is read; told by the ending of its name and its first bytes.
 *
 * @throws InputError when it is of another format, or damaged
 */
export async function openTensorFile(file: string): Promise<TensorFile> {
  if (typeof file !== 'string') throw new TypeError(`expected the path of a model file, got ${typeof file}`);
  if ((await stat(file).catch(() => undefined))?.isDirectory()) return (await formats.folder())(file);
  const source = await openByteSource(file);
  let start: Uint8Array;
  try {
    start = await source.read(0, Math.min(source.size, 64));
  } finally {
    await source.close();
  }
  for (const [ending, what, instead] of foreign) {
    if (ending.test(file)) failAt({ file }, 'unsupported', `This seems to be ${what}.`, instead);
  }
  const text = Buffer.from(start).toString('latin1');
  if (text.startsWith('\x93NUMPY') || text.startsWith('PK') || /\.np[yz](\.gz)?$/i.test(file)) {
    return (await formats.numpy())(file);
  }
  if (/\.onnx$/i.test(file)) return (await formats.onnx())(file);
  // The length of a header, and its first brace.
  if (/\.safetensors$/i.test(file) || /^.{6}\0\0\{/s.test(text)) return (await formats.safetensors())(file);
  if (/\.json$/i.test(file) || /^(\xef\xbb\xbf)?\s*\{/.test(text)) {
    return (await formats.tfjs())(file, parseJson(await readText(file), file));
  }
  if (/\.(csv|tsv|txt)(\.gz)?$/i.test(file) || /^(\xef\xbb\xbf)?[\s\x20-\x7e]*$/.test(text))
    return (await formats.csv())(file);
  // An ONNX model starts with its version, field 1, a small number.
  if (start[0] === 0x08 && start[1]! < 0x20) return (await formats.onnx())(file);
  return failAt(
    { file },
    'unsupported',
    'The format of this file is not one that is read.',
    'Expected .npy, .npz, .safetensors, .onnx, a TensorFlow.js model.json, .csv, or a run folder.',
  );
}
