const months = 'January February March April May June July August September October November December'.split(
  ' ',
);

/** An ISO 8601 date and time in words, always in UTC, so that a report reads the same everywhere. */
export function formatDate(iso: string): string {
  const date = new Date(iso);
  const time = `${String(date.getUTCHours()).padStart(2, '0')}:${String(date.getUTCMinutes()).padStart(2, '0')}`;
  return `${date.getUTCDate()} ${months[date.getUTCMonth()]} ${date.getUTCFullYear()}, ${time} UTC`;
}
