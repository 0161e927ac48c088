/**
 * Moves labels on a line apart until neighbours are at least `gap` apart, each as near to its wish as that allows.
 *
 * @param wishes wanted positions, in px, in any order
 * @param gap smallest distance, in px
 * @param low, high the room; labels that do not all fit overflow at the high end
 * @returns positions in the order of `wishes`
 */
export function spreadApart(wishes: readonly number[], gap: number, low: number, high: number): number[] {
  const order = wishes.map((_, i) => i).sort((a, b) => wishes[a]! - wishes[b]! || a - b);
  // Blocks of touching labels: each sits where the mean of its members' wishes is, and merges with a block it overlaps.
  const blocks: { start: number; members: number[] }[] = [];
  for (const i of order) {
    let block = { start: clamp(wishes[i]!, low, high), members: [i] };
    for (;;) {
      const before = blocks.at(-1);
      if (before === undefined || before.start + before.members.length * gap <= block.start) break;
      blocks.pop();
      const members = [...before.members, ...block.members];
      const centre =
        members.reduce((sum, member, at) => sum + wishes[member]! - at * gap, 0) / members.length;
      block = { start: clamp(centre, low, Math.max(low, high - (members.length - 1) * gap)), members };
    }
    blocks.push(block);
  }
  const positions = new Array<number>(wishes.length).fill(0);
  for (const { start, members } of blocks) {
    for (const [at, member] of members.entries()) positions[member] = start + at * gap;
  }
  return positions;
}

function clamp(value: number, low: number, high: number): number {
  return Math.min(Math.max(value, low), high);
}
