const units = ['B', 'KiB', 'MiB', 'GiB', 'TiB'] as const;

/** A memory size: 123456789 → "118 MiB". */
export function formatBytes(bytes: number): string {
  let unit = 0;
  let size = bytes;
  while (size >= 1023.5 && unit < units.length - 1) {
    size /= 1024;
    unit++;
  }
  return `${size < 10 && unit > 0 ? size.toFixed(1) : Math.round(size)} ${units[unit]}`;
}
