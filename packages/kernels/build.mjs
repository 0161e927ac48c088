// Compiles assembly/*.ts to WebAssembly and writes each module as a base64 string into src/generated, so that the
// published package is plain JavaScript: no file to locate, nothing to fetch, works in Node, workers and browsers.
import { mkdirSync, writeFileSync } from 'node:fs';
import asc from 'assemblyscript/asc';

const modules = [
  // Shared memory: several workers price the same matrix.
  { name: 'row-products', flags: ['--enable', 'threads', '--sharedMemory', '--maximumMemory', '65536'] },
  { name: 'row-factor', flags: [] },
  { name: 'batch-products', flags: [] },
  { name: 'embedding-bag', flags: [] },
  { name: 'pruned-dft', flags: [] },
];

mkdirSync(new URL('./src/generated/', import.meta.url), { recursive: true });
for (const { name, flags } of modules) {
  const { error, stderr, binary } = await compile(name, flags);
  if (error) {
    process.stderr.write(stderr);
    throw error;
  }
  const base64 = Buffer.from(binary).toString('base64');
  writeFileSync(
    new URL(`./src/generated/${name}.ts`, import.meta.url),
    `/** WebAssembly of assembly/${name}.ts, base64 (made by build.mjs). */\nexport const wasmBase64: string =\n  '${base64}';\n`,
  );
}

async function compile(name, flags) {
  let binary;
  const result = await asc.main(
    [
      `assembly/${name}.ts`,
      '--outFile',
      'module.wasm',
      '--runtime',
      'stub',
      '--enable',
      'simd',
      '--importMemory',
      '--noAssert',
      '-O3',
      ...flags,
    ],
    {
      baseDir: import.meta.dirname,
      writeFile: (file, contents) => {
        if (file.endsWith('.wasm')) binary = contents;
      },
    },
  );
  return { error: result.error, stderr: result.stderr.toString(), binary };
}
