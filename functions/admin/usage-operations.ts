// The operation on usage.
import type { CursorCodec } from '../../shared/http/cursor.ts';
import { type ReportPorts, reportUsage } from '../../shared/usage/report.ts';
import { viewUsage } from '../../shared/usage/view.ts';
import type { Operations } from './operation.ts';

export type UsagePorts = Omit<ReportPorts, 'cursors'> & {
  readonly cursors: () => Promise<CursorCodec>;
};

export const usageOperations = (ports: UsagePorts): Pick<Operations, 'getUsage'> => ({
  getUsage: async ({ ids, query }) => {
    const cursors = await ports.cursors();
    const report = await reportUsage(ids.project_id, query, { ...ports, cursors });
    return {
      usage: report.usage.map(viewUsage),
      ...report.days,
      total: report.total,
      next_cursor: report.nextCursor,
    };
  },
});
