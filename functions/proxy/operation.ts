// What every operation of the data plane gets and gives.
import type { CallPorts } from '../../shared/calls/ports.ts';
import type { Principal } from '../../shared/contracts/principal.ts';
import type { HttpRequest, HttpResponse } from '../../shared/http/message.ts';
import type { Afterwards } from '../../shared/kernel/afterwards.ts';
import type { NoteUse } from '../../shared/keys/last-used.ts';
import type { ProjectReader } from '../../shared/projects/project.ts';
import type { ModelLists } from '../../shared/providers/model-lists.ts';

export type ProxyPorts = Omit<CallPorts, 'afterwards' | 'projects'> & {
  readonly projects: ProjectReader;
  readonly noteUse: NoteUse;
  readonly modelLists: ModelLists;
};

/** What belongs to one invocation. */
export type InvocationPorts = ProxyPorts & { readonly afterwards: Afterwards };

/** Throws ApiError. */
export type Operation = (
  request: HttpRequest,
  principal: Principal,
  ports: InvocationPorts,
) => Promise<HttpResponse>;
