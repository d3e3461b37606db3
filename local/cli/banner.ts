// What `npm start` prints when the system is ready: for people, or as one line for programs.
import type { LocalSystem } from '../local-system.ts';

/** The line of `--json`. */
export const jsonLine = (system: LocalSystem): string =>
  JSON.stringify({
    dataUrl: system.dataUrl,
    adminUrl: system.adminUrl,
    dashboardUrl: system.dashboardUrl,
    providerUrl: system.providerUrl,
    region: system.region,
    accessKeyId: system.operator.accessKeyId,
    secretAccessKey: system.operator.secretAccessKey,
    projectId: system.projectId,
    apiKey: system.key?.secret ?? null,
  });

export function banner(system: LocalSystem, isEphemeral: boolean): string {
  const { dataUrl, adminUrl, projectId, key, operator, region } = system;
  const secret = key?.secret ?? '$COLLIE_KEY';
  const keyLine =
    key === null
      ? '(made by an earlier run and not shown again; --new-key makes another)'
      : `${key.secret}   (shown once)`;
  const keyId = key?.id ?? '$KEY_ID';
  return `
Ready. Ctrl-C ends it${isEphemeral ? ', and nothing is kept' : ''}.

  data plane   ${dataUrl}/v1
  admin API    ${adminUrl}/api/v1
  key          ${keyLine}
  project      ${projectId}
  logs         ${system.logFolder}

Ask for an answer:

  curl -N ${dataUrl}/v1/chat/completions \\
    -H 'authorization: Bearer ${secret}' -H 'content-type: application/json' \\
    -d '{"model":"gpt-4o-mini","stream":true,"messages":[{"role":"user","content":"Hello"}]}'

  new OpenAI({ baseURL: '${dataUrl}/v1', apiKey: '${secret}' })

Deactivate the key, and ask again (the admin API takes signed calls only):

  curl -X DELETE '${adminUrl}/api/v1/projects/${projectId}/api-keys/${keyId}' \\
    --aws-sigv4 'aws:amz:${region}:execute-api' \\
    --user '${operator.accessKeyId}:${operator.secretAccessKey}'
`;
}
