// A project's usage for an operator: a range of days, added up as asked, page by page.
import { ApiError } from '../errors/api-error.ts';
import type { CursorCodec, ListName } from '../http/cursor.ts';
import { nextCursor, toPageRequest } from '../http/list.ts';
import { invalidField } from '../http/validate.ts';
import type { Clock } from '../kernel/clock.ts';
import type { ProjectId } from '../kernel/ids.ts';
import { addDays, daysBetween, parseUtcDay, type UtcDay, utcDay } from './day.ts';
import { compareGroups, groupUsage, positionOf, type UsageGroup } from './group.ts';
import { dimensionsOf, type UsageQuery } from './schema.ts';
import { type DayRange, readSnapshot, type SnapshotPorts } from './snapshot.ts';

export type UsageReport = {
  readonly usage: readonly UsageGroup[];
  readonly total: number;
  readonly nextCursor: string | null;
  readonly days: DayRange;
};

export type ReportPorts = SnapshotPorts & {
  readonly projectExists: (projectId: ProjectId) => Promise<boolean>;
  readonly cursors: CursorCodec;
  readonly clock: Clock;
};

const DEFAULT_DAYS = 30;
const MAX_DAYS = 366;

/**
 * Throws ApiError: `not_found` for the project, `validation_error` for a range that is none or too long,
 * `invalid_request` for a foreign cursor.
 */
export async function reportUsage(
  projectId: ProjectId,
  query: UsageQuery,
  ports: ReportPorts,
): Promise<UsageReport> {
  const days = daysOf(query, utcDay(ports.clock()));
  const grouping = query.group_by ?? 'day-key-model';
  const list: ListName = ['usage', projectId, days.from, days.to, grouping];
  const { limit, after } = toPageRequest(ports.cursors, list, query);
  if (!(await ports.projectExists(projectId))) throw new ApiError('not_found');
  const dimensions = dimensionsOf(grouping);
  const kind = dimensions.has('session') ? 'sessions' : 'models';
  const entries = await readSnapshot(projectId, days, ports, kind);
  const groups = groupUsage(entries, dimensions);
  const rest =
    after === null ? groups : groups.filter((group) => compareGroups(positionOf(group), after) > 0);
  const usage = rest.slice(0, limit);
  const last = usage.at(-1);
  const next = last === undefined || rest.length <= limit ? null : positionOf(last);
  return { usage, total: groups.length, nextCursor: nextCursor(ports.cursors, list, next), days };
}

/** The last 30 days, today included, unless the query says otherwise. */
function daysOf(query: UsageQuery, today: UtcDay): DayRange {
  const to = dayOr(query.to, today);
  const from = dayOr(query.from, addDays(to, 1 - DEFAULT_DAYS));
  const length = daysBetween(from, to) + 1;
  if (length < 1) throw invalidField('from', 'must not be later than to.');
  if (length > MAX_DAYS) throw invalidField('from', `must be within ${MAX_DAYS} days of to.`);
  return { from, to };
}

const dayOr = (text: string | undefined, other: UtcDay): UtcDay =>
  (text === undefined ? null : parseUtcDay(text)) ?? other;
