// Times several ways of doing the same thing in turn (A B C, B C A, …) on the same inputs, so that a drift of the
// machine's speed falls on all of them, and keeps every sample.

/**
 * @param {readonly unknown[]} inputs
 * @param {Record<string, (input) => Promise<Timed>>} sides each is called once for every input; see {@link timed}
 * @returns for every input an object with the value of each side, and for each side its samples
 */
export async function measureInTurn(inputs, sides, onInput = () => {}) {
  const names = Object.keys(sides);
  const values = inputs.map(() => ({}));
  const samples = Object.fromEntries(names.map((name) => [name, { milliseconds: [], cpuMilliseconds: [] }]));
  for (const [index, input] of inputs.entries()) {
    onInput(index);
    for (let turn = 0; turn < names.length; turn++) {
      const name = names[(index + turn) % names.length];
      const { value, milliseconds, cpuMilliseconds } = await sides[name](input, index);
      values[index][name] = value;
      samples[name].milliseconds.push(milliseconds);
      samples[name].cpuMilliseconds.push(cpuMilliseconds);
    }
  }
  return { values, samples };
}

/**
 * Runs something of this process under the clock. The processor time is that of all threads of the process, so it has
 * the garbage collector and the compiler in it.
 */
export async function timed(action) {
  const cpu = process.cpuUsage();
  const start = performance.now();
  const value = await action();
  const milliseconds = performance.now() - start;
  const { user, system } = process.cpuUsage(cpu);
  return { value, milliseconds, cpuMilliseconds: (user + system) / 1e3 };
}

export function median(values) {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

export function mean(values) {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
