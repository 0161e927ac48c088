import { structs } from '../generated/training-structs.js';

/** The structs that training kernels are told things by. */
export type StructName = keyof typeof structs;

/** Values of some fields of a struct. */
export type StructValues<Name extends StructName> = {
  readonly [Field in keyof (typeof structs)[Name]]?: number;
};

/** One WebAssembly memory, given out piece by piece from its start. Addresses are in bytes and multiples of 64. */
export interface KernelMemory {
  readonly memory: WebAssembly.Memory;
  /** Bytes that are given out. */
  readonly bytes: number;
  /**
   * Gives out a piece; its content is undefined where a piece was given back.
   *
   * @throws KernelMemoryError when the memory cannot grow so far
   */
  allocate(bytes: number): number;
  /** Gives back every piece that was given out after `bytes` had this value. */
  release(toBytes: number): void;
  /** Gives out a struct of zeros. */
  allocateStruct(name: StructName): number;
  /** Overwrites the given fields. */
  writeStruct<Name extends StructName>(name: Name, at: number, values: StructValues<Name>): void;
  /** Views, to be asked for anew after every allocation. */
  floats(at: number, length: number): Float32Array<ArrayBufferLike>;
  words(at: number, length: number): Uint32Array<ArrayBufferLike>;
  doubles(at: number, length: number): Float64Array<ArrayBufferLike>;
}

/** There is no more memory to be had. */
export class KernelMemoryError extends Error {
  override readonly name = 'KernelMemoryError';
  readonly code: 'memory-limit' | 'memory-refused';
  /** What would have been needed in all. */
  readonly bytes: number;

  constructor(message: string, details: { code: KernelMemoryError['code']; bytes: number; cause?: unknown }) {
    super(message, { cause: details.cause });
    this.code = details.code;
    this.bytes = details.bytes;
  }
}

/** What 32-bit addresses reach. */
const maxBytes = 2 ** 32;
const pageBytes = 65536;
const alignment = 64;

/** Bytes of a struct. */
export function structBytes(name: StructName): number {
  return 4 * Object.keys(structs[name]).length;
}

/**
 * Makes an empty memory.
 *
 * @param options.shared whether several threads can have it
 * @throws KernelMemoryError when not even the address space is to be had
 */
export function createKernelMemory(options: { readonly shared: boolean }): KernelMemory {
  const { shared } = options;
  let memory: WebAssembly.Memory;
  try {
    memory = new WebAssembly.Memory({ initial: 1, maximum: maxBytes / pageBytes, shared });
  } catch (cause) {
    throw new KernelMemoryError('the system refused the address space of a WebAssembly memory', {
      code: 'memory-refused',
      bytes: 0,
      cause,
    });
  }
  // Address 0 means "none" in the structs.
  let used = alignment;

  const allocate = (bytes: number): number => {
    const at = used;
    const end = Math.ceil((at + bytes) / alignment) * alignment;
    if (end > maxBytes) {
      throw new KernelMemoryError(
        `${mebibytes(end)} MiB are needed, and 32-bit WebAssembly reaches 4,096 MiB`,
        { code: 'memory-limit', bytes: end },
      );
    }
    const pages = Math.ceil(end / pageBytes) - memory.buffer.byteLength / pageBytes;
    if (pages > 0) {
      try {
        memory.grow(pages);
      } catch (cause) {
        throw new KernelMemoryError(`the system refused ${mebibytes(end)} MiB`, {
          code: 'memory-refused',
          bytes: end,
          cause,
        });
      }
    }
    used = end;
    return at;
  };

  return {
    memory,
    get bytes() {
      return used;
    },
    allocate,
    release: (toBytes) => {
      used = toBytes;
    },
    allocateStruct: (name) => {
      const at = allocate(structBytes(name));
      new Uint8Array(memory.buffer, at, structBytes(name)).fill(0);
      return at;
    },
    writeStruct: (name, at, values) => {
      const view = new DataView(memory.buffer);
      Object.entries(structs[name]).forEach(([field, type], i) => {
        const value = (values as Readonly<Record<string, number | undefined>>)[field];
        if (value === undefined) return;
        if (type === 'f32') view.setFloat32(at + 4 * i, value, true);
        else view.setUint32(at + 4 * i, value, true);
      });
    },
    floats: (at, length) => new Float32Array(memory.buffer, at, length),
    words: (at, length) => new Uint32Array(memory.buffer, at, length),
    doubles: (at, length) => new Float64Array(memory.buffer, at, length),
  };
}

function mebibytes(bytes: number): string {
  return Math.ceil(bytes / 2 ** 20).toLocaleString('en');
}
