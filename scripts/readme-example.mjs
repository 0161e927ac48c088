// The runnable example of a package's README: its first ```js block.
import { readFileSync } from 'node:fs';

/**
 * @param {string | URL} readme path of a README.md
 * @returns {string} the code
 * @throws {Error} when there is no such block, or it has more than 12 lines
 */
export function readmeExample(readme) {
  const match = /^```js\n([\s\S]*?)^```$/m.exec(readFileSync(readme, 'utf8'));
  if (match === null) throw new Error(`${readme} has no \`\`\`js block to run`);
  const lines = match[1].trimEnd().split('\n').length;
  if (lines > 12)
    throw new Error(`the first \`\`\`js block of ${readme} has ${lines} lines, at most 12 are allowed`);
  return match[1];
}
