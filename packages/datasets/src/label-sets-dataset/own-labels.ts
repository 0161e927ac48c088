import type { ExampleFile, RawExample } from '../loading/raw-example.js';

/**
 * The examples of a file with their own labels for an input: a bag with a 1 for each label, by its name or number,
 * whatever input they had.
 */
export function ownLabels(file: ExampleFile): ExampleFile {
  return {
    ...file,
    schema: { ...labelsOf(file), inputs: 'named', binary: true },
    async *read(options) {
      for await (const block of file.read(options)) {
        yield block.map((example): RawExample => {
          const names = example.labels.map(String);
          return { ...example, input: { kind: 'named', names, values: names.map(() => 1) } };
        });
      }
    },
  };
}

/** What a file declares about its labels, and nothing of its features. */
function labelsOf({ schema: { numLabels, labelNames, labelParents } }: ExampleFile): ExampleFile['schema'] {
  return { numLabels, labelNames, labelParents };
}
