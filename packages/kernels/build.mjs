// Compiles assembly/*.ts to WebAssembly and writes each module as a base64 string into src/generated, so that the
// published package is plain JavaScript: no file to locate, nothing to fetch, works in Node, workers and browsers.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import asc from 'assemblyscript/asc';

const sharedMemory = ['--enable', 'threads', '--sharedMemory', '--maximumMemory', '65536'];
const relaxedSimd = ['--enable', 'relaxed-simd'];

const modules = [
  // Shared memory: several workers price the same matrix.
  { name: 'row-products', flags: sharedMemory },
  { name: 'row-factor', flags: [] },
  { name: 'batch-products', flags: [] },
  { name: 'embedding-bag', flags: [] },
  { name: 'pruned-dft', flags: [] },
  // A module that imports shared memory takes no other, and one thread has to do without where there is none.
  ...['training', 'tensor-kernels'].flatMap((name) => {
    const entry = `${name}/index`;
    return [
      { name, entry, flags: [] },
      { name: `${name}-relaxed`, entry, flags: relaxedSimd },
      { name: `${name}-shared`, entry, flags: sharedMemory },
      { name: `${name}-shared-relaxed`, entry, flags: [...sharedMemory, ...relaxedSimd] },
    ];
  }),
];

mkdirSync(new URL('./src/generated/', import.meta.url), { recursive: true });
for (const { name, entry = name, flags } of modules) {
  const { error, stderr, binary } = await compile(entry, flags);
  if (error) {
    process.stderr.write(stderr);
    throw error;
  }
  const base64 = Buffer.from(binary).toString('base64');
  writeGenerated(
    name,
    `/** WebAssembly of assembly/${entry}.ts, base64 (made by build.mjs). */\nexport const wasmBase64: string =\n  '${base64}';\n`,
  );
}
writeGenerated('training-structs', structFields(['class-scores/structs', 'training/structs']));
writeGenerated('tensor-kernels-structs', structFields(['class-scores/structs', 'tensor-kernels/structs']));

function writeGenerated(name, text) {
  writeFileSync(new URL(`./src/generated/${name}.ts`, import.meta.url), text);
}

async function compile(entry, flags) {
  let binary;
  const result = await asc.main(
    [
      `assembly/${entry}.ts`,
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

/**
 * The fields of the structs of assembly files, in their order, so that JavaScript has no second list of them: for each
 * struct `{ field: type }`.
 */
function structFields(entries) {
  const source = entries
    .map((entry) => readFileSync(new URL(`./assembly/${entry}.ts`, import.meta.url), 'utf8'))
    .join('');
  const structs = [...source.matchAll(/^export class (\w+) \{\n(.*?)^\}/gms)].map(([, name, body]) => {
    const fields = [...body.matchAll(/^ {2}(\w+): (\w+);$/gm)].map(
      ([, field, type]) => `    ${field}: '${type}',\n`,
    );
    return `  ${name}: {\n${fields.join('')}  },\n`;
  });
  const files = entries.map((entry) => `assembly/${entry}.ts`).join(' and ');
  return `/** The structs of ${files}: fields of four bytes, in this order (made by build.mjs). */\nexport const structs = {\n${structs.join('')}} as const;\n`;
}
