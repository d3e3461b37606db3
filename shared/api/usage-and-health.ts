// What was used, and whether the service is well.
import { healthAnswer } from '../http/health.ts';
import { usageAnswer, usageQuery } from '../usage/schema.ts';
import { get } from './operation.ts';
import { PROJECT } from './paths.ts';

export const usage = {
  getUsage: get(`${PROJECT}/usage`, {
    summary: 'Requests and tokens by day, key and model',
    errors: ['not_found'],
    query: usageQuery,
    answer: usageAnswer,
    note:
      '`from` and `to` are UTC days, both included; without them the last 30 days, at most 366. Newest day first. Every ' +
      'call is in it from its beginning on: as `in_flight_requests` until it ends. `group_by` says what is told apart; ' +
      'what is not is null. `rules` says what each rule did, `blocked_prompts` are no requests. See docs/usage.md.',
  }),
};

export const health = {
  getHealth: get('/api/v1/health', {
    summary: 'Health of the service and its stores',
    errors: [],
    answer: healthAnswer,
    note: 'Really asks the stores. 503 when one does not answer.',
  }),
};
