// The objects of one call: those that it names have to be its project's own, those that it makes become so.

import { namedObjects } from '../objects/named-objects.ts';
import { type OwnershipPorts, recordMade, requireOwn } from '../objects/ownership.ts';
import { answerRecorder } from '../objects/record-answer.ts';
import type { Project } from '../projects/project.ts';
import type { CallTarget } from '../providers/aim.ts';
import { surfaceNamed } from '../wire/surfaces.ts';
import type { CallObjects } from './terms.ts';

export const callObjects = (project: Project, ports: OwnershipPorts): CallObjects => ({
  requireOwn: ({ body }, target) =>
    requireOwn(namedObjects(body), project, keeperOf(target), ports),
  recorder: ({ endpoint, body }, target) => {
    const { kept } = surfaceNamed(endpoint);
    if (kept === null || project.providerObjects === 'any' || !kept.mayBeMade(body)) return null;
    const keeper = keeperOf(target);
    return answerRecorder(kept, body, (names) => recordMade(names, project, keeper, ports));
  },
});

/** Names are unique at an address, whoever's token is used there. */
const keeperOf = ({ base: { host, port, path } }: CallTarget) => ({
  address: `${host}:${port}${path}`,
});
