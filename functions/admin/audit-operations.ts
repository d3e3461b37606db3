// The operations on the audit.
import type { audit as api } from '../../shared/api/audit.ts';
import { listAudit, listProjectAudit } from '../../shared/audit/read.ts';
import type { AuditStore } from '../../shared/audit/store.ts';
import { verifyChain } from '../../shared/audit/verify.ts';
import type { CursorCodec } from '../../shared/http/cursor.ts';
import type { ProjectExists } from '../../shared/keys/create.ts';
import type { PepperRing } from '../../shared/keys/secret/pepper.ts';
import type { Operations } from './operation.ts';

export type AuditPorts = {
  readonly audit: AuditStore;
  readonly projectExists: ProjectExists;
  readonly ring: () => Promise<PepperRing>;
  readonly cursors: () => Promise<CursorCodec>;
};

export function auditOperations(ports: AuditPorts): Pick<Operations, keyof typeof api> {
  const withCursors = async () => ({ ...ports, cursors: await ports.cursors() });
  return {
    listAudit: async ({ query }) => listAudit(query, await withCursors()),
    verifyAudit: async ({ query }) => verifyChain('account', query, await withCursors()),
    listProjectAudit: async ({ ids, query }) =>
      listProjectAudit(ids.project_id, query, await withCursors()),
    verifyProjectAudit: async ({ ids, query }) =>
      verifyChain(ids.project_id, query, await withCursors()),
  };
}
