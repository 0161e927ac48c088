/** What a file of any format can say about its model. */
export interface ExportOptions {
  /** One name per label; `labels` in the file's metadata, as a JSON list. */
  readonly labelNames?: readonly string[] | undefined;
  /** More for the metadata, strings by key: how pictures are prepared, a version, a licence. */
  readonly metadata?: Readonly<Record<string, string>> | undefined;
}

/** Keys that the writers fill themselves. */
const ownKeys = ['labels', 'output'];

/**
 * The metadata of an export: `output` says whether `"labels"` are decided each by itself or one of n `"classes"`.
 *
 * @throws TypeError, RangeError when the options are none
 */
export function metadataOf(
  place: string,
  { labelNames, metadata = {} }: ExportOptions,
  head: { readonly output: 'labels' | 'classes'; readonly numLabels: number },
): Readonly<Record<string, string>> {
  for (const [key, value] of Object.entries(metadata)) {
    if (typeof value !== 'string') {
      throw new TypeError(
        `${place}: metadata must be strings by key, got a ${typeof value} for ${JSON.stringify(key)}`,
      );
    }
    if (ownKeys.includes(key)) {
      throw new RangeError(
        `${place}: the metadata ${ownKeys.join(' and ')} are the export's own, choose another key`,
      );
    }
  }
  if (labelNames === undefined) return { output: head.output, ...metadata };
  if (!Array.isArray(labelNames) || labelNames.some((name) => typeof name !== 'string')) {
    throw new TypeError(`${place}: labelNames must be an array of strings`);
  }
  if (labelNames.length !== head.numLabels) {
    throw new RangeError(
      `${place}: labelNames must have one name for each of ${head.numLabels} labels, got ${labelNames.length}`,
    );
  }
  return { output: head.output, labels: JSON.stringify(labelNames), ...metadata };
}
