// What a key asks about models.
import type { Answer, ProxyUnderTest } from '../../support/proxy.ts';

export const list = (proxy: ProxyUnderTest): Promise<Answer> =>
  proxy.call({ method: 'GET', resource: '/v1/models' });

export const get = (proxy: ProxyUnderTest, model_id: string): Promise<Answer> =>
  proxy.call({ method: 'GET', resource: '/v1/models/{model_id}', params: { model_id } });

export const idsOf = async (proxy: ProxyUnderTest): Promise<string[]> =>
  JSON.parse((await list(proxy)).text).data.map(({ id }: { id: string }) => id);
