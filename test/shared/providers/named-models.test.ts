// Every model that a request names, wherever a provider would look for one.
import { expect, it } from 'vitest';
import { namedModels } from '../../../shared/providers/named-models.ts';

const named = (more: object): unknown[] =>
  namedModels({ ...more, model: 'gpt-4o', messages: [{ role: 'user', content: 'x' }] }).map(
    ({ model }) => model,
  );

it.each([
  [{ models: ['a'], fallbacks: [{ model: 'b' }, null], fallback_models: 'c' }, ['a', 'b', 'c']],
  [{ tools: [{ type: 'x', model: 'd' }] }, ['d']],
  [{ fallbacks: [{ 'gpt-4o': ['e', 'f'] }] }, ['gpt-4o', 'e', 'f']],
  [{ context_window_fallbacks: [{ 'gpt-4o': ['g'] }] }, ['gpt-4o', 'g']],
  [{ content_policy_fallbacks: { a: 'h' } }, ['a', 'h']],
  [{ models: { first: 'i', second: ['j'] } }, ['first', 'i', 'second', 'j']],
  [{ extra_body: { model: 'k', fallbacks: ['l'] } }, ['k', 'l']],
  [{ plugins: [{ id: 'web', model: 'm' }] }, ['m']],
  [{ fallbacks: [{ model: 'n', fallbacks: [{ model: 'o' }] }] }, ['n', 'o']],
  [{ fallback: 'p', provider: { options: { model: 'q' } } }, ['p', 'q']],
])('%j', (more, models) => {
  expect(named(more)).toEqual(['gpt-4o', ...models]);
});

it.each([
  [{ tools: [{ function: { parameters: { properties: { model: { type: 'string' } } } } }] }],
  [{ metadata: { model: 'x' } }],
  [{ input: [{ model: 'x' }] }],
  [{ allow_fallbacks: true, fallbacks: null }],
])('are none in %j', (more) => {
  expect(named(more)).toEqual(['gpt-4o']);
});
