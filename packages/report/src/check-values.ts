/** Checks of single values for the report's data. Each throws TypeError (kind) or RangeError (value) naming the place. */
export function verdictCounts(counts: Record<string, unknown>, at: string): void {
  let sum = 0;
  for (const key of ['argmaxable', 'unargmaxable', 'undecided'] as const) {
    count(counts[key], `${at}.${key}`);
    sum += counts[key] as number;
  }
  count(counts.total, `${at}.total`);
  if (sum !== counts.total) {
    throw new RangeError(
      `${at}: argmaxable + unargmaxable + undecided must equal total, got ${sum} and ${counts.total}`,
    );
  }
}

export function record(value: unknown, at: string): Record<string, unknown> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new TypeError(`${at} must be an object, got ${show(value)}`);
  }
  return value as Record<string, unknown>;
}

export function list(value: unknown, at: string): readonly unknown[] {
  if (!Array.isArray(value)) throw new TypeError(`${at} must be an array, got ${show(value)}`);
  return value;
}

export function each(value: unknown, at: string, check: (item: unknown, place: string) => void): void {
  for (const [i, item] of list(value, at).entries()) check(item, `${at}[${i}]`);
}

export function optional(value: unknown, at: string, check: (value: unknown, place: string) => void): void {
  if (value !== undefined) check(value, at);
}

export function text(value: unknown, at: string): void {
  if (typeof value !== 'string') throw new TypeError(`${at} must be a string, got ${show(value)}`);
}

export function finite(value: unknown, at: string): void {
  if (typeof value !== 'number') throw new TypeError(`${at} must be a number, got ${show(value)}`);
  if (!Number.isFinite(value)) throw new RangeError(`${at} must be finite, got ${value}`);
}

export function notNegative(value: unknown, at: string): void {
  finite(value, at);
  if ((value as number) < 0) throw new RangeError(`${at} must not be negative, got ${value}`);
}

export function count(value: unknown, at: string): void {
  notNegative(value, at);
  if (!Number.isSafeInteger(value)) throw new RangeError(`${at} must be a whole number, got ${value}`);
}

export function scalars(value: unknown, at: string): void {
  for (const [key, entry] of Object.entries(record(value, at))) {
    if (entry !== null && !['string', 'number', 'boolean'].includes(typeof entry)) {
      throw new TypeError(`${at}.${key} must be a string, a number, a boolean or null, got ${show(entry)}`);
    }
  }
}

export function show(value: unknown): string {
  if (value === undefined) return 'nothing';
  const shown = JSON.stringify(value) ?? String(value);
  return shown.length > 60 ? `${shown.slice(0, 60)}…` : shown;
}

/** An ISO 8601 date. */
export function date(value: unknown, at: string): void {
  text(value, at);
  if (Number.isNaN(Date.parse(value as string))) {
    throw new RangeError(`${at} must be an ISO 8601 date, such as 2025-03-01T12:30:00Z, got ${show(value)}`);
  }
}

/** A list of `{ command, note? }`. */
export function commands(value: unknown, at: string): void {
  each(value, at, (command, place) => {
    const { command: line, note } = record(command, place);
    text(line, `${place}.command`);
    optional(note, `${place}.note`, text);
  });
}

/** Counts between increasing edges. */
export function histogram(value: unknown, at: string): void {
  const { log10Edges, counts } = record(value, at);
  each(log10Edges, `${at}.log10Edges`, finite);
  each(counts, `${at}.counts`, count);
  const edges = log10Edges as number[];
  if (edges.length !== (counts as number[]).length + 1) {
    throw new RangeError(
      `${at}.log10Edges must have one entry more than counts, got ${edges.length} and ${(counts as number[]).length}`,
    );
  }
  if (edges.some((edge, i) => i > 0 && edge <= edges[i - 1]!))
    throw new RangeError(`${at}.log10Edges must increase`);
}

/** A rule. */
export function rule(value: unknown, at: string): void {
  if (value === 'threshold' || value === 'argmax') return;
  const { topK } = typeof value === 'object' && value !== null ? (value as { topK?: unknown }) : {};
  if (topK === undefined) {
    throw new RangeError(`${at} must be threshold, argmax or {topK: k}, got ${show(value)}`);
  }
  count(topK, `${at}.topK`);
}

/** One of the three verdicts. */
export function status(value: unknown, at: string): void {
  if (value !== 'argmaxable' && value !== 'unargmaxable' && value !== 'undecided') {
    throw new RangeError(`${at} must be argmaxable, unargmaxable or undecided, got ${show(value)}`);
  }
}

/** One of a few words. */
export function oneOf(...words: readonly string[]): (value: unknown, at: string) => void {
  return (value, at) => {
    if (!words.includes(value as string)) {
      throw new RangeError(
        `${at} must be ${words.slice(0, -1).join(', ')} or ${words.at(-1)}, got ${show(value)}`,
      );
    }
  };
}

export function trueOrFalse(value: unknown, at: string): void {
  if (typeof value !== 'boolean') throw new TypeError(`${at} must be true or false, got ${show(value)}`);
}
