import { InputError } from '@sbn/core';

/** A head's name in folders, and for people. */
export interface HeadNames {
  readonly headId: string;
  readonly headName: string;
}

/** A head of a grid under its names. */
export interface NamedHead<Head> extends HeadNames {
  readonly head: Head;
}

/**
 * The heads that the entries of a configuration stand for, in order.
 *
 * @param expand the heads of one entry, which stands for one of each of its values
 * @throws InputError when two heads would have the same folders
 */
export function expandHeads<Entry extends { readonly name?: string | undefined }, Head>(
  entries: readonly Entry[],
  expand: (entry: Entry) => readonly Head[],
  nameOf: (head: Head, name: string | undefined) => HeadNames,
): NamedHead<Head>[] {
  const places = new Map<string, string>();
  return entries.flatMap((entry, index) =>
    expand(entry).map((head) => {
      const names = nameOf(head, entry.name);
      const place = `heads[${index}]`;
      const other = places.get(names.headId);
      if (other !== undefined) {
        throw new InputError(
          `${place} and ${other} both make the head ${names.headId}. Remove one, or give one a name of its own (name: ...)`,
          { code: 'duplicate-run' },
        );
      }
      places.set(names.headId, place);
      return { ...names, head };
    }),
  );
}
