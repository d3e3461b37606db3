// I7: a key has one spelling: whatever differs in a single place is another key, and no key of ours.
import { expect, it } from 'vitest';
import { isLetThrough } from '../support/let-through.ts';
import { newKey, newProject, useAdminSystem } from '../support/use-admin.ts';

const admin = useAdminSystem();

it('no edit of one character, no other case, no space, no fold of it passes, or is even looked up', async () => {
  const { key } = (await newKey(admin, await newProject(admin))).answer.body as { key: string };
  const at = (i: number, text: string) => key.slice(0, i) + text + key.slice(i + 1);
  const edits = [...key].flatMap((character, i) => [
    at(i, ''),
    at(i, character + character),
    at(i, character === 'a' ? 'b' : 'a'),
  ]);
  const others = [
    key.toLowerCase(),
    key.toUpperCase(),
    ` ${key}`,
    `${key} `,
    `\u200b${key}`,
    `"${key}"`,
    key.replace('clai', 'ｃｌａｉ'),
    key.replace('a', 'а'),
    key + key,
    encodeURIComponent('c').replace('c', '%63') + key.slice(1),
  ];
  admin.dynamo.calls.length = 0;
  for (const text of [...edits, ...others].filter((text) => text !== key))
    expect(await isLetThrough(admin, text), text).toBe(false);
  expect(admin.dynamo.calls).toEqual([]);
  expect(await isLetThrough(admin, key)).toBe(true);
});
