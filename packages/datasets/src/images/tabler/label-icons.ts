import type { ListedIcon } from './read-icon-list.js';

/** What the icons are labelled with. */
export type IconTask =
  | { readonly task: 'tags'; readonly minLabelCount: number }
  | {
      readonly task: 'categories';
      readonly smallCategories: number;
      readonly unknown: readonly string[];
      readonly unseen: readonly string[];
    };

/** Labels of icons. */
export interface IconLabels {
  /** In the order of their code units. */
  readonly labelNames: readonly string[];
  /** One set per icon, empty where it is unknown. */
  readonly labels: readonly (readonly number[])[];
  /** Whether an icon belongs to a category that only the test split may have. */
  readonly isUnseen: readonly boolean[];
}

/**
 * Labels each icon with its tags or its category.
 *
 * @throws RangeError when no label is left, or a category is named that there is not
 */
export function labelIcons(icons: readonly ListedIcon[], options: IconTask): IconLabels {
  const namesOf = (icon: ListedIcon): readonly string[] =>
    options.task === 'tags' ? icon.tags : [icon.category];
  const counts = new Map<string, number>();
  for (const icon of icons) for (const name of namesOf(icon)) counts.set(name, (counts.get(name) ?? 0) + 1);
  const leastCount = options.task === 'tags' ? options.minLabelCount : options.smallCategories;
  const unknown: readonly string[] = options.task === 'tags' ? [] : options.unknown;
  const unseen: readonly string[] = options.task === 'tags' ? [] : options.unseen;
  for (const name of [...unknown, ...unseen]) {
    if (!counts.has(name)) {
      throw new RangeError(
        `tablerIcons: there is no category ${JSON.stringify(name)}; there are ${[...counts.keys()].sort().join(', ')}`,
      );
    }
  }
  const labelNames = [...counts]
    .filter(([name, count]) => count >= leastCount && !unknown.includes(name) && !unseen.includes(name))
    .map(([name]) => name)
    .sort();
  if (labelNames.length === 0) throw new RangeError('tablerIcons: the options leave no label');
  const numberOf = new Map(labelNames.map((name, label) => [name, label]));
  return {
    labelNames,
    labels: icons.map((icon) => namesOf(icon).flatMap((name) => numberOf.get(name) ?? [])),
    isUnseen: icons.map(({ category }) => unseen.includes(category)),
  };
}
