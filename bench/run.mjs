// `pnpm bench NAME [-- options]`: runs one benchmark, prints its table and writes bench/results/NAME.json.
import { readdirSync } from 'node:fs';

const names = readdirSync(import.meta.dirname)
  .map((file) => /^(.*)\.bench\.mjs$/.exec(file)?.[1])
  .filter((name) => name !== undefined);
const [name, ...options] = process.argv.slice(2).filter((argument) => argument !== '--');
if (!names.includes(name)) {
  console.error(`Usage: pnpm bench ${names.join('|')} (got ${name ?? 'no name'})`);
  process.exit(2);
}
const { default: bench } = await import(`./${name}.bench.mjs`);
await bench(options);
