// The proxy with a project whose policy is active.
import type { ProxyPorts } from '../../functions/proxy/operation.ts';
import type { PolicyId } from '../../shared/kernel/ids.ts';
import { createPolicyLoader } from '../../shared/policies/active/load-policy.ts';
import type { PolicyVersion } from '../../shared/policies/version.ts';
import type { Project } from '../../shared/projects/project.ts';
import { type CountingReader, readerOf } from './policies.ts';
import { type ProxyUnderTest, projectAt } from './proxy.ts';
import { type UsageProxy, usageProxyAt } from './usage-proxy.ts';

export type PolicyProxy = UsageProxy & { readonly reader: CountingReader };

/** The first version is active, the others are stored. */
export function policyProxyAt(
  origin: string,
  versions: readonly PolicyVersion[],
  { project = {}, ports = {} }: { project?: Partial<Project>; ports?: Partial<ProxyPorts> } = {},
): PolicyProxy {
  const reader = readerOf(...versions);
  const policies = createPolicyLoader(reader);
  const proxy = usageProxyAt(origin, { policies, ...ports });
  proxy.project = projectAt(origin, project);
  const [active] = versions;
  if (active !== undefined) activate(proxy, active);
  return Object.assign(proxy, { reader });
}

/** From the next request on. */
export function activate(proxy: ProxyUnderTest, { policyId, version, hash }: PolicyVersion): void {
  if (proxy.project === null) throw new Error('no project');
  proxy.project = { ...proxy.project, policy: { policyId: policyId as PolicyId, version, hash } };
}
