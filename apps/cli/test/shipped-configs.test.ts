import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { classificationSchema } from '../src/classification/classification-config.js';
import { isClassification } from '../src/classification/classification-task.js';
import { dataSchema } from '../src/classification/config/data.js';
import { expandGrid } from '../src/classification/expand-grid.js';
import { drawnLayersSchema } from '../src/drawn-layers/drawn-layers-config.js';
import { imageDataSchema } from '../src/images/config/image-data.js';
import { imagesSchema } from '../src/images/images-config.js';
import { labelOrderStudySchema } from '../src/label-order/label-order-study-config.js';
import { languageModelSchema } from '../src/language-model/language-model-config.js';
import { picturesSchema } from '../src/pictures-of-layers/pictures-config.js';
import { syntheticSchema } from '../src/synthetic/synthetic-config.js';
import { loadExperiment } from '../src/tasks/load-experiment.js';

const shared = fileURLToPath(new URL('../../../experiments', import.meta.url));
const own = fileURLToPath(new URL('../experiments', import.meta.url));
const files = [shared, own].flatMap((folder) =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.yaml'))
    .map((name) => join(folder, name)),
);

describe('the configurations that come with the project', () => {
  it.each(files)('%s is valid', async (file) => {
    const { task, config } = await loadExperiment({ file, variables: {}, workingDirectory: '/' });
    expect(task.expandGrid(config).length).toBeGreaterThan(0);
  });

  it('pair every learned slack with a bottleneck of twice its width', async () => {
    for (const name of ['wordnet', 'wordnet-527', 'bibtex', 'taming/wordnet', 'taming/bibtex']) {
      const file = join(shared, `${name}.yaml`);
      const { config } = await loadExperiment({ file, variables: {}, workingDirectory: '/' });
      if (!isClassification(config)) throw new Error(`${name} is no classification`);
      const heads = expandGrid({ ...config, seeds: [0] }).map(({ head }) => head);
      const halves = heads.flatMap((head) =>
        head.kind === 'sigmoid-bottleneck' ? [Math.floor(head.dim / 2)] : [],
      );
      const slack = heads.flatMap((head) =>
        head.kind === 'dft' && head.slackDims > 0 ? [head.slackDims] : [],
      );
      expect(slack.length).toBeGreaterThanOrEqual(3);
      expect(halves).toEqual(expect.arrayContaining(slack));
      expect(config.seeds).toEqual(name.startsWith('taming/') ? [0, 1, 2, 3, 4] : [0, 1, 2]);
    }
  });
});

describe('the reference of the synthetic task', () => {
  const text = readFileSync(join(shared, 'reference-synthetic.yaml'), 'utf8');
  const reference = parse(text) as Record<string, unknown>;

  it('states the defaults as they are', () => {
    const { task, name, description, truth, dims, heads } = reference;
    const { kind, rank } = truth as Record<string, unknown>;
    const minimal = { task, name, description, truth: { kind, rank }, dims, heads };
    expect(syntheticSchema.parse(reference)).toEqual(syntheticSchema.parse(minimal));
    expect(withoutHeads(reference)).toEqual({
      ...withoutHeads(syntheticSchema.parse(minimal)),
      dims: [dims].flat(),
    });
  });

  it('names every key there is', () => {
    const keys = new Set<string>();
    collectKeys(syntheticSchema, keys, new Set());
    expect(keys.size).toBeGreaterThan(40);
    expect([...keys].filter((key) => !new RegExp(`\\b${key}\\b`).test(text))).toEqual([]);
  });
});

describe('the reference of the task of drawn layers', () => {
  const text = readFileSync(join(shared, 'reference-drawn-layers.yaml'), 'utf8');
  const reference = parse(text) as Record<string, unknown>;

  it('states the defaults as they are', () => {
    const { task, name, description, numLabels, k, heads } = reference;
    const minimal = { task, name, description, numLabels, k, heads };
    expect(drawnLayersSchema.parse(reference)).toEqual(drawnLayersSchema.parse(minimal));
    // And states them all.
    expect(withoutHeads(reference)).toEqual(withoutHeads(drawnLayersSchema.parse(minimal)));
  });

  it('names every key there is', () => {
    const keys = new Set<string>();
    collectKeys(drawnLayersSchema, keys, new Set());
    expect(keys.size).toBeGreaterThan(20);
    expect([...keys].filter((key) => !new RegExp(`\\b${key}\\b`).test(text))).toEqual([]);
  });
});

describe('the reference of the task of pictures of layers', () => {
  const text = readFileSync(join(shared, 'reference-pictures-of-layers.yaml'), 'utf8');
  const reference = parse(text) as Record<string, unknown>;

  it('states the defaults as they are, and an alternative that is valid', () => {
    const { task, name, description, heads } = reference;
    const minimal = { task, name, description, heads };
    expect(picturesSchema.parse(reference)).toEqual(picturesSchema.parse(minimal));
    expect(withoutHeads(reference)).toEqual(withoutHeads(picturesSchema.parse(minimal)));
    const block = text.split('\n').flatMap((line) => /^#\| (.*)$/.exec(line)?.[1] ?? []);
    const { heads: files } = picturesSchema.parse({ ...minimal, ...parse(block.join('\n')) });
    expect(files.map(({ kind }) => kind)).toEqual(['file']);
  });

  it('names every key there is', () => {
    const keys = new Set<string>();
    collectKeys(picturesSchema, keys, new Set());
    expect(keys.size).toBeGreaterThan(20);
    expect([...keys].filter((key) => !new RegExp(`\\b${key}\\b`).test(text))).toEqual([]);
  });
});

describe('the reference of the study of label orders', () => {
  const text = readFileSync(join(shared, 'reference-label-order.yaml'), 'utf8');

  it('states the defaults as they are', () => {
    const reference = parse(text) as Record<string, unknown>;
    const { task, name, description, data, encoder, heads } = reference;
    const minimal = labelOrderStudySchema.parse({ task, name, description, data, encoder, heads });
    expect(labelOrderStudySchema.parse(reference)).toEqual(minimal);
    const { counting, metric, report } = minimal;
    expect(reference).toMatchObject({ counting, metric, report });
  });
});

describe('the reference of the language model task', () => {
  const text = readFileSync(join(shared, 'reference-language-model.yaml'), 'utf8');
  const reference = parse(text) as Record<string, unknown>;

  it('states the defaults as they are', () => {
    const { task, name, description, data, model, heads } = reference;
    const { kind, folder } = data as Record<string, unknown>;
    const { embeddingDim, hiddenDims } = model as Record<string, unknown>;
    const minimal = {
      task,
      name,
      description,
      data: { kind, folder },
      model: { embeddingDim, hiddenDims },
      heads,
    };
    expect(languageModelSchema.parse(reference)).toEqual(languageModelSchema.parse(minimal));
    expect(withoutHeads(reference)).toEqual(withoutHeads(languageModelSchema.parse(minimal)));
  });

  it('names every key there is', () => {
    const keys = new Set<string>();
    collectKeys(languageModelSchema, keys, new Set());
    expect(keys.size).toBeGreaterThan(60);
    expect([...keys].filter((key) => !new RegExp(`\\b${key}\\b`).test(text))).toEqual([]);
  });
});

describe('the reference of the image task', () => {
  const text = readFileSync(join(shared, 'reference-images.yaml'), 'utf8');
  const reference = parse(text) as Record<string, unknown>;

  it('states the defaults as they are', () => {
    const { task, name, description, data } = reference;
    const { kind, folder } = data as Record<string, unknown>;
    const heads = [
      { kind: 'averaged-sigmoid' },
      { kind: 'sigmoid', loss: { kind: 'adaptive-cross-entropy' } },
      { kind: 'softmax' },
    ];
    const minimal = imagesSchema.parse({ task, name, description, data: { kind, folder }, heads });
    expect(imagesSchema.parse(reference)).toEqual(minimal);
    expect(reference).toEqual(minimal);
  });

  it('has alternatives that are valid', () => {
    const blocks = text
      .split('\n')
      .flatMap((line) => /^#\| (.*)$/.exec(line)?.[1] ?? [])
      .join('\n')
      .split(/^data:$/m)
      .slice(1);
    const kinds = blocks.map(
      (block) => imageDataSchema.parse((parse(`data:${block}`) as { data: object }).data).kind,
    );
    expect(kinds).toEqual(['tabler-icons', 'idx']);
  });

  it('names every key there is', () => {
    const keys = new Set<string>();
    collectKeys(imagesSchema, keys, new Set());
    expect(keys.size).toBeGreaterThan(60);
    expect([...keys].filter((key) => !new RegExp(`\\b${key}\\b`).test(text))).toEqual([]);
  });
});

describe('the reference', () => {
  const text = readFileSync(join(shared, 'reference.yaml'), 'utf8');

  it('states the defaults as they are', () => {
    const reference = parse(text) as Record<string, unknown>;
    const { name, description, heads } = reference;
    const minimal = { name, description, data: { kind: 'wordnet' }, encoder: { kind: 'bag' }, heads };
    expect(classificationSchema.parse(reference)).toEqual(classificationSchema.parse(minimal));
    // And states them all.
    expect(withoutHeads(reference)).toEqual(withoutHeads(classificationSchema.parse(minimal)));
  });

  it('has alternatives that are valid', () => {
    const alternatives = text
      .split('\n')
      .map((line) => /^ *#\|( .*)$/.exec(line)?.[1]?.slice(1))
      .reduce<string[]>((blocks, line) => {
        if (line === undefined) return blocks;
        if (/^\w/.test(line)) blocks.push(line);
        else blocks[blocks.length - 1] += `\n${line}`;
        return blocks;
      }, []);
    expect(alternatives.length).toBeGreaterThan(10);
    const minimal = {
      name: 'x',
      data: { kind: 'wordnet' },
      encoder: { kind: 'bag' },
      heads: [{ kind: 'sigmoid' }],
    };
    const kinds = new Set<string>();
    for (const block of alternatives) {
      const part = parse(block) as { data?: { kind: string }; training?: { loss?: { kind: string } } };
      const heads =
        part.training?.loss?.kind === 'softmax-cross-entropy' ? { heads: [{ kind: 'softmax' }] } : {};
      classificationSchema.parse({ ...minimal, ...heads, ...part });
      if (part.data !== undefined) kinds.add(part.data.kind);
    }
    expect([...kinds].sort()).toEqual([
      'arff',
      'csv',
      'fasttext',
      'jsonl',
      'label-sets',
      'npy',
      'prepared',
      'svmlight',
    ]);
    expect(() => dataSchema.parse({ kind: 'other' })).toThrow();
  });

  it('names every key there is', () => {
    const keys = new Set<string>();
    collectKeys(classificationSchema, keys, new Set());
    expect(keys.size).toBeGreaterThan(80);
    expect([...keys].filter((key) => !new RegExp(`\\b${key}\\b`).test(text))).toEqual([]);
  });
});

function withoutHeads(config: object): object {
  return { ...config, heads: undefined };
}

/** The keys of all mappings in a schema. */
function collectKeys(node: unknown, keys: Set<string>, seen: Set<unknown>): void {
  if (typeof node !== 'object' || node === null || seen.has(node)) return;
  seen.add(node);
  const { def } = node as { def?: Record<string, unknown> };
  if (def === undefined) return;
  if (typeof def.shape === 'object' && def.shape !== null) {
    for (const [key, value] of Object.entries(def.shape)) {
      keys.add(key);
      collectKeys(value, keys, seen);
    }
  }
  for (const name of ['innerType', 'element', 'in', 'out']) collectKeys(def[name], keys, seen);
  if (Array.isArray(def.options)) for (const option of def.options) collectKeys(option, keys, seen);
  if (Array.isArray(def.items)) for (const item of def.items) collectKeys(item, keys, seen);
}
