// Base URLs: nothing but https to a public address gets through, whatever way an address is written.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  parseBaseUrl,
  parseTrustedOrigins,
} from '../../../../shared/providers/transport/base-url.ts';
import { isPublicAddress } from '../../../../shared/providers/transport/public-address.ts';

const TRUSTED = new Set(['http://127.0.0.1:4000', 'https://llm.internal:8443']);
const kindOf = (text: string) => parseBaseUrl(text, TRUSTED).kind;

describe('parseBaseUrl', () => {
  it.each([
    ['https://api.openai.com/v1', 'https://api.openai.com/v1'],
    ['https://api.anthropic.com', 'https://api.anthropic.com'],
    ['https://API.OpenAI.com/v1/', 'https://api.openai.com/v1'],
    ['https://x.example.com:8443/a/b', 'https://x.example.com:8443/a/b'],
    ['https://x.example.com:443', 'https://x.example.com'],
    ['https://8.8.8.8', 'https://8.8.8.8'],
    ['https://[2606:4700::1111]/v1', 'https://[2606:4700::1111]/v1'],
    ['http://127.0.0.1:4000/v1', 'http://127.0.0.1:4000/v1'],
    ['https://llm.internal:8443', 'https://llm.internal:8443'],
  ])('takes %s', (text, url) => {
    expect(parseBaseUrl(text, TRUSTED)).toMatchObject({ kind: 'ok', url });
  });

  it.each([
    ['http', 'http://api.openai.com/v1'],
    ['another scheme', 'file:///etc/passwd'],
    ['no scheme', 'api.openai.com/v1'],
    ['no slashes', 'https:api.openai.com'],
    ['user info', 'https://user:pass@api.openai.com'],
    ['empty user info', 'https://@api.openai.com'],
    ['a query', 'https://api.openai.com/v1?x=1'],
    ['an empty query', 'https://api.openai.com/v1?'],
    ['a fragment', 'https://api.openai.com/v1#x'],
    ['a backslash', 'https:\\\\api.openai.com'],
    ['a backslash before the real host', 'https://api.openai.com\\@127.0.0.1'],
    ['a line break', 'https://api.openai.com\n.evil.example'],
    ['a space before', ' https://api.openai.com'],
    ['an escape', 'https://api.openai.com/%2e%2e'],
    ['full-width digits', 'https://１２７.0.0.1'],
    ['an empty path segment', 'https://api.openai.com//evil'],
    ['loopback', 'https://127.0.0.1'],
    ['a short address', 'https://127.1'],
    ['a decimal address', 'https://2130706433'],
    ['an octal address', 'https://0177.0.0.1'],
    ['an octal address that is public', 'https://010.8.8.8'],
    ['a hexadecimal address', 'https://0x7f.0.0.1'],
    ['private 10', 'https://10.0.0.1'],
    ['private 172', 'https://172.31.255.255'],
    ['private 192', 'https://192.168.1.1'],
    ['carrier-grade NAT', 'https://100.64.0.1'],
    ['the metadata service', 'https://169.254.169.254/latest/meta-data'],
    ['the container metadata service', 'https://169.254.170.2'],
    ['multicast', 'https://224.0.0.1'],
    ['unspecified', 'https://0.0.0.0'],
    ['broadcast', 'https://255.255.255.255'],
    ['IPv6 loopback', 'https://[::1]'],
    ['IPv6 unspecified', 'https://[::]'],
    ['an IPv4-mapped address', 'https://[::ffff:127.0.0.1]'],
    ['an IPv4-compatible address', 'https://[::7f00:1]'],
    ['NAT64', 'https://[64:ff9b::7f00:1]'],
    ['6to4', 'https://[2002:7f00:1::]'],
    ['Teredo', 'https://[2001::7f00:1]'],
    ['unique local', 'https://[fd00:ec2::254]'],
    ['link-local', 'https://[fe80::1]'],
    ['a zone', 'https://[fe80::1%25eth0]'],
    ['localhost', 'https://localhost'],
    ['a name under localhost', 'https://a.localhost'],
    ['.internal', 'https://metadata.google.internal'],
    ['.local', 'https://printer.local'],
    ['a single label', 'https://vault'],
    ['a trailing dot', 'https://api.openai.com.'],
    ['localhost with a trailing dot', 'https://localhost.'],
    ['a well-known port', 'https://api.openai.com:22'],
    ['port 80', 'https://api.openai.com:80'],
    ['a port out of range', 'https://api.openai.com:65536'],
    ['a trusted host on another port', 'http://127.0.0.1:4001'],
    ['a trusted host with user info', 'http://a@127.0.0.1:4000'],
    ['a trusted host by another scheme', 'https://127.0.0.1:4000'],
    ['513 characters', `https://api.openai.com/${'a'.repeat(490)}`],
    ['nothing', ''],
  ])('refuses %s', (_what, text) => {
    expect(kindOf(text)).toBe('refused');
  });

  it('never leads to a private IPv4 address, whatever its spelling', () => {
    const spellings = [
      (a: number) => `https://${a}`,
      (a: number) => `https://0x${a.toString(16)}`,
      (a: number) => `https://0${a.toString(8)}`,
      (a: number) => `https://[::ffff:${(a >>> 16).toString(16)}:${(a & 0xffff).toString(16)}]`,
    ];
    fc.assert(
      fc.property(fc.nat(0xffffffff), fc.constantFrom(...spellings), (address, spell) => {
        expect(kindOf(spell(address))).toBe('refused');
      }),
    );
  });

  it('gives a URL that it takes again as the same', () => {
    fc.assert(
      fc.property(fc.webUrl({ validSchemes: ['https'] }), (text) => {
        const outcome = parseBaseUrl(text, TRUSTED);
        if (outcome.kind === 'refused') return;
        expect(parseBaseUrl(outcome.url, TRUSTED)).toEqual(outcome);
        expect(new URL(outcome.url).origin).toBe(outcome.origin);
      }),
    );
  });
});

describe('isPublicAddress', () => {
  it.each([
    ['8.8.8.8', true],
    ['172.32.0.1', true],
    ['100.128.0.1', true],
    ['2606:4700::1111', true],
    ['198.51.100.1', false],
    ['::ffff:8.8.8.8', false],
    ['2001:db8::1', false],
    ['ff02::1', false],
    ['api.openai.com', false],
    ['', false],
  ])('%s: %s', (address, expected) => {
    expect(isPublicAddress(address)).toBe(expected);
  });
});

describe('parseTrustedOrigins', () => {
  it('reads exact origins, none from nothing', () => {
    expect([...parseTrustedOrigins('')]).toEqual([]);
    expect([...parseTrustedOrigins('http://127.0.0.1:1, https://a.example')]).toEqual([
      'http://127.0.0.1:1',
      'https://a.example',
    ]);
  });

  it.each([
    'https://a.example/',
    'a.example',
    'https://a.example:443',
    '*',
  ])('throws on %s, which is no origin', (text) => {
    expect(() => parseTrustedOrigins(text)).toThrow('not an origin');
  });
});
