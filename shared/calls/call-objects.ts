// The objects of one call: those that it names have to be its project's own, those that it makes become so.

import { isObject } from '../kernel/is-object.ts';
import { namedObjects } from '../objects/named-objects.ts';
import {
  type Keeper,
  type OwnershipPorts,
  recordMade,
  requireOwn,
  type Unsettled,
} from '../objects/ownership.ts';
import { answerRecorder } from '../objects/record-answer.ts';
import type { Project } from '../projects/project.ts';
import type { CallTarget } from '../providers/aim.ts';
import { formView, type ModelCall } from '../providers/model-call.ts';
import { modelName } from '../usage/model-name.ts';
import { isRunning } from '../usage/tally/answer-tally.ts';
import { surfaceNamed } from '../wire/surfaces.ts';
import type { CallFacts } from './call-facts.ts';
import type { CallObjects } from './terms.ts';

export const callObjects = (
  { project, principal }: Omit<CallFacts, 'requestId'>,
  ports: OwnershipPorts,
): CallObjects => ({
  requireOwn: ({ body, files }, target) =>
    requireOwn(
      namedObjects(files === null ? body : formView(body)),
      project,
      keeperOf(target),
      ports,
    ),
  recorder: (call, target) => {
    const { kept } = surfaceNamed(call.endpoint);
    if (kept === null || !kept.mayBeMade(call.body) || !isRecorded(call, project)) return null;
    const { provider } = target.record;
    const begun = { keyId: principal.keyId, model: modelName(call.model), provider };
    return answerRecorder(kept, call.body, (names, told) => {
      const mayRun = call.body['background'] === true && !call.stream;
      const running = mayRun ? runningIn(told, begun) : null;
      return recordMade(names, project, keeperOf(target), ports, running);
    });
  },
});

/** A project that may name anything needs no owners, only what is still to be counted. */
const isRecorded = ({ body }: ModelCall, { providerObjects }: Project): boolean =>
  providerObjects !== 'any' || body['background'] === true;

/** A response that runs on after its answer; streamed ones are counted by their stream. */
const runningIn = (told: unknown, unsettled: Unsettled) =>
  isObject(told) && isRunning(told) && typeof told['id'] === 'string'
    ? { name: told['id'], unsettled }
    : null;

/** Names are unique at an address, whoever's token is used there. */
export const keeperOf = ({ base: { host, port, path } }: Pick<CallTarget, 'base'>): Keeper => ({
  address: `${host}:${port}${path}`,
});
