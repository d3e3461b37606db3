// POST /v1/leaks/github: a report in the format of GitHub's secret scanning partner program.
import { createHash } from 'node:crypto';
import * as z from 'zod/mini';
import { ApiError } from '../errors/api-error.ts';
import { readJson } from '../http/json-body.ts';
import type { HttpRequest } from '../http/message.ts';
import { eachLimited } from '../kernel/each-limited.ts';
import { type GithubKeys, isSignedByGithub } from './github-signature.ts';
import { type StopOutcome, type StopPorts, stopLeakedKey } from './stop-leaked-key.ts';

const MAX_REPORT_BYTES = 1024 * 1024;
const MAX_MATCHES = 1_000;
const CONCURRENCY = 4;
/** GitHub waits for 30 seconds, API Gateway for 29. */
const TIME_LIMIT_MS = 20_000;

const MAX_URL_LENGTH = 2_048;
const VISIBLE_URL = /^https?:\/\/[!-~]+$/;

const MAX_TYPE_LENGTH = 256;

/** Only the token has to be there: nothing else that is odd about a match may keep its key alive. */
const match = z.object({
  token: z.string(),
  type: z.optional(z.unknown()),
  url: z.optional(z.unknown()),
});
type Match = z.output<typeof match>;

/** What GitHub is told about each token. The token itself is not sent back, only its plain SHA-256. */
export const githubReportAnswer = z.array(
  z.strictObject({
    token_hash: z.string(),
    token_type: z.string(),
    label: z.enum(['true_positive', 'false_positive']),
  }),
);
export type GithubReportAnswer = z.output<typeof githubReportAnswer>;

export type GithubReportPorts = StopPorts & { readonly githubKeys: GithubKeys };

/**
 * Repeating a report is fine and changes nothing. Throws ApiError: `invalid_report_signature`, `request_too_large`,
 * `invalid_json`, `invalid_request`, `unsupported_media_type`; `service_unavailable` when not every key could be
 * stopped: those that were stay so.
 */
export async function takeGithubReport(
  request: HttpRequest,
  ports: GithubReportPorts,
): Promise<GithubReportAnswer> {
  if (Buffer.byteLength(request.body ?? '') > MAX_REPORT_BYTES)
    throw new ApiError('request_too_large', { message: 'The report is larger than 1 MB.' });
  if (!(await isSignedByGithub(request, ports.githubKeys)))
    throw new ApiError('invalid_report_signature');
  const matches = readMatches(request);
  const outcomes = await stopAll(matches, ports);
  return matches.map(({ token, type }) => ({
    token_hash: createHash('sha256').update(token).digest('hex'),
    token_type: typeof type === 'string' ? type.slice(0, MAX_TYPE_LENGTH) : '',
    label: outcomes.get(token) === 'unknown' ? 'false_positive' : 'true_positive',
  }));
}

/** A match that cannot be read is left out: it must not keep the keys beside it alive. */
function readMatches(request: HttpRequest): Match[] {
  const report = readJson(request, MAX_REPORT_BYTES);
  if (!Array.isArray(report))
    throw new ApiError('invalid_request', { message: 'A report must be a JSON list.' });
  if (report.length > MAX_MATCHES)
    throw new ApiError('request_too_large', {
      message: `A report may have at most ${MAX_MATCHES} matches.`,
    });
  return report.flatMap((entry) => {
    const read = match.safeParse(entry);
    return read.success ? [read.data] : [];
  });
}

/** A key that cannot be stopped now does not keep the others alive. */
async function stopAll(
  matches: readonly Match[],
  ports: GithubReportPorts,
): Promise<ReadonlyMap<string, StopOutcome>> {
  const endMs = ports.clock() + TIME_LIMIT_MS;
  const outcomes = new Map<string, StopOutcome>();
  const failures: unknown[] = [];
  const byToken = new Map(matches.map((entry) => [entry.token, entry]));
  await eachLimited([...byToken.values()], CONCURRENCY, async ({ token, url }) => {
    try {
      if (ports.clock() >= endMs) throw new ApiError('service_unavailable');
      outcomes.set(token, await stopLeakedKey({ token, sourceUrl: readUrl(url) }, ports));
    } catch (failure) {
      failures.push(failure);
    }
  });
  if (failures.length > 0) throw failures[0];
  return outcomes;
}

/** GitHub may leave it empty. */
const readUrl = (url: unknown): string | null =>
  typeof url === 'string' && url.length <= MAX_URL_LENGTH && VISIBLE_URL.test(url) ? url : null;
