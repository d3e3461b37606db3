// Tries a token: asks its provider for the list of models and looks at the status only.
import { ApiError } from '../errors/api-error.ts';
import { baseOf } from '../providers/address.ts';
import { requestModels } from '../providers/list-models.ts';
import type { SendToProvider } from '../providers/transport/transport.ts';
import type { ProbeProvider } from './verify.ts';

export const createProbe =
  (send: SendToProvider, trustedOrigins: ReadonlySet<string>): ProbeProvider =>
  async ({ provider, baseUrl, token }) => {
    try {
      const base = baseOf({ provider, baseUrl }, trustedOrigins);
      const { status, body } = await requestModels(provider, base, token, send);
      body.destroy();
      return status;
    } catch (error) {
      if (error instanceof ApiError) return null;
      throw error;
    }
  };
