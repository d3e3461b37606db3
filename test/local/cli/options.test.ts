// The command line of the local run: what is taken, and what a wrong value is told.
import { describe, expect, it } from 'vitest';
import { HELP, readOptions } from '../../../local/cli/options.ts';

describe('options', () => {
  it('are all off, on the usual port', () => {
    expect(readOptions([])).toEqual({
      json: false,
      port: 8787,
      ephemeral: false,
      newKey: false,
      providerOrigins: [],
      context: {},
      help: false,
    });
  });

  it('take model servers and context, each as often as wanted', () => {
    const args =
      '--provider-origin http://127.0.0.1:11434 --provider-origin https://llm.internal:8443/';
    const context = ['-c', 'proxyMemoryMb=512', '--context', 'stage=a=b'];
    expect(readOptions([...args.split(' '), ...context])).toMatchObject({
      providerOrigins: ['http://127.0.0.1:11434', 'https://llm.internal:8443'],
      context: { proxyMemoryMb: '512', stage: 'a=b' },
    });
  });

  it.each([
    [['--port', 'x'], '--port must be a number'],
    [['--provider-origin', 'http://127.0.0.1:11434/v1'], 'must be an origin'],
    [['--provider-origin', 'localhost:11434'], 'must be an origin'],
    [['--provider-origin', 'ftp://127.0.0.1'], 'must be an origin'],
    [['-c', 'stage'], 'must be KEY=VALUE'],
    [['-c', '=dev'], 'must be KEY=VALUE'],
    [['--unknown'], 'lists the options'],
  ])('%j is told in a sentence', (args, sentence) => {
    expect(() => readOptions(args)).toThrow(sentence);
  });

  it.each(['--provider-origin', '-c KEY=VALUE', '--ephemeral'])('help names %s', (name) => {
    expect(HELP).toContain(name);
  });
});
