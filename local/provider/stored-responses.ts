// Responses that the demo provider keeps, while it runs: read back, listed, cancelled, deleted, or still at work.
import { type Body, json, openaiError, type Reply } from './reply.ts';
import { createResponse, inputItemsOf, streamResponse } from './responses.ts';

type Stored = { readonly request: Body; readonly response: Body; readonly readyAtMs: number };

const MAX_STORED = 1_000;
/** How long the background takes. */
const WORK_MS = 1_000;
const PATH = /^\/v1\/responses\/([\w-]+)(\/cancel|\/input_items)?$/;

export class StoredResponses {
  readonly #stored = new Map<string, Stored>();

  create(request: Body): Reply {
    const reply = createResponse({ ...request, stream: false });
    if (reply.kind !== 'json' || reply.status !== 200) return reply;
    const response = reply.body as Body;
    const isBackground = request['background'] === true;
    const stored = { request, response, readyAtMs: isBackground ? Date.now() + WORK_MS : 0 };
    if (request['store'] !== false) this.#keep(String(response['id']), stored);
    if (request['stream'] === true) return streamResponse(request);
    return isBackground ? json(stateOf(stored)) : reply;
  }

  /** Null: the path is none of a stored response. */
  handle(method: string, path: string, query: URLSearchParams): Reply | null {
    const [, id = '', rest = ''] = PATH.exec(path) ?? [];
    const stored = this.#stored.get(id);
    if (id === '') return null;
    if (stored === undefined)
      return openaiError(404, `Response with id '${id}' not found.`, null, 'response_id');
    switch (`${method} ${rest}`) {
      case 'GET ':
        return query.get('stream') === 'true'
          ? streamResponse(stored.request, Number(query.get('starting_after') ?? -1))
          : json(stateOf(stored));
      case 'DELETE ':
        this.#stored.delete(id);
        return json({ id, object: 'response', deleted: true });
      case 'POST /cancel':
        return this.#cancel(id, stored);
      case 'GET /input_items':
        return json(inputItemsOf(stored.request, id));
      default:
        return null;
    }
  }

  #keep(id: string, stored: Stored): void {
    const [oldest] = this.#stored.keys();
    if (this.#stored.size >= MAX_STORED && oldest !== undefined) this.#stored.delete(oldest);
    this.#stored.set(id, stored);
  }

  #cancel(id: string, stored: Stored): Reply {
    if (stored.request['background'] !== true)
      return openaiError(400, 'Only background responses can be cancelled.', null);
    if (stored.readyAtMs <= Date.now()) return json(stored.response);
    const response = {
      ...stored.response,
      background: true,
      status: 'cancelled',
      output: [],
      usage: null,
    };
    this.#keep(id, { ...stored, response, readyAtMs: 0 });
    return json(response);
  }
}

function stateOf({ request, response, readyAtMs }: Stored): Body {
  const background = request['background'] === true;
  if (readyAtMs <= Date.now()) return { ...response, background };
  return { ...response, background, status: 'in_progress', output: [], usage: null };
}
