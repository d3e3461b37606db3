// Origins of providers that the deployer trusts although they are private or plain http on this machine.
import { type ContextSource, readText, SettingError } from './context-value.ts';

const EXPECTED = 'comma-separated origins, like https://llm.internal:8443, without a path';

/** Empty when the key is absent. Plain http is for loopback only, where no network can listen. */
export function readProviderOrigins(source: ContextSource, key: string): readonly string[] {
  const text = readText(source, key, /^[\x21-\x7e]*$/, EXPECTED) ?? '';
  const origins = text === '' ? [] : text.split(',');
  if (!origins.every(isTrustable)) throw new SettingError(key, EXPECTED);
  return origins;
}

/** One such origin. Undefined when the key is absent. */
export function readOrigin(source: ContextSource, key: string): string | undefined {
  const expected = 'an origin, like https://api.github.com, without a path';
  const text = readText(source, key, /^[\x21-\x7e]+$/, expected);
  if (text !== undefined && !isTrustable(text)) throw new SettingError(key, expected);
  return text;
}

function isTrustable(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const { origin, protocol, hostname } = new URL(text);
  const isLoopback = /^(127(\.\d+){3}|localhost|\[::1\])$/.test(hostname);
  return origin === text && (protocol === 'https:' || (protocol === 'http:' && isLoopback));
}
