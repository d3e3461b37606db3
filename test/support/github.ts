// GitHub for tests: publishes keys on loopback, and signs reports as its secret scanning does.
import { generateKeyPairSync, sign } from 'node:crypto';
import { type MockProvider, startMockProvider } from './mock-provider.ts';
import { json } from './provider-scripts.ts';

export type TestGithub = {
  readonly mock: MockProvider;
  readonly keyId: string;
  /** Headers and body of a report, signed by the published key. */
  readonly report: (matches: unknown, spelled?: string) => SignedReport;
  readonly close: () => Promise<void>;
};

type SignedReport = { readonly text: string; readonly headers: Record<string, string> };

const KEY_ID = 'f9525bf080f75b3506ca1ead061add62b8633a346606dc5fe544e29231c6ee0d';
const pairOf = (namedCurve: string) => generateKeyPairSync('ec', { namedCurve });
const pemOf = ({ publicKey }: ReturnType<typeof pairOf>): string =>
  String(publicKey.export({ type: 'spki', format: 'pem' }));

export async function startTestGithub(): Promise<TestGithub> {
  const mock = await startMockProvider();
  const pair = pairOf('prime256v1');
  const entry = (key_identifier: string, key: string) => ({
    key_identifier,
    key,
    is_current: true,
  });
  const published = {
    public_keys: [
      entry('0'.repeat(64), 'no key at all'),
      entry('1'.repeat(64), pemOf(pairOf('secp384r1'))),
      entry(KEY_ID, pemOf(pair)),
    ],
  };
  mock.fallback = json(200, published);
  return {
    mock,
    keyId: KEY_ID,
    report: (matches, spelled) => {
      const text = spelled ?? JSON.stringify(matches);
      const signature = sign('sha256', Buffer.from(text), pair.privateKey).toString('base64');
      return {
        text,
        headers: {
          'Github-Public-Key-Identifier': KEY_ID,
          'Github-Public-Key-Signature': signature,
        },
      };
    },
    close: mock.close,
  };
}
