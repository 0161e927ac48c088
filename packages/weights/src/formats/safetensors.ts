import { InputError } from '@sbn/core';
import { readSafetensorsHeader, type SafetensorsEntry } from '@sbn/datasets';
import type { ElementType } from '../elements/element-type.js';
import { readElements } from '../elements/read-elements.js';
import { sizeOf } from '../elements/shape.js';
import { openByteSource } from '../files/byte-source.js';
import { failAt, quote } from '../files/fail-at.js';
import { conventionalUse } from '../layer/conventional-use.js';
import { roleByShape } from '../layer/role-by-shape.js';
import type { LinearUse, StoredTensor, TensorFile } from '../tensor-file.js';

const typeOf: ReadonlyMap<string, ElementType> = new Map([
  ['F64', 'float64'],
  ['F32', 'float32'],
  ['F16', 'float16'],
  ['BF16', 'bfloat16'],
  ['I8', 'int8'],
  ['I16', 'int16'],
  ['I32', 'int32'],
  ['I64', 'int64'],
  ['U8', 'uint8'],
  ['U16', 'uint16'],
  ['U32', 'uint32'],
  ['U64', 'uint64'],
  ['BOOL', 'bool'],
]);

/**
 * Opens a safetensors file; only the header is read, and then the tensors that are asked for.
 *
 * In a checkpoint of `@sbn/train` the head's own parameters are the only candidates. Elsewhere names follow PyTorch
 * (`x.weight` [out, in] and `x.bias`) or Flax (`x.kernel` [in, out]), where the shapes do not say otherwise.
 *
 * @throws InputError when the header does not fit the file
 */
export async function openSafetensors(file: string): Promise<TensorFile> {
  const source = await openByteSource(file);
  try {
    const { entries, metadata } = await readSafetensorsHeader(
      source.size,
      source.read,
      (problem, cause) =>
        new InputError(`not a whole safetensors file: ${problem}.`, {
          code: source.size === 0 ? 'empty-file' : 'syntax',
          file,
          hint: 'Copy or download it again.',
          cause,
        }),
    );
    const head = headOf(metadata);
    const names = new Set(entries.map(({ name }) => name));
    const tensors = entries.map((entry): StoredTensor => {
      const { name, shape, numBytes } = entry;
      const type = typeOf.get(entry.dtype);
      const dtype = type ?? entry.dtype;
      const byShape = type === undefined ? undefined : roleByShape(shape, type);
      const known = head === undefined ? undefined : checkpointTensor(head, name);
      const role = head === undefined ? byShape : known?.role;
      const use =
        head !== undefined
          ? known?.use
          : byShape === 'weights-candidate'
            ? conventionalUse(name, (bias) => names.has(bias))
            : undefined;
      const unfit = known?.unfit;
      return {
        name,
        shape,
        dtype,
        bytes: numBytes,
        ...(role === undefined ? {} : { role }),
        ...(use === undefined ? {} : { use }),
        ...(unfit === undefined ? {} : { unfit }),
        read: () =>
          type === undefined
            ? failUnknownType(file, entry)
            : readElements(source, entry.position, sizeOf(shape), type, quote(name)),
      };
    });
    return { file, tensors, close: () => source.close() };
  } catch (error) {
    await source.close();
    throw error;
  }
}

function failUnknownType(file: string, { name, dtype }: SafetensorsEntry): never {
  return failAt(
    { file },
    'unsupported',
    `The tensor ${quote(name)} has elements of type ${quote(dtype)}, of which the file does not say what numbers they stand for.`,
    'Save it as F32, F16 or BF16.',
  );
}

/** The kind of head that a checkpoint of `@sbn/train` holds. */
function headOf(metadata: Readonly<Record<string, string>>): string | undefined {
  try {
    const kind: unknown = JSON.parse(metadata.model ?? 'null')?.head?.kind;
    return typeof kind === 'string' ? kind : undefined;
  } catch {
    return undefined;
  }
}

function checkpointTensor(
  head: string,
  name: string,
): Pick<StoredTensor, 'role' | 'use' | 'unfit'> | undefined {
  const use: LinearUse = { outputAxis: 0, certain: true, scale: 1 };
  if (head === 'sigmoid' && name === 'parameter/head/weights') {
    return { role: 'weights-candidate', use: { ...use, bias: { name: 'parameter/head/bias', scale: 1 } } };
  }
  if (head === 'sigmoid' && name === 'parameter/head/bias') return { role: 'bias-candidate' };
  if (head === 'sigmoid-bottleneck' && name === 'parameter/head/labelWeights') {
    return { role: 'weights-candidate', use };
  }
  if (name === 'parameter/head/slackWeights') {
    return {
      unfit:
        'These are the learned columns of a layer whose other columns are fixed and not in the checkpoint; give the run folder instead, which has the whole layer in output-layer/.',
    };
  }
  return undefined;
}
