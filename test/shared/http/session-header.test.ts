// Which header names a call's session: the clients' own, and only what is a name.
import { describe, expect, it } from 'vitest';
import { headersToProvider } from '../../../shared/http/allowed-headers.ts';
import { sessionOf } from '../../../shared/http/session-header.ts';
import { httpRequest } from '../../support/http-request.ts';

const ID = '0b1c2d3e-aaaa-4bbb-8ccc-1234567890ab';

describe('a session', () => {
  it.each([
    'x-claude-code-session-id',
    'session_id',
    'session-id',
    'x-opencode-session',
    'x-session-id',
  ])('is told by %s, and no provider hears of it', (name) => {
    const request = httpRequest({ headers: { [name]: [ID] } });
    expect(sessionOf(request)).toBe(ID);
    expect(headersToProvider(request)).toEqual({});
  });

  it.each(['', 'a b', 'x'.repeat(129), 'a#b', 'é'])('of the name %j is none', (value) => {
    expect(sessionOf(httpRequest({ headers: { 'x-session-id': [value] } }))).toBeNull();
  });

  it('is none without a header', () => {
    expect(sessionOf(httpRequest())).toBeNull();
  });
});
