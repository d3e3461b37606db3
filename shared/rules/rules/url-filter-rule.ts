// Rule type `url_filter`: URLs that are not wanted, by scheme, host, port or disguise.
import type { ConfigReader } from '../config-reader.ts';
import type { Detectors, RuleContext } from '../detectors.ts';
import type { RegexPattern } from '../matchers.ts';
import type { Check, CompiledPattern } from '../policy.ts';
import { maskOf, readMaskChar, readReplacement } from './mask-config.ts';
import { ownPattern } from './pattern-source.ts';
import { isUnwanted, type UrlLimits } from './url-check.ts';

const REST = `[^\\s<>"'\`{}|\\\\^]`;
const URL_PATTERN = `(?:\\b[A-Za-z][A-Za-z0-9+.-]{1,20}:[/\\\\]{2}|\\b(?:javascript|vbscript|data|mailto):)${REST}+`;
const LABEL = '[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?';
const BARE_PATTERN = `\\b(?:${LABEL}\\.)+[A-Za-z]{2,24}(?::\\d{1,5})?(?:[/?#]${REST}*)?`;

const MAX_DOMAINS = 1_000;

export function compileUrlFilterRule({ config, rule }: RuleContext): Detectors {
  const shown = config.has('mask_char') ? null : '[URL]';
  const mask = maskOf(readReplacement(config) ?? shown, readMaskChar(config));
  const limits: UrlLimits = {
    allowSchemes: lowered(config, 'allow_schemes', 50),
    denySchemes: lowered(config, 'deny_schemes', 50),
    allowDomains: domains(config, 'allow_domains'),
    denyDomains: domains(config, 'deny_domains'),
    allowPorts: ports(config),
    blockIpLiterals: config.flag('block_ip_literals', false),
    blockEncodedPatterns: config.flag('block_encoded_patterns', false),
  };
  const pattern = (source: string, bare: boolean): RegexPattern => {
    const check = urlCheck(limits, bare);
    const compiled: CompiledPattern = { rule, mask, mode: 'final', check, commits: false };
    return { automaton: ownPattern(source), pattern: compiled };
  };
  const patterns = [pattern(URL_PATTERN, false)];
  if (config.flag('detect_bare_domains', false)) patterns.push(pattern(BARE_PATTERN, true));
  return { patterns };
}

/** Full stops, commas and brackets that close nothing belong to the sentence around the URL. */
function withoutTrailing(text: string): string {
  let surplus = text.split(')').length - text.split('(').length;
  let end = text.length;
  for (; end > 0; end--) {
    const last = text.charAt(end - 1);
    if (last === ')' && surplus > 0) surplus--;
    else if (!'.,;:!?*_]'.includes(last)) break;
  }
  return text.slice(0, end);
}

const urlCheck =
  (limits: UrlLimits, bare: boolean): Check =>
  ({ text, before }) => {
    const url = withoutTrailing(text);
    // A bare domain inside a URL or an address is the business of what it is in.
    if (url === '' || (bare && /[@/\w.:-]$/.test(before))) return null;
    return isUnwanted(url, bare, limits) ? { from: 0, to: url.length } : null;
  };

const lowered = (config: ConfigReader, field: string, maxCount: number): string[] =>
  config.texts(field, maxCount, 255).map((text) => text.toLowerCase().replace(/:$/, ''));

function domains(config: ConfigReader, field: string): string[] {
  return lowered(config, field, MAX_DOMAINS).map((domain, index) => {
    const plain = domain.replace(/^\*?\./, '');
    if (!/^[a-z0-9-]+(\.[a-z0-9-]+)*$/.test(plain))
      config.refuse(`${field}.${index}`, 'must be a domain name, in Punycode if it is not ASCII');
    return plain;
  });
}

function ports(config: ConfigReader): number[] {
  return config.list('allow_ports', 100).flatMap((value, index) => {
    const isPort =
      typeof value === 'number' && Number.isInteger(value) && value > 0 && value < 65_536;
    if (isPort) return [value];
    config.refuse(`allow_ports.${index}`, 'must be a port from 1 to 65535');
    return [];
  });
}
