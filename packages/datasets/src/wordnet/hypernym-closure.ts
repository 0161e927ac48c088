import { failAt } from '../reading/fail-at.js';
import type { NounSynset } from './parse-wordnet.js';

/**
 * All hypernyms of every synset: its hypernyms, theirs, and so on up to the root; never the synset itself.
 *
 * @returns for every synset, positions in `synsets`
 * @throws InputError when a hypernym does not exist or the hypernyms form a circle
 */
export function hypernymClosure(
  synsets: readonly NounSynset[],
  file?: string | undefined,
): readonly ReadonlySet<number>[] {
  const positionOf = new Map(synsets.map(({ offset }, position) => [offset, position]));
  const parents = synsets.map(({ offset, hypernyms }) =>
    hypernyms.map(
      (hypernym) =>
        positionOf.get(hypernym) ??
        failAt(
          { file },
          'unknown-name',
          `Synset ${offset} has the hypernym ${hypernym}, which does not exist.`,
        ),
    ),
  );
  const children: number[][] = synsets.map(() => []);
  const missing = parents.map((list) => list.length);
  for (const [position, list] of parents.entries())
    for (const parent of list) children[parent]!.push(position);

  // From the roots downwards, each synset once all its hypernyms are done: no recursion, and circles show.
  const closure: Set<number>[] = synsets.map(() => new Set());
  const ready = [...missing.keys()].filter((position) => missing[position] === 0);
  let done = 0;
  for (let position = ready.pop(); position !== undefined; position = ready.pop()) {
    done++;
    for (const parent of parents[position]!) {
      closure[position]!.add(parent);
      for (const ancestor of closure[parent]!) closure[position]!.add(ancestor);
    }
    for (const child of children[position]!) if (--missing[child]! === 0) ready.push(child);
  }
  if (done < synsets.length) {
    const stuck = synsets[missing.findIndex((count) => count > 0)]!;
    failAt({ file }, 'syntax', `The hypernyms of synset ${stuck.offset} lead round in a circle.`);
  }
  return closure;
}
