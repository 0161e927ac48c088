import { readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { env } from '@huggingface/transformers';
import { InputError } from '@sbn/core';
import { describe, expect, it, onTestFinished } from 'vitest';
import { createTextEmbedder, type TextEmbedderOptions } from './create-text-embedder.js';
import type { Embedder } from './embedder.js';
import { tempFolder } from './testing/temp-folder.js';
import { tinyEmbeddings, tinyWords, writeTinyTextModel } from './testing/tiny-text-model.js';

async function embedder(
  options: Partial<TextEmbedderOptions> = {},
  model: Parameters<typeof writeTinyTextModel>[1] = {},
): Promise<Embedder<string>> {
  const folder = await writeTinyTextModel(await tempFolder(), model);
  const created = await createTextEmbedder({ model: folder, threads: 1, ...options });
  onTestFinished(() => created.dispose());
  return created;
}

/** h of each token, computed here. */
function hidden(tokens: readonly (typeof tinyWords)[number][]): [number, number][] {
  return tokens.map((token) => {
    const [x, y] = tinyEmbeddings[tinyWords.indexOf(token)]!;
    return [x, 0.5 * x + 2 * y];
  });
}

function mean(rows: readonly [number, number][]): [number, number] {
  const sum = (at: 0 | 1): number => rows.reduce((total, row) => total + row[at], 0);
  return [sum(0) / rows.length, sum(1) / rows.length];
}

const two = (rows: Float32Array): number[][] =>
  Array.from({ length: rows.length / 2 }, (_, row) => [rows[2 * row]!, rows[2 * row + 1]!]);

describe('createTextEmbedder', () => {
  it('takes the mean over the tokens of each text, whatever fills up its batch', async () => {
    const { embed, dim } = await embedder();
    expect(dim).toBe(2);
    const rows = two(await embed(['red', 'Red green BLUE, red', '']));
    const texts = [
      ['[CLS]', 'red', '[SEP]'],
      ['[CLS]', 'red', 'green', 'blue', '[UNK]', 'red', '[SEP]'],
      ['[CLS]', '[SEP]'],
    ] as const;
    for (const [i, tokens] of texts.entries()) {
      const [x, y] = mean(hidden(tokens));
      expect(rows[i]![0]).toBeCloseTo(2 * x, 5);
      expect(rows[i]![1]).toBeCloseTo(2 * y, 5);
    }
  });

  it('takes the first or the last token, or what the model itself makes of a text', async () => {
    const h = hidden(['[CLS]', 'green', 'blue', '[SEP]']);
    const c = mean(h);
    const expected = {
      cls: [h[0]![0] + c[0], h[0]![1] + c[1]],
      last: [h[3]![0] + c[0], h[3]![1] + c[1]],
      none: c,
    };
    for (const pooling of ['cls', 'last', 'none'] as const) {
      const { embed } = await embedder({ pooling });
      const [row] = two(await embed(['green blue', 'red red red red']));
      expect(row![0]).toBeCloseTo(expected[pooling][0]!, 5);
      expect(row![1]).toBeCloseTo(expected[pooling][1]!, 5);
    }
  });

  it('scales rows to length 1', async () => {
    const { embed } = await embedder({ normalise: true });
    for (const [x, y] of two(await embed(['red', 'blue green'])))
      expect(Math.hypot(x!, y!)).toBeCloseTo(1, 6);
  });

  it('cuts off the end of a text and keeps the tokens around it', async () => {
    const { embed, ready } = await embedder({ maxTokens: 4 });
    expect(await ready('red green blue blue')).toMatchObject({
      data: Uint32Array.of(2, 4, 5, 3),
      truncated: true,
      blank: false,
    });
    expect(await ready(' \n')).toMatchObject({ data: Uint32Array.of(2, 3), truncated: false, blank: true });
    expect(await embed(['red green blue blue'])).toEqual(await embed(['red green']));
  });

  it('takes as many tokens as the model has positions, and no more', async () => {
    const { ready } = await embedder();
    expect((await ready('red '.repeat(20))).data.length).toBe(8);
    await expect(embedder({ maxTokens: 9 })).rejects.toThrow('takes at most 8 tokens, and 9 were asked for');
    await expect(embedder({ maxTokens: 0 })).rejects.toThrow(RangeError);
  });

  it('reads float16 weights from their own file, and a model beside its configuration', async () => {
    const half = await embedder({ dtype: 'fp16' }, { half: true, file: 'onnx/model_fp16.onnx' });
    const beside = await embedder({}, { file: 'model.onnx' });
    const [a, b] = [await half.embed(['red blue']), await beside.embed(['red blue'])];
    expect(b[0]).not.toBe(0);
    for (const [i, value] of a.entries()) expect(value).toBeCloseTo(b[i]!, 2);
  });

  it('downloads a model from the hub only where it is allowed', async () => {
    const folder = await writeTinyTextModel(await tempFolder());
    const asked: string[] = [];
    const server = createServer(async ({ url = '' }, response) => {
      asked.push(url);
      const name = /^\/org\/tiny\/resolve\/main\/([\w./]+)$/.exec(url)?.[1];
      const bytes = await readFile(join(folder, name ?? '?')).catch(() => undefined);
      response.writeHead(bytes === undefined ? 404 : 200).end(bytes);
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { remoteHost, cacheDir } = env;
    onTestFinished(() => {
      Object.assign(env, { remoteHost, cacheDir });
      server.close();
    });
    env.remoteHost = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
    env.cacheDir = await tempFolder();
    const model = 'org/tiny';
    await expect(createTextEmbedder({ model })).rejects.toThrow('there is no such folder');
    expect(asked).toEqual([]);
    const [hub, local] = [
      await createTextEmbedder({ model, allowDownloads: true }),
      await createTextEmbedder({ model: folder }),
    ];
    onTestFinished(() => Promise.all([hub.dispose(), local.dispose()]).then(() => {}));
    expect(await hub.embed(['red green'])).toEqual(await local.embed(['red green']));
    expect(hub.identity).toMatchObject({ model: { hub: model }, maxTokens: 8 });
    await expect(createTextEmbedder({ model: 'org/other', allowDownloads: true })).rejects.toThrow(
      InputError,
    );
  });

  it('says what is wrong with a model', async () => {
    const broken = async (file: string, content?: string): Promise<TextEmbedderOptions> => {
      const model = await writeTinyTextModel(await tempFolder());
      if (content === undefined) await rm(join(model, file));
      else await writeFile(join(model, file), content);
      return { model };
    };
    const cases: readonly [TextEmbedderOptions, RegExp][] = [
      [{ model: join(await tempFolder(), 'gone') }, /gone: there is no such folder/],
      [
        { model: 'org/name' },
        /org\/name: there is no such folder\. .* allow downloads \(--allow-downloads\)/,
      ],
      [await broken('tokenizer.json'), /the model has no tokenizer\.json/],
      [await broken('tokenizer_config.json'), /the model has no tokenizer_config\.json/],
      [await broken('config.json', '{'), /config\.json: the file is not valid JSON/],
      [await broken('config.json', '[]'), /config\.json: expected a JSON object/],
      [await broken('tokenizer.json', '{}'), /the tokenizer cannot be loaded/],
      [await broken('onnx/model.onnx'), /no onnx\/model\.onnx, .*Export it to ONNX/],
      [await broken('onnx/model.onnx', 'not a model'), /the model cannot be loaded/],
      [
        { ...(await broken('x', '')), dtype: 'q8' },
        /no onnx\/model_quantized\.onnx.*There is onnx\/model\.onnx/,
      ],
      [
        { ...(await broken('x', '')), output: 'logits' },
        /no output logits; it has last_hidden_state \[1, 3, 2\]/,
      ],
      [
        { ...(await broken('x', '')), output: 'sentence_embedding', pooling: 'mean' },
        /pooling mean does not fit.*one row per input already/,
      ],
    ];
    for (const [options, message] of cases) {
      const failed = createTextEmbedder(options);
      await expect(failed).rejects.toThrow(InputError);
      await expect(failed).rejects.toThrow(message);
    }
  });
});
