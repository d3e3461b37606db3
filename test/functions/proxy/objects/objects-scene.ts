// Two projects on one provider account, with one store of owners, and a provider that keeps what it made.
import { expect } from 'vitest';
import type { ProjectId } from '../../../../shared/kernel/ids.ts';
import type { Project } from '../../../../shared/projects/project.ts';
import type { MockProvider } from '../../../support/mock-provider.ts';
import { type ObjectStoreModel, objectStoreModel } from '../../../support/object-store-model.ts';
import { json } from '../../../support/provider-scripts.ts';
import { type Answer, type ProxyUnderTest, projectAt, proxyAt } from '../../../support/proxy.ts';

const OTHER = `proj_${'q'.repeat(22)}` as ProjectId;

export type Scene = {
  readonly objects: ObjectStoreModel;
  readonly mine: ProxyUnderTest;
  readonly other: ProxyUnderTest;
};

export function sceneAt(origin: string, changes: Partial<Project> = {}): Scene {
  const objects = objectStoreModel();
  const mine = proxyAt(origin, { objects });
  mine.project = projectAt(origin, changes);
  const other = proxyAt(origin, { objects });
  other.project = projectAt(origin, { projectId: OTHER });
  other.principal = { ...other.principal, projectId: OTHER };
  return { objects, mine, other };
}

export const respond = (proxy: ProxyUnderTest, body: object): Promise<Answer> =>
  proxy.call({
    resource: '/v1/responses',
    body: JSON.stringify({ model: 'gpt-mock', input: 'Hi', ...body }),
  });

/** A response that the provider keeps for that project from now on. */
export async function madeBy(
  proxy: ProxyUnderTest,
  mock: MockProvider,
  body: object = {},
  answer: object = responseObject(),
): Promise<void> {
  mock.queue.push(json(200, answer));
  expect((await respond(proxy, body)).status).toBe(200);
}

/** How often the provider was asked since. */
export function askedSince(mock: MockProvider): () => number {
  const before = mock.requests.length;
  return () => mock.requests.length - before;
}

export const responseObject = (changes: object = {}) => ({
  id: 'resp_of_mine_1',
  object: 'response',
  status: 'completed',
  store: true,
  conversation: { id: 'conv_of_mine_1' },
  output: [
    { id: 'rs_of_mine_1', type: 'reasoning', summary: [] },
    {
      id: 'msg_of_mine_1',
      type: 'message',
      role: 'assistant',
      content: [
        {
          type: 'output_text',
          text: 'Hello resp_in_a_text_1',
          annotations: [
            {
              type: 'container_file_citation',
              container_id: 'cntr_of_mine',
              file_id: 'cfile_mine1',
            },
          ],
        },
      ],
    },
  ],
  usage: { input_tokens: 1, output_tokens: 1 },
  ...changes,
});

/** What may be done with a stored response. */
export type Use = readonly [method: string, resource: string, url: string];
export const STORED = 'resp_of_mine_1';
const BASE = '/v1/responses/{response_id}';
export const GET: Use = ['GET', BASE, `/v1/responses/${STORED}`];
export const LIST: Use = ['GET', `${BASE}/input_items`, `/v1/responses/${STORED}/input_items`];
export const CANCEL: Use = ['POST', `${BASE}/cancel`, `/v1/responses/${STORED}/cancel`];
export const DELETE: Use = ['DELETE', BASE, `/v1/responses/${STORED}`];

export const use = (
  proxy: ProxyUnderTest,
  [method, resource]: Use,
  query: Record<string, string[]> = {},
  id = STORED,
): Promise<Answer> => proxy.call({ method, resource, params: { response_id: id }, query });
