// Sends requests to both planes and keeps everything that came back.
import type { AwsClient } from 'aws4fetch';
import type { Route } from '../../../shared/api/route.ts';
import { signer } from '../admin.ts';
import type { TestSystem } from '../system.ts';

export type Recorded = {
  readonly plane: Route['plane'];
  readonly operation: Route['operation'];
  readonly status: number;
  /** Headers and body. */
  readonly text: string;
  readonly body: string;
};

export type Sent = { readonly path: string; readonly init?: RequestInit };

export class Recorder {
  readonly answers: Recorded[] = [];
  readonly #system: TestSystem;

  constructor(system: TestSystem) {
    this.#system = system;
  }

  /** A stream that breaks counts with what had arrived of its headers. */
  async #keep({ plane, operation }: Route, response: Response): Promise<Recorded> {
    const body = await response.text().catch(() => '');
    const headers = [...response.headers].map((pair) => pair.join(': ')).join('\n');
    const text = `${headers}\n\n${body}`;
    const recorded = { plane, operation, status: response.status, text, body };
    this.answers.push(recorded);
    return recorded;
  }

  async data(route: Route, { path, init = {} }: Sent): Promise<Recorded> {
    return this.#keep(route, await fetch(`${this.#system.local.dataUrl}${path}`, init));
  }

  /** Signed by the operator. */
  async admin(route: Route, sent: Sent): Promise<Recorded> {
    const { local } = this.#system;
    return this.#sendSigned(signer(local.operator, local), route, sent);
  }

  /** Signed by somebody without permission. */
  async outsider(route: Route, sent: Sent): Promise<Recorded> {
    const { local } = this.#system;
    return this.#sendSigned(signer(local.outsider, local), route, sent);
  }

  async unsigned(route: Route, { path, init = {} }: Sent): Promise<Recorded> {
    return this.#keep(route, await fetch(`${this.#system.local.adminUrl}${path}`, init));
  }

  async #sendSigned(aws: AwsClient, route: Route, { path, init = {} }: Sent) {
    return this.#keep(route, await aws.fetch(`${this.#system.local.adminUrl}${path}`, init));
  }
}
