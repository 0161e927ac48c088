/** A safetensors file by hand, after the format's own description. */
export function safetensorsFile(header: unknown, data: Uint8Array, lengthOffset = 0): Buffer {
  const json = Buffer.from(typeof header === 'string' ? header : JSON.stringify(header));
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(json.length + lengthOffset));
  return Buffer.concat([length, json, data]);
}

/** The same, of tensors that follow one another. */
export function safetensorsOf(
  tensors: Readonly<Record<string, { dtype: string; shape: readonly number[]; data: ArrayBufferView }>>,
  metadata?: Readonly<Record<string, string>>,
): Buffer {
  let at = 0;
  const header: Record<string, unknown> = metadata === undefined ? {} : { __metadata__: metadata };
  const chunks: Uint8Array[] = [];
  for (const [name, { dtype, shape, data }] of Object.entries(tensors)) {
    header[name] = { dtype, shape, data_offsets: [at, at + data.byteLength] };
    chunks.push(new Uint8Array(data.buffer, data.byteOffset, data.byteLength));
    at += data.byteLength;
  }
  return safetensorsFile(header, Buffer.concat(chunks));
}
