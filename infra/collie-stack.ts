// The one stack: tables and secrets, six functions, two APIs, and the URLs to paste.
import { CfnOutput, Stack } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { Alarms } from './alarms/alarms.ts';
import { adminFunction } from './functions/admin-function.ts';
import { authorizerFunction } from './functions/authorizer-function.ts';
import { keyExpiryReportFunction } from './functions/key-expiry-report-function.ts';
import { leaksFunction } from './functions/leaks-function.ts';
import { proxyFunction } from './functions/proxy-function.ts';
import { usageRollupFunction } from './functions/usage-rollup-function.ts';
import { adminPlane } from './gateway/admin-plane.ts';
import { addCustomDomain } from './gateway/custom-domain.ts';
import { dataPlane } from './gateway/data-plane.ts';
import { GatewayLoggingRole } from './gateway/logging-role.ts';
import type { Settings } from './settings/settings.ts';
import { AuditTable } from './storage/audit-table.ts';
import { ClaimsTable } from './storage/claims-table.ts';
import { KeysTable } from './storage/keys-table.ts';
import { Pepper } from './storage/pepper.ts';
import { ProjectsTable } from './storage/projects-table.ts';
import { ProviderTokens } from './storage/provider-tokens.ts';
import { UsageTable } from './storage/usage-table.ts';

export class CollieStack extends Stack {
  constructor(scope: Construct, id: string, { settings }: { readonly settings: Settings }) {
    super(scope, id, { description: `Collie ${settings.stage}: API keys for LLM traffic` });

    const keys = new KeysTable(this, 'Keys', settings);
    const projects = new ProjectsTable(this, 'Projects', settings);
    const audit = new AuditTable(this, 'Audit', settings);
    const claims = new ClaimsTable(this, 'Claims', settings);
    const usage = new UsageTable(this, 'Usage', settings);
    const pepper = new Pepper(this, 'Pepper', settings);
    const tokens = new ProviderTokens(this, 'ProviderTokens', settings.stage);

    const authorizer = authorizerFunction(this, { settings, keys, pepper });
    const proxy = proxyFunction(this, { settings, keys, projects, tokens, usage });
    const admin = adminFunction(this, {
      settings,
      keys,
      projects,
      usage,
      audit,
      claims,
      pepper,
      tokens,
    });
    const rollup = usageRollupFunction(this, { settings, usage });
    const leaks = leaksFunction(this, { settings, keys, audit, pepper });
    const expiryReport = keyExpiryReportFunction(this, { settings, keys });

    const data = dataPlane(this, {
      settings,
      authorizer: authorizer.fn,
      proxy: proxy.fn,
      leaks: leaks.fn,
    });
    const operators = adminPlane(this, { settings, admin: admin.fn });
    if (settings.gatewayLogRole === 'create')
      new GatewayLoggingRole(this, 'GatewayLogging', [data, operators]);
    if (settings.dataDomain !== undefined)
      addCustomDomain(data, 'DataDomainTarget', settings.dataDomain);
    if (settings.adminDomain !== undefined)
      addCustomDomain(operators, 'AdminDomainTarget', settings.adminDomain);
    if (settings.alarmEmail !== undefined)
      new Alarms(this, 'Alarms', {
        stage: settings.stage,
        email: settings.alarmEmail,
        authorizer,
        proxy,
        rollup,
        leaks,
        expiryReport,
        data,
        admin: operators,
      });

    this.#output('DataUrl', data.url, 'Base URL for SDKs, before /v1');
    this.#output('AdminUrl', operators.url, 'Base URL of the signed API, before /api/v1');
    this.#output('KeysTableName', keys.table.tableName, 'The table of keys');
    this.#output('ProjectsTableName', projects.table.tableName, 'The table of projects');
    this.#output('AuditTableName', audit.table.tableName, 'The table of audit events');
    this.#output('UsageTableName', usage.table.tableName, 'The table of counters');
    this.#output('PepperSecretArn', pepper.secret.secretArn, 'The secret with the peppers');
  }

  #output(name: string, value: string, description: string): void {
    new CfnOutput(this, name, { value, description });
  }
}
