// Schemas of fields that several resources have, and the way a schema words its refusals.
import * as z from 'zod/mini';
import { MAX_RATE_LIMIT_RPM } from '../contracts/rate-limit.ts';
import { isIpOrCidr } from '../kernel/ip-list.ts';

/** The phrase that follows a field's name when its value is refused. */
export const must = (phrase: string) => ({
  error: (issue: { readonly input?: unknown }) =>
    issue.input === undefined ? 'is required.' : `must be ${phrase}.`,
});

const NAME = 'text of 1 to 255 characters, not blank and without control characters';

/** Counted in code points. HTML, formulas and direction marks are only text here: whoever shows it encodes it. */
export const name = z
  .string(must(NAME))
  .check(z.regex(/^(?=.*\S)[^\p{Cc}\p{Zl}\p{Zp}\p{Cs}]{1,255}$/u, must(NAME)));

const DESCRIPTION = 'text of up to 1000 characters without control characters, or null';

/** Line breaks and tabs are allowed. */
export const description = z.nullable(
  z
    .string(must(DESCRIPTION))
    .check(z.regex(/^(?:[^\p{Cc}\p{Zl}\p{Zp}\p{Cs}]|[\t\n\r]){0,1000}$/u, must(DESCRIPTION))),
);

const IP_LIST = 'a list of 1 to 50 IPv4 or IPv6 addresses or CIDR blocks, or null';
const ipOrCidr = z
  .string(must('an IPv4 or IPv6 address or a CIDR block'))
  .check(
    z.maxLength(49, must('an IPv4 or IPv6 address or a CIDR block')),
    z.refine(isIpOrCidr, must('an IPv4 or IPv6 address or a CIDR block')),
  );

/** Null: no restriction. An empty list is refused, because it might mean nobody or anybody. */
export const allowedIps = z.nullable(
  z
    .array(ipOrCidr, must(IP_LIST))
    .check(z.minLength(1, must(IP_LIST)), z.maxLength(50, must(IP_LIST))),
);

const MODEL = 'a model id, or the beginning of one followed by *';
const MODELS = 'a list of 1 to 100 model ids, or null';

/** Visible ASCII. `*` stands at the end only: exact ids, or prefixes. */
const model = z.string(must(MODEL)).check(z.regex(/^(?=.)[!-)+-~]{0,256}\*?$/, must(MODEL)));

/** Null: every model. */
export const allowedModels = z.nullable(
  z.array(model, must(MODELS)).check(z.minLength(1, must(MODELS)), z.maxLength(100, must(MODELS))),
);

const RATE_LIMIT = `a whole number from 1 to ${MAX_RATE_LIMIT_RPM}, or null`;

/** Requests per minute. Null: no limit. */
export const rateLimitRpm = z.nullable(
  z
    .int(must(RATE_LIMIT))
    .check(z.gte(1, must(RATE_LIMIT)), z.lte(MAX_RATE_LIMIT_RPM, must(RATE_LIMIT))),
);

/** ISO 8601 in UTC, milliseconds, `Z`: how every time leaves. */
export const time = z.iso.datetime();
