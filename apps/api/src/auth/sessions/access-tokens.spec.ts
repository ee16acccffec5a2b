import { createSecretKey } from 'node:crypto';
import { afterEach, describe, expect, it, jest } from '@jest/globals';
import { JwtService } from '@nestjs/jwt';
import type { User } from '../../users/user.entity.js';
import { AccessTokens } from './access-tokens.js';

const ann = { id: 7, slug: 'ann', email: 'ann@example.com' } as User;
const tokensOf = (secret: string) => new AccessTokens(new JwtService({ secret: createSecretKey(Buffer.from(secret)) }));

describe('AccessTokens', () => {
  afterEach(() => {
    jest.useRealTimers();
  });

  it('token that was read before and has expired since: null', async () => {
    jest.useFakeTimers({ doNotFake: ['nextTick', 'setImmediate'], now: 1_800_000_000_000 });
    const tokens = tokensOf('secret');
    const token = await tokens.issue(ann, 'session', 60);
    expect(tokens.read(token)).toMatchObject({ userId: 7, slug: 'ann', sessionId: 'session' });
    jest.setSystemTime(1_800_000_059_000);
    expect(tokens.read(token)).not.toBeNull();
    jest.setSystemTime(1_800_000_060_000);
    expect(tokens.read(token)).toBeNull();
  });

  it('token of another key: null, also when it is read again', async () => {
    const token = await tokensOf('other').issue(ann, 'session', 60);
    const tokens = tokensOf('secret');
    expect([tokens.read(token), tokens.read(token)]).toEqual([null, null]);
  });
});
