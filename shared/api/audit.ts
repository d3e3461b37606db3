// The operations on the audit: what was done to a project, or to all, and whether the record of it is whole.
import {
  listAuditAnswer,
  listAuditQuery,
  listProjectAuditQuery,
  verifyAuditAnswer,
  verifyAuditQuery,
} from '../audit/schema.ts';
import { get } from './operation.ts';
import { PROJECT } from './paths.ts';

const AUDIT = '/api/v1/audit';
const PROJECT_AUDIT = `${PROJECT}/audit` as const;

const LIST =
  'Newest first. `hash` is the SHA-256 of the canonical JSON (members sorted, no spaces) of all members but `hash` and ' +
  '`seal`; `prev_hash` is the hash of the event before. `total` is null with a filter and for all chains at once. A ' +
  'page of a filtered list may hold few entries although `next_cursor` is set: follow it.';
const verify = {
  query: verifyAuditQuery,
  answer: verifyAuditAnswer,
  note:
    'Recomputes the chain from its beginning. Pass `known_sequence` and `known_hash`, noted earlier, to show that the ' +
    'newest events have not been cut off since.',
};

export const audit = {
  listAudit: get(AUDIT, {
    summary: 'List the events of all projects and the account',
    errors: [],
    query: listAuditQuery,
    answer: listAuditAnswer,
    note: LIST,
  }),
  verifyAudit: get(`${AUDIT}/verify`, {
    ...verify,
    summary: "Check the account's chain of events",
    errors: [],
  }),
  listProjectAudit: get(PROJECT_AUDIT, {
    summary: 'List the events of a project',
    errors: ['not_found'],
    query: listProjectAuditQuery,
    answer: listAuditAnswer,
    note: `${LIST} Works for a deleted project, too.`,
  }),
  verifyProjectAudit: get(`${PROJECT_AUDIT}/verify`, {
    ...verify,
    summary: "Check a project's chain of events",
    errors: ['not_found'],
  }),
};
